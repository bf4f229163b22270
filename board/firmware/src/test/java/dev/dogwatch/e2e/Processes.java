package dev.dogwatch.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What /proc tells of processes, as long as they are there. */
public final class Processes {

    private Processes() {
    }

    /** False for a zombie too. */
    public static boolean isAlive(int pid) {
        return !commandLine(pid).isEmpty();
    }

    /** The arguments, each followed by a bar; nothing when the process is gone. */
    public static String commandLine(int pid) {
        return read(Path.of("/proc/" + pid + "/cmdline")).replace('\0', '|');
    }

    /** The children that a process has at the moment. */
    public static List<Integer> children(int parent) {
        String pids = read(Path.of("/proc/" + parent + "/task/" + parent + "/children")).strip();
        return Stream.of(pids.split(" ")).filter(pid -> !pid.isEmpty()).map(Integer::valueOf).toList();
    }

    /** Waits until a process has exactly one child. */
    public static int onlyChild(int parent) {
        List<Integer> seen = new ArrayList<>();
        Await.until(() -> "one child of " + parent + ", there are " + seen, () -> {
            seen.clear();
            seen.addAll(children(parent));
            return seen.size() == 1;
        });
        return seen.getFirst();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
