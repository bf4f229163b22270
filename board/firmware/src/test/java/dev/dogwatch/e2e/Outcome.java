package dev.dogwatch.e2e;

import java.util.stream.Collectors;

/**
 * How a command ended and what it said.
 *
 * @param out as it came, nothing normalised
 * @param err likewise
 */
public record Outcome(String command, int exitCode, String out, String err, Normaliser normaliser) {

    /** For a transcript: the command, what it said, its exit code; normalised. */
    @Override
    public String toString() {
        return "$ " + command + "\n" + normaliser.apply(out) + marked(normaliser.apply(err)) + "= " + exitCode;
    }

    private static String marked(String err) {
        return err.lines().map(line -> "2> " + line + "\n").collect(Collectors.joining());
    }
}
