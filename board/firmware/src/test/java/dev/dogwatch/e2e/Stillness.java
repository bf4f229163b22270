package dev.dogwatch.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The moment at which supervisors have done what they had to do. A script is heard of before the runsv that started it has written so:
 * ./run is started first, and the status, the other files and the counters come after. Who has seen the one and acts on the other, or
 * has sv act on it, waits until each runsv, runsvdir and svlogd has gone to sleep since.
 */
final class Stillness {

    private static final Set<String> SUPERVISORS = Set.of("runsv", "runsvdir", "svlogd");
    private static final Duration LOOK = Duration.ofMillis(2);

    private Stillness() {
    }

    /**
     * Waits until all supervisors whose working directory is this one, or lies below it, have slept. One that is flooded with work does
     * not, for a long time on a loaded machine: after {@link Await#LIMIT} the scenario goes on and sees what is so.
     */
    static void of(Path directory) {
        List<Path> awake = supervisors(real(directory));
        long deadline = System.nanoTime() + Await.LIMIT.toNanos();
        awake.removeIf(Stillness::rests);
        while (!awake.isEmpty() && System.nanoTime() < deadline) {
            Await.pause(LOOK);
            awake.removeIf(Stillness::rests);
        }
    }

    private static List<Path> supervisors(Path directory) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (worksIn(process, directory) && isSupervisor(process)) {
                    found.add(process);
                }
            }
        } catch (IOException e) {
            throw new AssertionError("cannot list /proc", e);
        }
        return found;
    }

    private static boolean worksIn(Path process, Path directory) {
        try {
            return Files.readSymbolicLink(process.resolve("cwd")).startsWith(directory);
        } catch (IOException e) {
            return false; // It has gone.
        }
    }

    /** By any of its arguments, since an emulator may stand in front of it. */
    private static boolean isSupervisor(Path process) {
        return Stream.of(read(process.resolve("cmdline")).split("\0"))
                .anyMatch(argument -> SUPERVISORS.contains(argument.substring(argument.lastIndexOf('/') + 1)));
    }

    /** Asleep, stopped, or gone; not running, nor in a system call that ends by itself. */
    private static boolean rests(Path process) {
        String stat = read(process.resolve("stat"));
        return stat.isEmpty() || "STtZX".indexOf(stat.charAt(stat.lastIndexOf(')') + 2)) >= 0;
    }

    private static Path real(Path directory) {
        try {
            return directory.toRealPath();
        } catch (IOException e) {
            return directory;
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
