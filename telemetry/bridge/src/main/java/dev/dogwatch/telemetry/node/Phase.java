package dev.dogwatch.telemetry.node;

/** What runsv is doing with a service, by the words of {@code sv status}. */
public enum Phase {
    DOWN("down"),
    RUN("run"),
    FINISH("finish");

    private final String word;

    Phase(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }
}
