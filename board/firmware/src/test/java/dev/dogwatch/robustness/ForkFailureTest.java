package dev.dogwatch.robustness;

import static dev.dogwatch.robustness.Ours.onOurs;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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

    private static final String COMPLAINT = "runsv a: warning: unable to fork, sleeping: temporary failure";
    private static final String NONE_LEFT = "1";
    private static final String ENOUGH = "1000";

    /** The limit is one of processes per user, and root has none: each scene has a user of its own. */
    private static final AtomicInteger USERS = new AtomicInteger(54_000);

    @Test
    void theServiceIsStartedWhenThereIsAProcessAgain() {
        onOurs(scene -> {
            ServiceDirectory service = scene.idler("a").log("exec cat");
            User user = new User(scene);
            Running runsv = scene.supervise(user.command("runsv a"), service.supervise());
            int log = service.logSupervise().await("run").status().pid();
            int first = service.supervise().await("run").status().pid();

            user.limitProcesses(runsv.pid(), NONE_LEFT);
            Posix.kill(first, Posix.SIGKILL);
            long death = System.nanoTime();
            Tree.awaitComplaint(runsv, COMPLAINT);
            user.limitProcesses(runsv.pid(), ENOUGH);
            service.supervise().awaitSuccessorOf(first);
            assertTrue(System.nanoTime() - death > 4_500_000_000L, "it should sleep for 5 s");
            assertEquals(1, runsv.stderr().lines().count());
            assertEquals(log, service.logSupervise().await("run").status().pid(), "the log service has nothing to do with it");
        });
    }

    @Test
    void meanwhileItObeys() {
        onOurs(scene -> {
            ServiceDirectory service = scene.idler("a");
            User user = new User(scene);
            Running runsv = scene.supervise(user.command("runsv a"), service.supervise());
            int first = service.supervise().await("run").status().pid();
            user.limitProcesses(runsv.pid(), NONE_LEFT);
            Posix.kill(first, Posix.SIGKILL);
            Tree.awaitComplaint(runsv, COMPLAINT);

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
            User user = new User(scene);
            Running runsv = scene.supervise(user.command("runsv a"), service.supervise());
            int first = service.supervise().await("run").status().pid();
            user.limitProcesses(runsv.pid(), NONE_LEFT);
            Posix.kill(first, Posix.SIGKILL);
            Tree.awaitComplaint(runsv, COMPLAINT);
            user.limitProcesses(runsv.pid(), ENOUGH);
            service.supervise().awaitSuccessorOf(first);
            assertEquals("finish -1 9\n", scene.read(scene.root().resolve("f")));
        });
    }

    @Test
    void runsvdirStartsARunsvWhenThereIsAProcessAgain() {
        onOurs(scene -> {
            ServiceDirectory service = scene.idler("all/a");
            ServiceDirectory later = scene.idler("later");
            scene.idler("all/bystander");
            User user = new User(scene);
            Tree tree = Tree.grow(scene, user.command("runsvdir all"));
            int runsv = tree.runsv("a");
            service.supervise().await("run");
            user.limitProcesses(tree.pid(), NONE_LEFT);
            tree.appear(later, "later");
            tree.awaitComplaint("runsvdir all: warning: unable to fork for later: temporary failure");
            service.supervise().control("x");
            Proc.awaitEnd(runsv);
            tree.awaitComplaint("runsvdir all: warning: unable to fork for a: temporary failure");
            tree.everythingElseGoesOn();

            user.limitProcesses(tree.pid(), ENOUGH);
            tree.runsv("a");
            service.supervise().await("run");
            scene.service("all/later").supervise().await("run");
        });
    }

    private static char want(ServiceDirectory service) {
        return service.supervise().awaitThat("be readable", now -> true).status().want();
    }

    /** Somebody who is not root and owns the scene as it stands. */
    private static final class User {

        private final Scene scene;
        private final String identity;

        User(Scene scene) {
            Assume.root(scene);
            this.scene = scene;
            int id = USERS.incrementAndGet();
            identity = "setpriv --reuid " + id + " --regid " + id + " --clear-groups ";
            scene.arrange("chmod 755 .. && chown -R " + id + " .");
        }

        Command command(String line) {
            return scene.shell("exec " + identity + line);
        }

        /** Only the soft limit, so that it can be raised again. */
        void limitProcesses(int pid, String limit) {
            scene.arrange("exec " + identity + "prlimit --pid " + pid + " --nproc=" + limit + ":");
        }
    }
}
