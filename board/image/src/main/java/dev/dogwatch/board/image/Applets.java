package dev.dogwatch.board.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** Which applets a busybox has, without running it: it is for another processor. Their names stand in it, ended by NUL. */
final class Applets {
    private final Set<String> strings;

    private Applets(Set<String> strings) {
        this.strings = strings;
    }

    static Applets of(Path busybox) throws IOException {
        return new Applets(Arrays.stream(Files.readString(busybox, StandardCharsets.ISO_8859_1).split("\0+")).collect(Collectors.toSet()));
    }

    boolean has(String applet) {
        return strings.contains(applet);
    }
}
