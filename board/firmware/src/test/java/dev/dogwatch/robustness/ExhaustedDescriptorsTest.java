package dev.dogwatch.robustness;

import static dev.dogwatch.robustness.Ours.onOurs;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Posix;
import dev.dogwatch.e2e.Running;
import dev.dogwatch.e2e.Scene;
import dev.dogwatch.e2e.ServiceDirectory;
import org.junit.jupiter.api.Test;

/** A supervisor that may open nothing more goes on with what it has open. */
@EndToEnd
class ExhaustedDescriptorsTest {

    @Test
    void aServiceIsStillRestartedAndObeys() {
        onOurs(scene -> {
            ServiceDirectory service = pausing(scene, "a").log("exec cat");
            Running runsv = scene.runsv(service);
            int log = service.logSupervise().await("run").status().pid();
            int first = service.supervise().await("run").status().pid();
            forbidDescriptors(scene, runsv.pid());

            Posix.kill(first, Posix.SIGKILL);
            int second = anotherChild(runsv.pid(), log, first);
            Tree.awaitComplaint(runsv, "runsv a: warning: unable to open supervise/pid.new: process cannot open more files");
            service.supervise().control("d");
            Proc.awaitEnd(second);
            service.supervise().control("u");
            int third = anotherChild(runsv.pid(), log, second);

            permitDescriptors(scene, runsv.pid());
            service.supervise().awaitThat("tell of its third instance", now -> now.stat().equals("run") && now.status().pid() == third);
            assertEquals(log, service.logSupervise().await("run").status().pid());
        });
    }

    @Test
    void itsLogServiceIsStillRestarted() {
        onOurs(scene -> {
            ServiceDirectory service = scene.idler("a").directory("log");
            service.link("log/run", Compiled.program("pause").toString());
            Running runsv = scene.runsv(service);
            int first = service.logSupervise().await("run").status().pid();
            int run = service.supervise().await("run").status().pid();
            forbidDescriptors(scene, runsv.pid());

            Posix.kill(first, Posix.SIGKILL);
            int second = anotherChild(runsv.pid(), run, first);

            permitDescriptors(scene, runsv.pid());
            service.logSupervise().awaitThat("tell of its second instance", now -> now.stat().equals("run") && now.status().pid() == second);
        });
    }

    @Test
    void finishIsRunNevertheless() {
        onOurs(scene -> {
            ServiceDirectory service = pausing(scene, "a");
            service.link("finish", Compiled.program("pause").toString());
            Running runsv = scene.runsv(service);
            int first = service.supervise().await("run").status().pid();
            forbidDescriptors(scene, runsv.pid());
            Posix.kill(first, Posix.SIGKILL);
            Await.until(() -> "finish", () -> Proc.children(runsv.pid()).stream().anyMatch(pid -> Proc.commandLine(pid).startsWith("./finish\0")));
        });
    }

    @Test
    void runsvdirKeepsWhatItHasAndCatchesUp() {
        onOurs(scene -> {
            ServiceDirectory service = pausing(scene, "all/a");
            ServiceDirectory later = scene.idler("later");
            Tree tree = Tree.grow(scene);
            service.supervise().await("run");
            forbidDescriptors(scene, tree.pid());

            tree.appear(later, "later");
            tree.awaitComplaint("runsvdir all: warning: unable to open directory all: process cannot open more files");
            tree.everythingElseGoesOn();
            Posix.kill(tree.runsv("a"), Posix.SIGKILL);
            // What it starts now has the same limit.
            tree.awaitComplaint("runsv a: fatal: unable to create signalfd: process cannot open more files");
            tree.everythingElseGoesOn();

            permitDescriptors(scene, tree.pid());
            scene.service("all/later").supervise().await("run");
            tree.runsv("a");
            Await.until(() -> "a to be supervised", () -> service.supervise().isSupervised());
            service.supervise().control("d");
            service.supervise().await("down");
        });
    }

    /** A service that needs no descriptor to start, as a script would: it inherits the limit. */
    private static ServiceDirectory pausing(Scene scene, String name) {
        return scene.service(name).link("run", Compiled.program("pause").toString());
    }

    private static int anotherChild(int parent, int sibling, int predecessor) {
        Await.until(() -> "another child than " + predecessor + " of runsv", () -> Proc.children(parent).stream().anyMatch(pid -> pid != sibling && pid != predecessor && Proc.isAlive(pid)));
        return Proc.children(parent).stream().filter(pid -> pid != sibling && pid != predecessor).findFirst().orElseThrow();
    }

    private static void forbidDescriptors(Scene scene, int pid) {
        scene.arrange("prlimit --pid " + pid + " --nofile=3:");
    }

    private static void permitDescriptors(Scene scene, int pid) {
        scene.arrange("prlimit --pid " + pid + " --nofile=100:");
    }
}
