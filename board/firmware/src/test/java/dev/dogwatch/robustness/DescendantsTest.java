package dev.dogwatch.robustness;

import static dev.dogwatch.robustness.Ours.onOurs;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Posix;
import dev.dogwatch.e2e.Running;
import dev.dogwatch.e2e.Scene;
import dev.dogwatch.e2e.ServiceDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing is left behind where the file cgroup asks for it. */
@EndToEnd
class DescendantsTest {

    private static final List<Path> MOUNTS = List.of(Path.of("/sys/fs/cgroup"), Path.of("/sys/fs/cgroup/unified"));

    @Test
    void withoutTheFileGrandchildrenLiveOnAsInRunit() {
        onOurs(scene -> {
            ServiceDirectory service = withGrandchild(scene, "");
            Running runsv = scene.runsv(service);
            int grandchild = grandchild(scene);
            service.supervise().control("x");
            assertEquals(0, runsv.exitCode());
            assertTrue(Proc.isAlive(grandchild));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "setsid "})
    void exitLeavesNoGrandchildNotEvenInASessionOfItsOwn(String how) {
        assumeControlGroups();
        onOurs(scene -> {
            ServiceDirectory service = withGrandchild(scene, how).file("cgroup", "");
            Running runsv = scene.runsv(service);
            int grandchild = grandchild(scene);
            Path group = group("dogwatch.a." + inode(service));
            assertTrue(Files.exists(group), "there is no control group");
            service.supervise().control("x");
            assertEquals(0, runsv.exitCode());
            assertFalse(Proc.isAlive(grandchild));
            assertFalse(Files.exists(group), "the control group is left");
        });
    }

    @Test
    void forceStopLeavesNoGrandchild() {
        assumeControlGroups();
        onOurs(scene -> {
            ServiceDirectory service = withGrandchild(scene, "setsid ").file("cgroup", "named-" + System.nanoTime() + "\n")
                    .run("trap '' TERM; setsid sleep 1000 & echo $! >../grandchild; while :; do sleep 1000; done");
            scene.runsv(service);
            int grandchild = grandchild(scene);
            assertEquals(1, scene.command("sv", "-w", "1", "force-stop", "a").run().exitCode());
            service.supervise().await("down");
            Proc.awaitEnd(grandchild);
        });
    }

    @Test
    void aCrashTakesWhatItLeftBehindWithIt() {
        assumeControlGroups();
        onOurs(scene -> {
            ServiceDirectory service = withGrandchild(scene, "setsid ").file("cgroup", "");
            scene.runsv(service);
            int grandchild = grandchild(scene);
            int pid = service.supervise().await("run").status().pid();
            Posix.kill(pid, Posix.SIGKILL);
            service.supervise().awaitSuccessorOf(pid);
            Proc.awaitEnd(grandchild);
        });
    }

    @Test
    void aRunsvThatFollowsAKilledOneKnowsTheGroup() {
        assumeControlGroups();
        onOurs(scene -> {
            ServiceDirectory service = withGrandchild(scene, "setsid ").file("cgroup", "");
            Running runsv = scene.runsv(service);
            int grandchild = grandchild(scene);
            int pid = service.supervise().await("run").status().pid();
            runsv.signal(Posix.SIGKILL);
            runsv.exitCode();
            Running next = scene.runsv(service);
            assertEquals(pid, service.supervise().await("run").status().pid());
            assertTrue(Proc.isAlive(grandchild));
            service.supervise().control("x");
            assertEquals(0, next.exitCode());
            assertFalse(Proc.isAlive(grandchild));
        });
    }

    @Test
    void whereThereAreNoControlGroupsTheProcessGroupIsKilled() {
        onOurs(scene -> {
            PrivateMounts.assumePermitted(scene);
            ServiceDirectory service = withGrandchild(scene, "").file("cgroup", "");
            Running runsv = scene.start(PrivateMounts.command(scene, "mount -t tmpfs none /sys/fs/cgroup", "runsv a"));
            int grandchild = grandchild(scene);
            service.supervise().await("run");
            Tree.awaitComplaint(runsv, "runsv a: warning: unable to make a control group, what ./run starts is found by its process group only:"
                    + " file does not exist");
            service.supervise().control("x");
            assertEquals(0, runsv.exitCode());
            Proc.awaitEnd(grandchild);
        });
    }

    @Test
    void aNameThatIsNoneIsTold() {
        onOurs(scene -> {
            ServiceDirectory service = scene.idler("a").file("cgroup", "../elsewhere\n");
            Running runsv = scene.runsv(service);
            Tree.awaitComplaint(runsv, "runsv a: warning: ./cgroup: \"../elsewhere\" is no name of a control group, ignored");
            service.supervise().await("run");
            service.supervise().control("x");
            assertEquals(0, runsv.exitCode());
        });
    }

    private static ServiceDirectory withGrandchild(Scene scene, String how) {
        return scene.service("a").run(how + "sleep 1000 & echo $! >../grandchild; exec sleep 2000");
    }

    private static int grandchild(Scene scene) {
        Await.until(() -> "a grandchild", () -> scene.read(scene.root().resolve("grandchild")).endsWith("\n"));
        scene.awaitStillness();
        return Integer.parseInt(scene.read(scene.root().resolve("grandchild")).strip());
    }

    private static void assumeControlGroups() {
        Assumptions.assumeTrue(MOUNTS.stream().anyMatch(mount -> Files.isWritable(mount.resolve("cgroup.procs")) && writable(mount)),
                "there is no control group of version 2 that we may write to");
    }

    private static boolean writable(Path mount) {
        Path attempt = mount.resolve("dogwatch-attempt-" + ProcessHandle.current().pid() + "-" + System.nanoTime());
        try {
            Files.createDirectory(attempt);
            Files.delete(attempt);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Where the group of this name is, below our own. */
    private static Path group(String name) throws IOException {
        Path mount = MOUNTS.stream().filter(path -> Files.exists(path.resolve("cgroup.procs"))).findFirst().orElseThrow();
        String own = Files.readAllLines(Path.of("/proc/self/cgroup")).stream().filter(line -> line.startsWith("0::")).findFirst().orElseThrow();
        return Path.of(mount + own.substring("0::".length()), name);
    }

    private static Object inode(ServiceDirectory service) throws IOException {
        return Files.getAttribute(service.path(), "unix:ino");
    }
}
