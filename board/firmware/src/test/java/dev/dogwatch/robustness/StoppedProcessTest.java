package dev.dogwatch.robustness;

import static dev.dogwatch.robustness.Ours.onOurs;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Outcome;
import dev.dogwatch.e2e.Posix;
import dev.dogwatch.e2e.ServiceDirectory;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** SIGSTOP to any one process holds up nothing but that one, and after SIGCONT it is as if nothing had been. */
@EndToEnd
class StoppedProcessTest {

    @Test
    void runsv() {
        onOurs(scene -> {
            ServiceDirectory service = scene.idler("all/a");
            Tree tree = Tree.grow(scene);
            int runsv = tree.runsv("a");
            int first = service.supervise().await("run").status().pid();
            Proc.stop(runsv);

            tree.everythingElseGoesOn();
            Posix.kill(first, Posix.SIGKILL);
            Outcome status = scene.command("sv", "status", "a", "bystander").env("SVDIR", "all").run();
            assertEquals("run: a: (pid PID) Ns\nrun: bystander: (pid PID) Ns\n", status.normaliser().apply(status.out()));
            Outcome stop = scene.command("sv", "-w", "5", "stop", "a", "bystander").env("SVDIR", "all").run();
            assertEquals(1, stop.exitCode(), "one of two did not obey in time");
            assertTrue(stop.out().startsWith("ok: down: bystander: "), stop.out());
            assertTrue(stop.out().contains("timeout: run: a: "), stop.out());

            Proc.resume(runsv);
            service.supervise().awaitThat("obey what it was told while it was stopped", now -> now.stat().equals("down") && now.status().want() == 'd');
            service.supervise().control("u");
            service.supervise().awaitSuccessorOf(first);
        });
    }

    @Test
    void runsvWhoseDirectoryIsRemovedMeanwhile() {
        onOurs(scene -> {
            ServiceDirectory service = scene.idler("all/a");
            Tree tree = Tree.grow(scene);
            int runsv = tree.runsv("a");
            int run = service.supervise().await("run").status().pid();
            Proc.stop(runsv);
            scene.arrange("mv all/a gone");
            tree.everythingElseGoesOn();
            assertTrue(Proc.isAlive(run));

            Proc.resume(runsv);
            Proc.awaitEnd(run);
            Proc.awaitEnd(runsv);
            tree.everythingElseGoesOn();
        });
    }

    @Test
    void run() {
        onOurs(scene -> {
            ServiceDirectory service = scene.idler("all/a").log("exec cat");
            Tree tree = Tree.grow(scene);
            tree.runsv("a");
            int first = service.supervise().await("run").status().pid();
            int log = service.logSupervise().await("run").status().pid();
            Proc.stop(first);
            tree.everythingElseGoesOn();
            Posix.kill(log, Posix.SIGKILL);
            service.logSupervise().awaitSuccessorOf(log);
            assertEquals(first, service.supervise().await("run").status().pid(), "to be stopped is not to be dead");

            // TERM alone would wait for CONT.
            service.supervise().control("d");
            service.supervise().await("down");
            Proc.awaitEnd(first);
            service.supervise().control("u");
            service.supervise().await("run");
        });
    }

    @Test
    void logService() {
        onOurs(scene -> {
            int lines = 20_000;
            // It stops itself before it has read a byte.
            ServiceDirectory service = scene.service("all/a").run("i=0; while [ $i -lt " + lines + " ]; do i=$((i + 1)); echo line $i; done; echo up >>../../events; exec sleep 1000")
                    .log("kill -STOP $$; exec cat >>../../../logged");
            Tree tree = Tree.grow(scene);
            int log = service.logSupervise().await("run").status().pid();
            Await.until(() -> "the log service to stop", () -> Proc.state(log) == 'T');
            int first = service.supervise().await("run").status().pid();
            tree.everythingElseGoesOn();
            assertEquals(first, service.supervise().await("run").status().pid());
            assertFalse(scene.events().contains("up"), "so many lines do not fit into a pipe");

            Proc.resume(log);
            scene.awaitEvents("up");
            String all = IntStream.rangeClosed(1, lines).mapToObj(i -> "line " + i + "\n").collect(Collectors.joining());
            Await.until(() -> "all lines", () -> scene.read(scene.root().resolve("logged")).length() >= all.length());
            assertEquals(all, scene.read(scene.root().resolve("logged")));
        });
    }

    @Test
    void runsvdir() {
        onOurs(scene -> {
            ServiceDirectory service = scene.idler("all/a");
            scene.idler("later");
            Tree tree = Tree.grow(scene);
            int runsv = tree.runsv("a");
            int first = service.supervise().await("run").status().pid();
            Proc.stop(tree.pid());

            tree.everythingElseGoesOn();
            Posix.kill(first, Posix.SIGKILL);
            service.supervise().awaitSuccessorOf(first);
            tree.appear(scene.service("later"), "later");
            service.supervise().control("x");
            Await.until(() -> "the end of runsv", () -> !service.supervise().isSupervised());
            assertTrue(Proc.lastingly(() -> !service.supervise().isSupervised()));

            Proc.resume(tree.pid());
            scene.service("all/later").supervise().await("run");
            service.supervise().await("run");
            assertTrue(tree.runsv("a") != runsv);
            tree.everythingElseGoesOn();
        });
    }
}
