package dev.dogwatch.telemetry.node;

/** What is new about a service. */
public enum Cause {
    APPEARED("appeared"),
    REMOVED("removed"),
    UP("up"),
    DOWN("down"),
    FINISH("finish"),
    READY("ready"),
    PAUSED("paused"),
    CONTINUED("continued"),
    GAVE_UP("gave-up"),
    WANT("want"),
    /** It runs, as when it was looked at last, but it is another process. */
    RESTARTED("restarted");

    private final String word;

    Cause(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }
}
