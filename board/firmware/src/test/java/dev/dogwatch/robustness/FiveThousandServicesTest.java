package dev.dogwatch.robustness;

import static dev.dogwatch.robustness.Ours.onOurs;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.Outcome;
import dev.dogwatch.e2e.Posix;
import dev.dogwatch.e2e.Running;
import dev.dogwatch.e2e.Scene;
import dev.dogwatch.e2e.Supervise;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** C runit stops at a thousand. Alone on the machine: ten thousand processes leave little room for others. */
@Tag("e2e")
@Tag("slow")
@Isolated
class FiveThousandServicesTest {

    private static final int SERVICES = 5000;
    private static final int REMOVED = 100;

    @Test
    void areOneTree() {
        onOurs(scene -> {
            assumeFalse(Ours.sanitized(), "each process of the build with sanitizers takes many times the memory");
            makeServices(scene);
            Running runsvdir = scene.start(scene.command("runsvdir", "all"));
            List<Supervise> all = IntStream.range(0, SERVICES).mapToObj(i -> scene.service("all/" + i).supervise()).toList();
            all.forEach(supervise -> Await.until(() -> supervise.file("status") + " to say run", () -> says(supervise, "run\n")));
            assertEquals(SERVICES, Proc.children(runsvdir.pid()).size());

            Outcome status = sv(scene, "status", "*");
            assertEquals(0, status.exitCode());
            assertEquals(SERVICES, lines(status, line -> line.startsWith("run: ")));

            Supervise one = all.get(SERVICES / 2);
            int pid = one.await("run").status().pid();
            Posix.kill(pid, Posix.SIGKILL);
            one.awaitSuccessorOf(pid);
            Supervise another = all.get(SERVICES - 1);
            int runsv = Proc.parent(another.pid());
            Posix.kill(runsv, Posix.SIGTERM);
            Proc.awaitEnd(runsv);
            Await.until(() -> "another runsv", () -> Proc.children(runsvdir.pid()).size() == SERVICES && another.isSupervised());

            scene.arrange("mkdir gone && cd all && mv $(seq " + REMOVED + ") ../gone");
            Await.until(() -> "the removed ones to go", () -> Proc.children(runsvdir.pid()).size() == SERVICES - REMOVED);
            for (int i = 1; i <= REMOVED; i++) {
                assertEquals("down\n", scene.read(scene.root().resolve("gone/" + i + "/supervise/stat")));
            }
            assertEquals(SERVICES - REMOVED, lines(sv(scene, "status", "*"), line -> line.startsWith("run: ")));

            runsvdir.signal(Posix.SIGHUP);
            assertEquals(111, runsvdir.exitCode());
            all.forEach(supervise -> Await.until(() -> "the end of all", () -> !supervise.isSupervised()));
            try (Stream<Path> services = Files.list(scene.root().resolve("all"))) {
                assertEquals(SERVICES - REMOVED, services.filter(service -> scene.read(service.resolve("supervise/stat")).equals("down\n")).count());
            }
        });
    }

    private static void makeServices(Scene scene) {
        Path program = Compiled.program("pause");
        IntStream.range(0, SERVICES).forEach(i -> scene.service("all/" + i).link("run", program.toString()));
    }

    private static boolean says(Supervise supervise, String stat) {
        try {
            return Files.exists(supervise.file("stat")) && Files.readString(supervise.file("stat")).equals(stat);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Outcome sv(Scene scene, String command, String services) {
        return scene.shell("cd all && SVDIR=. exec sv " + command + " " + services).run();
    }

    private static long lines(Outcome outcome, Predicate<String> condition) {
        return outcome.out().lines().filter(condition).count();
    }
}
