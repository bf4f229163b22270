package dev.dogwatch.board.image;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What is in the image beside the overlay's files, and the modes of all: a text file of one thing a line, so that an image
 * is the same whoever makes it and whatever a checkout did to modes. docs/board.md has its language.
 */
final class Manifest {
    /** Where a line holds: in the initramfs or the root file system only, or on one architecture. */
    private static final Set<String> CONDITIONS = Set.of("initramfs", "rootfs", "aarch64", "x86_64");

    private final Path file;
    private final List<Line> lines = new ArrayList<>();

    private Manifest(Path file) {
        this.file = file;
    }

    /** @param words the line's, with the keyword first */
    private record Line(int number, Set<String> conditions, List<String> words) {
        boolean holdsIn(Set<String> circumstances) {
            return circumstances.containsAll(conditions);
        }

        String word(int i) {
            return words.get(i);
        }

        int mode() {
            return Integer.parseInt(word(1), 8);
        }
    }

    /** Says which mode an overlay's file has. */
    record ModeRule(int line, String pattern, PathMatcher matcher, int mode) {
        boolean matches(String path) {
            return matcher.matches(Path.of(path));
        }
    }

    /**
     * Reads the file; lines that say nothing known go to {@code problems}.
     *
     * @throws IOException if the file cannot be read
     */
    static Manifest read(Path file, List<Problem> problems) throws IOException {
        Manifest manifest = new Manifest(file);
        Set<String> conditions = Set.of();
        int number = 0;
        for (String raw : Files.readAllLines(file)) {
            number++;
            String text = raw.replaceFirst("(^|\\s)#.*", "").strip();
            if (text.startsWith("[") && text.endsWith("]")) {
                conditions = new HashSet<>(Arrays.asList(text.substring(1, text.length() - 1).strip().split("\\s+")));
                conditions.remove("");
                if (!CONDITIONS.containsAll(conditions)) {
                    problems.add(new Problem(file, number, text, "there is no such condition; there are " + CONDITIONS.stream().sorted().toList()));
                }
            } else if (!text.isEmpty()) {
                Line line = new Line(number, conditions, List.of(text.split("\\s+")));
                if (isValid(line)) {
                    manifest.lines.add(line);
                } else {
                    problems.add(new Problem(file, number, "", "\"" + text + "\" is not allowed; a line is `dir MODE PATH`, `node MODE MAJOR MINOR PATH`, "
                            + "`link PATH TARGET`, `applets DIRECTORY NAME...`, `program MODE PATH`, `overlay MODE PATTERN` or `[CONDITION...]`"));
                }
            }
        }
        return manifest;
    }

    private static boolean isValid(Line line) {
        int count = line.words().size();
        return switch (line.word(0)) {
            case "dir", "program" -> count == 3 && isMode(line.word(1)) && isPath(line.word(2));
            case "overlay" -> count == 3 && isMode(line.word(1));
            case "node" -> count == 5 && isMode(line.word(1)) && isNumber(line.word(2)) && isNumber(line.word(3)) && isPath(line.word(4));
            case "link" -> count == 3 && isPath(line.word(1));
            case "applets" -> count >= 3 && isPath(line.word(1));
            default -> false;
        };
    }

    private static boolean isMode(String word) {
        return word.matches("[0-7]{3,4}");
    }

    private static boolean isNumber(String word) {
        return word.matches("[0-9]{1,4}");
    }

    private static boolean isPath(String word) {
        return word.matches("/[!-~]+") && !word.endsWith("/");
    }

    /** The rules for the overlay's files; the last that matches a path (without a leading slash) holds. */
    List<ModeRule> modeRules() {
        return lines.stream().filter(line -> line.word(0).equals("overlay"))
                .map(line -> new ModeRule(line.number(), line.word(2),
                        FileSystems.getDefault().getPathMatcher("glob:" + line.word(2)), line.mode()))
                .toList();
    }

    Problem problem(int line, String subject, String reason) {
        return new Problem(file, line, subject, reason);
    }

    /**
     * Puts in what holds in these circumstances, all but the overlay.
     *
     * @param userland where programs are taken from, at the path that they will have
     */
    void fill(Tree tree, Set<String> circumstances, Path userland, List<Problem> problems) throws IOException {
        Applets applets = Applets.of(userland.resolve("usr/bin/busybox"));
        for (Line line : lines) {
            if (line.holdsIn(circumstances)) {
                try {
                    fill(tree, line, userland, applets, problems);
                } catch (IllegalArgumentException e) {
                    problems.add(problem(line.number(), line.word(0), e.getMessage()));
                }
            }
        }
    }

    private void fill(Tree tree, Line line, Path userland, Applets applets, List<Problem> problems) throws IOException {
        switch (line.word(0)) {
            case "dir" -> tree.put(line.word(2), new Node.Directory(line.mode()));
            case "node" -> tree.put(line.word(4), new Node.CharacterDevice(line.mode(),
                    Integer.parseInt(line.word(2)), Integer.parseInt(line.word(3))));
            case "link" -> tree.put(line.word(1), new Node.Link(line.word(2)));
            case "applets" -> fillApplets(tree, line, applets, problems);
            case "program" -> {
                Path source = userland.resolve(line.word(2).substring(1));
                if (Files.isRegularFile(source)) {
                    tree.put(line.word(2), new Node.RegularFile(line.mode(), Files.readAllBytes(source)));
                } else {
                    problems.add(problem(line.number(), line.word(2), "it is in none of the packages of tools/lib/userland"));
                }
            }
            default -> {
                // The overlay's rules fill nothing.
            }
        }
    }

    private void fillApplets(Tree tree, Line line, Applets applets, List<Problem> problems) {
        for (String applet : line.words().subList(2, line.words().size())) {
            if (applets.has(applet)) {
                tree.put(line.word(1) + "/" + applet, new Node.Link(line.word(1).equals("/usr/bin") ? "busybox" : "../bin/busybox"));
            } else {
                problems.add(problem(line.number(), applet, "this busybox has no such applet"));
            }
        }
    }
}
