package dev.dogwatch.robustness;

import static dev.dogwatch.robustness.Ours.onOurs;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Posix;
import dev.dogwatch.e2e.Running;
import dev.dogwatch.e2e.Scene;
import dev.dogwatch.e2e.ServiceDirectory;
import dev.dogwatch.e2e.Status;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The status files only tell. When they cannot be written, because the file system is full or read-only, supervision goes on without
 * them, and they tell the truth again as soon as they can.
 */
@EndToEnd
class FullFileSystemTest {

    private static final String NO_BLOCK = "head -c 1M /dev/zero >a/supervise/ballast";
    private static final String NO_INODE = "for i in 1 2 3 4 5 6 7 8 9 10 11 12; do touch a/supervise/ballast$i; done";

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "no block is free | " + NO_BLOCK + " | rm a/supervise/ballast  | unable to write supervise/stat.new: out of disk space",
        "no inode is free | " + NO_INODE + " | rm a/supervise/ballast* | unable to open supervise/pid.new: out of disk space",
        "it is read-only  | mount -t tmpfs -o ro none a/supervise | umount a/supervise | unable to open supervise/pid.new: read-only file system",
    })
    void supervisionGoesOnAndTheStatusCatchesUp(String what, String spoil, String mend, String complaint) {
        onOurs(scene -> {
            Running runsv = startOnItsOwnFileSystem(scene);
            PrivateMounts mounts = PrivateMounts.of(scene, runsv);
            ServiceDirectory service = mounts.service("a");
            scene.awaitEvents("up");
            int first = service.supervise().await("run").status().pid();
            mounts.tryTo(spoil);

            Posix.kill(first, Posix.SIGKILL);
            scene.awaitEvents("up", "up");
            Tree.awaitComplaint(runsv, "runsv a: warning: " + complaint);
            Proc.writeToOpenFifo(runsv.pid(), "supervise/control", "d");
            Await.until(() -> "the service to go down", () -> Proc.children(runsv.pid()).isEmpty());
            Proc.writeToOpenFifo(runsv.pid(), "supervise/control", "u");
            scene.awaitEvents("up", "up", "up");
            int third = Proc.children(runsv.pid()).getFirst();

            mounts.arrange(mend);
            service.supervise().awaitThat("tell of its third instance", now -> now.stat().equals("run") && now.status().pid() == third);
            service.supervise().control("x");
            assertEquals(0, runsv.exitCode());
        });
    }

    @Test
    void itIsToldOnceAndWhatIsReadMeanwhileIsOldButWhole() {
        onOurs(scene -> {
            Running runsv = startOnItsOwnFileSystem(scene);
            PrivateMounts mounts = PrivateMounts.of(scene, runsv);
            ServiceDirectory service = mounts.service("a");
            scene.awaitEvents("up");
            int first = service.supervise().await("run").status().pid();
            mounts.tryTo(NO_BLOCK);

            Posix.kill(first, Posix.SIGKILL);
            scene.awaitEvents("up", "up");
            String complaint = "runsv a: warning: unable to write supervise/stat.new: out of disk space";
            Tree.awaitComplaint(runsv, complaint);
            // Two or three more attempts.
            Await.pause(Duration.ofMillis(2500));
            assertEquals(1, runsv.stderr().lines().filter(complaint::equals).count());
            assertEquals(0, Status.parse(Files.readAllBytes(service.supervise().file("status"))).pid());
            assertEquals("down\n", Files.readString(service.supervise().file("stat")));
        });
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "full      | nr_inodes=2 | remount,nr_inodes=20 | out of disk space",
        "read-only | ro          | remount,rw           | read-only file system",
    })
    void aServiceThatCannotBeSupervisedThereIsStartedOnceItCan(String what, String spoiled, String mended, String reason) {
        onOurs(scene -> {
            PrivateMounts.assumePermitted(scene);
            scene.idler("all/a").directory("supervise");
            Tree tree = Tree.grow(scene, PrivateMounts.command(scene,
                    "mount -t tmpfs -o " + spoiled + " none all/a/supervise && { touch all/a/supervise/ballast || true; }", "runsvdir all"));
            tree.awaitComplaint("runsv a: fatal: unable to open supervise/lock: " + reason);
            tree.everythingElseGoesOn();

            PrivateMounts mounts = PrivateMounts.of(scene, tree.runsvdir());
            mounts.arrange("mount -o " + mended + " all/a/supervise");
            mounts.service("all/a").supervise().await("run");
        });
    }

    @Test
    void aServiceDirectoryThatCannotBeWrittenIsRefusedAndTheOthersGoOn() {
        onOurs(scene -> {
            PrivateMounts.assumePermitted(scene);
            scene.idler("template");
            scene.service("all/a");
            Tree tree = Tree.grow(scene, PrivateMounts.command(scene, "mount --bind -o ro template all/a", "runsvdir all"));
            tree.awaitComplaint("runsv a: fatal: unable to open supervise/lock: file does not exist");
            tree.everythingElseGoesOn();
        });
    }

    private static Running startOnItsOwnFileSystem(Scene scene) {
        PrivateMounts.assumePermitted(scene);
        scene.service("a").run("echo up >>../events; exec sleep 1000").directory("supervise");
        return scene.start(PrivateMounts.command(scene, "mount -t tmpfs -o size=24k,nr_inodes=13 none a/supervise", "runsv a"));
    }
}
