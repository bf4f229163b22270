package dev.dogwatch.telemetry.command;

import java.util.Arrays;
import java.util.Optional;

/** What a service can be told, in the words of sv(8). */
public enum Verb {
    UP("up"),
    DOWN("down"),
    RESTART("restart"),
    CHECK("check");

    private final String word;

    Verb(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    public static Optional<Verb> of(String word) {
        return Arrays.stream(values()).filter(verb -> verb.word.equals(word)).findFirst();
    }
}
