package dev.dogwatch.robustness;

import static dev.dogwatch.robustness.Ours.onOurs;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Posix;
import dev.dogwatch.e2e.Running;
import dev.dogwatch.e2e.Scene;
import dev.dogwatch.e2e.ServiceDirectory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A reader of stderr that has stopped reading holds up whoever floods it, and nobody else. */
@EndToEnd
class FloodedStderrTest {

    private static final String FLOOD = "echo up >>$SVDIR/events; exec yes 'I complain' >&2";

    @Test
    void runsvStillObeys() {
        onOurs(scene -> {
            ServiceDirectory service = scene.service("a").run(FLOOD).log("exec cat");
            start(scene, "runsv a");
            service.supervise().await("run");
            int log = service.logSupervise().await("run").status().pid();
            awaitFullPipe(scene);

            service.supervise().control("d");
            service.supervise().await("down");
            Posix.kill(log, Posix.SIGKILL);
            service.logSupervise().awaitSuccessorOf(log);
            service.supervise().control("u");
            service.supervise().await("run");
        });
    }

    @Test
    void runsvDoesNotWaitToComplainItself() {
        onOurs(scene -> {
            ServiceDirectory service = scene.service("a").run(FLOOD).log("exec cat");
            start(scene, "runsv a");
            service.supervise().await("run");
            awaitFullPipe(scene);
            // Which is worth a message each second, and another one for each control byte.
            scene.arrange("rm -r a/run a/log/run; mkdir a/control; ln -s t a/control/t; ln -s u a/control/u");
            Posix.kill(service.supervise().pid(), Posix.SIGKILL);
            service.supervise().await("down");
            Posix.kill(service.logSupervise().pid(), Posix.SIGKILL);
            service.logSupervise().await("down");
            // Until it has tried to start both again, and had to complain of each.
            Await.pause(Duration.ofMillis(2500));
            service.supervise().control("ttuuddud");
            service.supervise().awaitThat("obey", now -> now.status().want() == 'd');
            service.supervise().control("x");
            Await.until(() -> "the end of runsv", () -> !service.supervise().isSupervised());
        });
    }

    @Test
    void runsvdirDoesNotWaitEither() {
        onOurs(scene -> {
            scene.service("all/a").run(FLOOD);
            scene.idler("later");
            scene.idler("all/b");
            scene.arrange("ln -s nowhere all/dangling");
            Running runsvdir = start(scene, "runsvdir all");
            scene.service("all/a").supervise().await("run");
            ServiceDirectory b = scene.service("all/b");
            int first = b.supervise().await("run").status().pid();
            awaitFullPipe(scene);

            // Each scan complains of the dangling link.
            scene.arrange("mv later all");
            scene.service("all/later").supervise().await("run");
            Posix.kill(first, Posix.SIGKILL);
            b.supervise().awaitSuccessorOf(first);
            runsvdir.signal(Posix.SIGTERM);
            assertEquals(0, runsvdir.exitCode());
        });
    }

    /** Starts a supervisor whose stderr is a fifo with a reader that never reads. */
    private static Running start(Scene scene, String line) {
        Posix.mkfifo(scene.root().resolve("stderr"));
        return scene.start(scene.shell("exec 9<>stderr; exec " + line + " 2>stderr"));
    }

    private static void awaitFullPipe(Scene scene) {
        scene.awaitEventCount(1);
        // A process that waits for room in the pipe has none left.
        Await.until(() -> "the pipe to be full", () -> scene.shell("timeout 1 sh -c 'echo >>stderr' & p=$!; sleep 0.2; kill -0 $p 2>/dev/null").run().exitCode() == 0);
    }
}
