package dev.dogwatch.robustness;

import static dev.dogwatch.robustness.Ours.onOurs;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Posix;
import dev.dogwatch.e2e.ServiceDirectory;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Supervisors die too. What they supervised lives on, and is supervised again as if nothing had been. */
@EndToEnd
class KilledSupervisorTest {

    @Test
    void aRunsvdirLeavesItsRunsvsAlive() {
        onOurs(scene -> {
            ServiceDirectory service = scene.idler("all/a").log("exec cat");
            Tree tree = Tree.grow(scene);
            int runsv = tree.runsv("a");
            int run = service.supervise().await("run").status().pid();
            int log = service.logSupervise().await("run").status().pid();
            tree.runsvdir().signal(Posix.SIGKILL);
            tree.runsvdir().exitCode();

            tree.everythingElseGoesOn();
            assertEquals(List.of(run, log).stream().sorted().toList(), Proc.children(runsv).stream().sorted().toList());
            Posix.kill(run, Posix.SIGKILL);
            service.supervise().awaitSuccessorOf(run);
            assertEquals(log, service.logSupervise().await("run").status().pid());
        });
    }

    @Test
    void aRunsvIsReplacedAtOnceAndNothingOfItsServiceIsLost() {
        onOurs(scene -> {
            ServiceDirectory service = scene.service("all/a")
                    .run("exec " + Compiled.program("writer") + " ledger")
                    .log("exec " + Compiled.program("reader") + " logged");
            Tree tree = Tree.grow(scene);
            int run = service.supervise().await("run").status().pid();
            int log = service.logSupervise().await("run").status().pid();
            for (int round = 0; round < 3; round++) {
                Await.pause(Duration.ofMillis(300));
                int runsv = tree.runsv("a");
                Posix.kill(runsv, Posix.SIGKILL);
                Proc.awaitEnd(runsv);
                Promptly.until(() -> "another runsv", service.supervise()::isSupervised);
                assertEquals(run, service.supervise().await("run").status().pid(), "the service was restarted");
                assertEquals(log, service.logSupervise().await("run").status().pid(), "the log service was restarted");
            }
            tree.everythingElseGoesOn();
            assertTrue(Proc.isAlive(run) && Proc.isAlive(log));

            tree.runsvdir().signal(Posix.SIGTERM);
            tree.runsvdir().exitCode();
            service.supervise().control("x");
            Await.until(() -> "the end of runsv", () -> !service.supervise().isSupervised());
            Ledger.assertNothingIsLost(service.path().resolve("ledger"), service.path().resolve("log/logged"), 1);
        });
    }

    /** Also when both halves die beside it: the pipe between them has then nobody left who holds it, and is made anew. */
    @Test
    void aRunsvThatDiesWithBothOfItsProcessesIsReplacedWithTwoNewOnes() {
        onOurs(scene -> {
            ServiceDirectory service = scene.service("all/a").run("while :; do echo line; sleep 0.1; done").log("exec cat >>lines");
            Tree tree = Tree.grow(scene);
            int run = service.supervise().await("run").status().pid();
            int log = service.logSupervise().await("run").status().pid();
            int runsv = tree.runsv("a");
            Proc.stop(runsv);
            Posix.kill(run, Posix.SIGKILL);
            Posix.kill(log, Posix.SIGKILL);
            Posix.kill(runsv, Posix.SIGKILL);
            Proc.awaitEnd(runsv);
            service.supervise().awaitSuccessorOf(run);
            service.logSupervise().awaitSuccessorOf(log);
            scene.arrange(": >all/a/log/lines");
            Await.until(() -> "a line of the new pipe", () -> !scene.read(service.path().resolve("log/lines")).isEmpty());
        });
    }

    @Test
    void aServiceWhoseRunsvIsKilledOverAndOverStaysTheOnlyOne() {
        onOurs(scene -> {
            ServiceDirectory service = scene.service("all/a").run("echo $$ >>$SVDIR/events; exec sleep 1000");
            Tree tree = Tree.grow(scene);
            scene.awaitEventCount(1);
            int run = service.supervise().await("run").status().pid();
            for (int round = 0; round < 5; round++) {
                Posix.kill(tree.runsv("a"), Posix.SIGKILL);
                Await.pause(Duration.ofMillis(300));
            }
            Await.until(() -> "supervision", service.supervise()::isSupervised);
            assertEquals(run, service.supervise().await("run").status().pid());
            assertEquals(List.of(Integer.toString(run)), scene.events());

            // Its own death is noticed, although it is not a child of the one that supervises it now.
            Posix.kill(run, Posix.SIGKILL);
            int next = service.supervise().awaitSuccessorOf(run).status().pid();
            Await.until(() -> "a word of " + next, () -> scene.events().size() > 1);
            assertEquals(List.of(Integer.toString(run), Integer.toString(next)), scene.events());
            tree.everythingElseGoesOn();
        });
    }

    @Test
    void aServiceThatIsTakenOverObeysAsEver() {
        onOurs(scene -> {
            ServiceDirectory service = scene.idler("all/a").finish("echo finish >>$SVDIR/events");
            Tree tree = Tree.grow(scene);
            int run = service.supervise().await("run").status().pid();
            service.supervise().control("p");
            service.supervise().await("run, paused");
            int runsv = tree.runsv("a");
            Posix.kill(runsv, Posix.SIGKILL);
            Proc.awaitEnd(runsv);
            Promptly.until(() -> "another runsv", service.supervise()::isSupervised);
            assertEquals(run, service.supervise().await("run, paused").status().pid());
            service.supervise().control("c");
            service.supervise().await("run");
            service.supervise().control("d");
            service.supervise().await("down");
            scene.awaitEvents("finish");
            assertTrue(!Proc.isAlive(run));
            service.supervise().control("u");
            service.supervise().await("run");
            tree.everythingElseGoesOn();
        });
    }
}
