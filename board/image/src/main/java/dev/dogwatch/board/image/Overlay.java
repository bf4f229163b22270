package dev.dogwatch.board.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** rootfs-overlay: files that land on the target as they stand, with the modes that the manifest gives them. */
final class Overlay {
    private final Path directory;

    Overlay(Path directory) {
        this.directory = directory;
    }

    /** The names of the service directories in it, sorted. */
    static List<String> services(Path overlay) {
        try (Stream<Path> services = Files.list(overlay.resolve("etc/sv"))) {
            return services.filter(Files::isDirectory).map(path -> path.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts in every file; one for which the manifest has no mode, and a rule that no file needs, are problems. */
    void fill(Tree tree, Manifest manifest, List<Problem> problems) throws IOException {
        List<Manifest.ModeRule> rules = manifest.modeRules();
        List<Path> files;
        try (Stream<Path> walk = Files.walk(directory)) {
            files = walk.filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)).sorted().toList();
        }
        boolean[] used = new boolean[rules.size()];
        for (Path file : files) {
            String path = directory.relativize(file).toString();
            Manifest.ModeRule found = null;
            for (int i = 0; i < rules.size(); i++) {
                if (rules.get(i).matches(path)) {
                    found = rules.get(i);
                    used[i] = true;
                }
            }
            if (Files.isSymbolicLink(file)) {
                tree.put(path, new Node.Link(Files.readSymbolicLink(file).toString()));
            } else if (found == null) {
                problems.add(manifest.problem(0, path, "no mode is given for this file of " + directory + "; add a line `overlay MODE PATTERN`"));
            } else {
                tree.put(path, new Node.RegularFile(found.mode(), Files.readAllBytes(file)));
            }
        }
        for (int i = 0; i < used.length; i++) {
            if (!used[i]) {
                problems.add(manifest.problem(rules.get(i).line(), rules.get(i).pattern(), "no file of " + directory + " matches it"));
            }
        }
    }
}
