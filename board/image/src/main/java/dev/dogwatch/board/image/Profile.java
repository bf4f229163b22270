package dev.dogwatch.board.image;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What board.properties says: known keys with values of the right form, and the line of each. A key that is not there has
 * its standard value.
 */
final class Profile {
    private final Path file;
    private final Map<String, String> values;
    private final Map<String, Integer> lines;

    Profile(Path file, Map<String, String> values, Map<String, Integer> lines) {
        this.file = file;
        this.values = Map.copyOf(values);
        this.lines = Map.copyOf(lines);
    }

    Path file() {
        return file;
    }

    /** The board's name, which is its directory's. */
    String board() {
        return file.toAbsolutePath().normalize().getParent().getFileName().toString();
    }

    /** Empty where neither the profile nor a standard says anything. */
    String text(String key) {
        return values.getOrDefault(key, ProfileKey.named(key).standard());
    }

    boolean has(String key) {
        return !text(key).isEmpty();
    }

    boolean flag(String key) {
        return text(key).equals("yes");
    }

    int number(String key) {
        return Integer.parseInt(text(key));
    }

    List<String> words(String key) {
        return has(key) ? List.of(text(key).split(" +")) : List.of();
    }

    boolean runsInQemu() {
        return has("qemu.machine");
    }

    /** What is wrong with a key, at its line. */
    Problem problem(String key, String reason) {
        return new Problem(file, lines.getOrDefault(key, 0), key, reason);
    }
}
