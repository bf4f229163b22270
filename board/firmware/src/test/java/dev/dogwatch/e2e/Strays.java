package dev.dogwatch.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Every process that descends from one scene, whoever its parent is by now. Supervisors double fork, start sessions and die before
 * their children, so that neither process groups nor parents find them all; a variable that everybody inherits does.
 */
final class Strays {

    static final String VARIABLE = "DOGWATCH_SCENE";

    private final byte[] marker;

    Strays(String scene) {
        marker = (VARIABLE + "=" + scene + "\0").getBytes(StandardCharsets.UTF_8);
    }

    /** Kills until none is left: a supervisor may start one more while it is being killed. */
    void killAll() {
        Await.until(() -> "the end of " + living(), () -> {
            List<Long> living = living();
            living.forEach(pid -> Posix.kill(pid, Posix.SIGKILL));
            return living.isEmpty();
        });
    }

    /** The pids of those that live now. */
    List<Long> living() {
        List<Long> pids = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (isMarked(process)) {
                    pids.add(Long.parseLong(process.getFileName().toString()));
                }
            }
        } catch (IOException e) {
            throw new AssertionError("cannot list /proc", e);
        }
        return pids;
    }

    private boolean isMarked(Path process) {
        byte[] environment;
        try {
            environment = Files.readAllBytes(process.resolve("environ"));
        } catch (IOException e) {
            return false; // It has gone, or it is a zombie.
        }
        return contains(environment, marker);
    }

    private static boolean contains(byte[] all, byte[] part) {
        for (int start = 0; start + part.length <= all.length; start++) {
            int matched = 0;
            while (matched < part.length && all[start + matched] == part[matched]) {
                matched++;
            }
            if (matched == part.length) {
                return true;
            }
        }
        return false;
    }
}
