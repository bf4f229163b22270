package dev.dogwatch.board.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The telemetry bridge with its JVM, as tools/build telemetry leaves it, in a tree: 56 MB. */
final class TelemetryBridge {
    private static final String HOME = "usr/lib/dogwatch/telemetry";

    private final Path directory;
    private final String libraries;

    /** @param directory of bin, lib, runtime and, for the libraries that the JVM needs, libc */
    TelemetryBridge(Path directory, String arch) {
        this.directory = directory;
        this.libraries = "usr/lib/" + arch + "-linux-gnu";
    }

    /**
     * Puts it in, with its settings.
     *
     * @throws IOException if it cannot be read
     */
    void fill(Tree tree, String settings) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(directory)) {
            files = walk.filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)).sorted().toList();
        }
        for (Path file : files) {
            Path relative = directory.relativize(file);
            if (relative.startsWith("libc")) {
                putLibrary(tree, file);
            } else if (!relative.toString().equals(".id")) {
                tree.put(HOME + "/" + relative, node(file));
            }
        }
        tree.put("usr/bin/dogwatch-telemetry", new Node.Link("../lib/dogwatch/telemetry/bin/dogwatch-telemetry"));
        tree.put("etc/dogwatch/telemetry.properties", new Node.RegularFile(0644, settings.getBytes(StandardCharsets.UTF_8)));
    }

    /** The JVM may need a newer libc than the userland has; programs that were made for an older one run with it as well. */
    private void putLibrary(Tree tree, Path file) throws IOException {
        String name = file.getFileName().toString();
        tree.putOver(libraries + "/" + name, node(file));
        if (name.startsWith("ld-linux")) {
            tree.putOver("usr/lib/" + name, new Node.Link(libraries.substring("usr/lib/".length()) + "/" + name));
        }
    }

    private static Node node(Path file) throws IOException {
        return Files.isSymbolicLink(file) ? new Node.Link(Files.readSymbolicLink(file).toString())
                : new Node.RegularFile(Files.isExecutable(file) ? 0755 : 0644, Files.readAllBytes(file));
    }
}
