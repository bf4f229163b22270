package dev.dogwatch.board.image;

import java.nio.file.Path;
import java.util.Comparator;

/**
 * One thing that is wrong with a board's description: where (file, line; 0 for the file as a whole), what of it (a key, a
 * symbol, a path; empty where the file itself is meant) and why, ending in what is allowed.
 */
public record Problem(Path file, int line, String subject, String reason) {
    static final Comparator<Problem> IN_READING_ORDER = Comparator.comparing((Problem p) -> p.file().toString())
            .thenComparingInt(Problem::line).thenComparing(Problem::subject).thenComparing(Problem::reason);

    @Override
    public String toString() {
        return file + (line > 0 ? ":" + line : "") + ": " + (subject.isEmpty() ? "" : subject + ": ") + reason;
    }
}
