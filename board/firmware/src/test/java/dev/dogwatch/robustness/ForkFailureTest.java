package dev.dogwatch.robustness;

import static dev.dogwatch.robustness.Ours.onOurs;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.Command;
import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Posix;
import dev.dogwatch.e2e.Running;
import dev.dogwatch.e2e.Scene;
import dev.dogwatch.e2e.ServiceDirectory;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A supervisor that gets no process says so, obeys meanwhile, and tries again until it gets one. */
@EndToEnd
class ForkFailureTest {

    /** The limit is one of processes per user, and root has none: each scene has a user of its own. */
    private static final AtomicInteger USERS = new AtomicInteger(54_000);

    @Test
    void theServiceIsStartedWhenThereIsAProcessAgain() {
        onOurs(scene -> {
            ServiceDirectory service = scene.idler("a").log("exec cat");
            Running runsv = scene.supervise(asAUser(scene, "runsv a"), service.supervise());
            Running other = scene.supervise(asAUser(scene, "runsv other"), scene.idler("other").supervise());
            int log = service.logSupervise().await("run").status().pid();
            int first = service.supervise().await("run").status().pid();

            limitProcesses(scene, runsv.pid(), "1");
            Posix.kill(first, Posix.SIGKILL);
            long death = System.nanoTime();
            Tree.awaitComplaint(runsv, "runsv a: warning: unable to fork, sleeping: temporary failure");
            limitProcesses(scene, runsv.pid(), "1000");
            service.supervise().awaitSuccessorOf(first);
            assertTrue(System.nanoTime() - death > 4_500_000_000L, "it should sleep for 5 s");
            assertEquals(1, runsv.stderr().lines().count());

            assertEquals(log, service.logSupervise().await("run").status().pid(), "the log service has nothing to do with it");
            obeys(scene.service("other"));
            obeys(service);
            assertTrue(other.stderr().isEmpty());
        });
    }

    @Test
    void meanwhileItObeys() {
        onOurs(scene -> {
            ServiceDirectory service = scene.idler("a");
            Running runsv = scene.supervise(asAUser(scene, "runsv a"), service.supervise());
            int first = service.supervise().await("run").status().pid();
            limitProcesses(scene, runsv.pid(), "1");
            Posix.kill(first, Posix.SIGKILL);
            Tree.awaitComplaint(runsv, "runsv a: warning: unable to fork, sleeping: temporary failure");

            service.supervise().control("d");
            Promptly.until(() -> "the answer to d", () -> want(service) == 'd');
            service.supervise().control("u");
            Promptly.until(() -> "the answer to u", () -> want(service) == 'u');
            service.supervise().control("x");
            assertEquals(0, runsv.exitCode());
        });
    }

    @Test
    void finishIsRunWhenThereIsAProcessAgain() {
        onOurs(scene -> {
            ServiceDirectory service = scene.idler("a").finish("echo finish $* >>../f");
            Running runsv = scene.supervise(asAUser(scene, "runsv a"), service.supervise());
            int first = service.supervise().await("run").status().pid();
            limitProcesses(scene, runsv.pid(), "1");
            Posix.kill(first, Posix.SIGKILL);
            Tree.awaitComplaint(runsv, "runsv a: warning: unable to fork, sleeping: temporary failure");
            limitProcesses(scene, runsv.pid(), "1000");
            service.supervise().awaitSuccessorOf(first);
            assertEquals("finish -1 9\n", scene.read(scene.root().resolve("f")));
        });
    }

    @Test
    void runsvdirStartsARunsvWhenThereIsAProcessAgain() {
        onOurs(scene -> {
            scene.idler("all/a");
            ServiceDirectory later = scene.idler("later");
            scene.service("all");
            scene.idler("all/bystander");
            Tree tree = Tree.grow(scene, asAUser(scene, "runsvdir all"));
            int runsv = tree.runsv("a");
            limitProcesses(scene, tree.pid(), "1");
            Posix.kill(runsv, Posix.SIGKILL);
            tree.awaitComplaint("runsvdir all: warning: unable to fork for a: temporary failure");
            tree.appear(later, "later");
            tree.awaitComplaint("runsvdir all: warning: unable to fork for later: temporary failure");
            tree.everythingElseGoesOn();

            limitProcesses(scene, tree.pid(), "1000");
            tree.runsv("a");
            scene.service("all/later").supervise().await("run");
        });
    }

    private static Command asAUser(Scene scene, String command) {
        Assume.root(scene);
        int user = USERS.incrementAndGet();
        scene.arrange("chmod 755 .. && chown -R " + user + " .");
        return scene.shell("exec setpriv --reuid " + user + " --regid " + user + " --clear-groups " + command);
    }

    private static void limitProcesses(Scene scene, int pid, String limit) {
        scene.arrange("prlimit --pid " + pid + " --nproc=" + limit);
    }

    private static char want(ServiceDirectory service) {
        return service.supervise().awaitThat("be readable", now -> true).status().want();
    }

    private static void obeys(ServiceDirectory service) {
        service.supervise().control("d");
        service.supervise().await("down");
        service.supervise().control("u");
        service.supervise().await("run");
        Await.until(() -> "it to be supervised", () -> service.supervise().isSupervised());
    }
}
