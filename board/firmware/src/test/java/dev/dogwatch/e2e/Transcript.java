package dev.dogwatch.e2e;

import java.util.ArrayList;
import java.util.List;

/** What was seen in a scene, line by line, in words that do not depend on the suite. */
public final class Transcript {

    private final List<String> lines = new ArrayList<>();

    void add(String text) {
        lines.addAll(text.lines().toList());
    }

    /** Fails unless every one of these stands in it as a whole line, in this order. */
    public Transcript says(String... expected) {
        int from = 0;
        for (String line : expected) {
            int found = lines.subList(from, lines.size()).indexOf(line);
            if (found < 0) {
                String after = from == 0 ? "" : " after \"" + lines.get(from - 1) + "\"";
                throw new AssertionError("no line \"" + line + "\"" + after + " in\n" + this);
            }
            from += found + 1;
        }
        return this;
    }

    /** Fails if a line has this in it. */
    public Transcript neverSays(String part) {
        if (toString().contains(part)) {
            throw new AssertionError("\"" + part + "\" stands in\n" + this);
        }
        return this;
    }

    @Override
    public String toString() {
        return String.join("\n", lines) + "\n";
    }
}
