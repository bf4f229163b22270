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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Full disks, processors that never end, readers that do not read, clocks that go back: the logging goes on. */
@EndToEnd
class SvlogdTroubleTest {

    private static final String KEEP_OPEN = "exec 9<>in; ";

    @Test
    void aStuckProcessorDoesNotStopTheLogging() {
        onOurs(scene -> {
            Running svlogd = start(scene, "printf '%s\\n' '!echo >>../called; exec sleep 1000' s100 n5 >log/config; ", "-l 50 -b 60 log");
            for (int i = 0; i < 30; i++) {
                write(scene, "seq 1" + (10 + i) + "000 1" + (10 + i) + "020");
            }
            awaitLast(scene, svlogd, "log", "139020");
            assertEquals(1, scene.read(scene.root().resolve("called")).lines().count(), "one processor at a time");
            assertEquals(5, rotated(scene, "log"), "what waits is pruned like everything else, but not what is being processed");
            svlogd.signal(Posix.SIGTERM);
            svlogd.signal(Posix.SIGTERM);
        });
    }

    @Test
    void askedTwiceItDoesNotWaitForItsProcessor() {
        onOurs(scene -> {
            Running svlogd = start(scene, "echo '!: >../called; exec sleep 1000' >log/config; ", "-v log");
            write(scene, "echo line");
            awaitLast(scene, svlogd, "log", "line");
            svlogd.signal(Posix.SIGALRM);
            Await.until(() -> "the processor", () -> Files.exists(scene.root().resolve("called")));
            svlogd.signal(Posix.SIGTERM);
            Await.until(() -> "the first signal", () -> svlogd.stderr().contains("sigterm"));
            svlogd.signal(Posix.SIGTERM);
            assertEquals(0, svlogd.exitCode());
        });
    }

    @Test
    void logsThatWaitedForAProcessorAreAllProcessed() {
        onOurs(scene -> {
            Running svlogd = start(scene, "printf '%s\\n' '!while [ ! -e ../go ]; do sleep 0.01; done; cat' s100 n0 >log/config; ", "-l 50 -b 60 log");
            write(scene, "seq 1 300");
            awaitLast(scene, svlogd, "log", "300");
            scene.arrange(": >go");
            svlogd.signal(Posix.SIGTERM);
            assertEquals(0, svlogd.exitCode());
            scene.arrange("cat log/@*.s log/current >all; seq 1 300 | cmp - all");
        });
    }

    @Test
    void aFullDiskStopsOnlyTheDirectoryConcernedAndLosesNothing() {
        onOurs(scene -> {
            PrivateMounts.assumePermitted(scene);
            scene.arrange("mkdir full other; mkfifo in");
            Running svlogd = scene.start(PrivateMounts.command(scene, KEEP_OPEN + "mount -t tmpfs -o size=100k none full && echo s0 >full/config",
                    "svlogd full other <in"));
            Await.until(() -> "svlogd", () -> Files.exists(scene.root().resolve("other/current")));
            write(scene, "seq 100000 150000");
            awaitLast(scene, svlogd, "other", "150000");
            Tree.awaitComplaint(svlogd, "svlogd: pausing: unable to write to current: full: out of disk space");
            write(scene, "echo the other goes on");
            awaitLast(scene, svlogd, "other", "the other goes on");

            PrivateMounts mounts = PrivateMounts.of(scene, svlogd);
            mounts.arrange("mount -o remount,size=10m full");
            Path current = Path.of("/proc", "" + svlogd.pid(), "root", scene.root().resolve("full/current").toString());
            Await.until(() -> "the rest to be written", () -> scene.read(current).endsWith("the other goes on\n"));
            String expected = String.join("\n", IntStream.rangeClosed(100000, 150000).mapToObj(String::valueOf).toList())
                    + "\nthe other goes on\n";
            assertEquals(expected, scene.read(current));
        });
    }

    @Test
    void aFullDiskAloneMakesTheWriterWaitAndLosesNothing() {
        onOurs(scene -> {
            PrivateMounts.assumePermitted(scene);
            scene.arrange("mkdir full; mkfifo in");
            Running svlogd = scene.start(PrivateMounts.command(scene, KEEP_OPEN + "mount -t tmpfs -o size=100k none full && echo s0 >full/config",
                    "svlogd -t full <in"));
            Running writer = scene.shell("seq 100000 500000 >in; echo done >in").start();
            Tree.awaitComplaint(svlogd, "svlogd: pausing: unable to write to current: full: out of disk space");
            // A quarter of what there is to write fits nowhere.
            assertTrue(writer.isAlive());
            PrivateMounts.of(scene, svlogd).arrange("mount -o remount,size=50m full");
            assertEquals(0, writer.exitCode());
            Path current = Path.of("/proc", "" + svlogd.pid(), "root", scene.root().resolve("full/current").toString());
            Await.until(() -> "the rest to be written", () -> scene.read(current).endsWith(" done\n"));
            assertEquals(400_002, scene.read(current).lines().count());
        });
    }

    @Test
    void oldLogsMakeRoomWhereTheConfigSaysSo() {
        onOurs(scene -> {
            PrivateMounts.assumePermitted(scene);
            scene.arrange("mkdir full; mkfifo in");
            Running svlogd = scene.start(PrivateMounts.command(scene, KEEP_OPEN + "mount -t tmpfs -o size=100k none full && printf \"s20000\\\\nn20\\\\nN2\\\\n\" >full/config",
                    "svlogd full <in"));
            write(scene, "seq 100000 150000");
            Path root = Path.of("/proc", "" + svlogd.pid(), "root");
            Path current = root.resolve(scene.root().resolve("full/current").toString().substring(1));
            Await.until(() -> "all to be written; it said " + svlogd.complaints(), () -> scene.read(current).endsWith("150000\n"));
            assertTrue(svlogd.stderr().contains("svlogd: warning: out of disk space, delete: full/@"), svlogd.stderr());
            assertFalse(svlogd.stderr().contains("pausing"), svlogd.stderr());
        });
    }

    @Test
    void aLogWithALaterNameIsNotTakenForTheNewest() {
        onOurs(scene -> {
            Running svlogd = start(scene, "printf '%s\\n' s100 n2 >log/config; for i in 1 2 3; do echo future >log/@40000000f486570${i}00000000.s; done; ",
                    "-l 50 -b 60 log");
            write(scene, "seq 1 200");
            awaitLast(scene, svlogd, "log", "200");
            svlogd.signal(Posix.SIGTERM);
            assertEquals(0, svlogd.exitCode());
            scene.arrange("cat log/@* log/current >all; seq 1 200 | tail -n $(wc -l <all) | cmp - all");
        });
    }

    @Test
    void aReaderOfStderrThatDoesNotReadIsNotWaitedForForEver() {
        onOurs(scene -> {
            scene.arrange("mkdir log; echo 'e*' >log/config; mkfifo in stuck");
            Running svlogd = scene.shell("exec 8<>stuck 9<>in; exec svlogd log <in 2>stuck").start();
            write(scene, "seq 100000 150000");
            awaitLast(scene, svlogd, "log", "150000");
        });
    }

    @Test
    void anIncompleteLineStaysInThePipeWhileItsEndMayCome() {
        onOurs(scene -> {
            Running svlogd = start(scene, "", "log");
            scene.shell("exec sleep 1000 <>in").start();
            // A writer that flushes in the middle of a line, and svlogd killed right after it has logged the line before.
            write(scene, "printf 'whole\\nhal'");
            awaitLast(scene, svlogd, "log", "whole");
            svlogd.signal(Posix.SIGKILL);
            svlogd.exitCode();
            write(scene, "printf 'f\\nlast\\n'");
            Running next = scene.shell("exec 9<>in; exec svlogd log <in").start();
            awaitLast(scene, next, "log", "last");
            assertTrue(scene.read(scene.root().resolve("log/current")).endsWith("f\nlast\n"));
        });
    }

    @Test
    void anEmptyCurrentIsNotRotated() {
        onOurs(scene -> {
            Running svlogd = start(scene, "", "-v log");
            svlogd.signal(Posix.SIGALRM);
            Await.until(() -> "the alarm", () -> svlogd.stderr().contains("sigalarm"));
            write(scene, "echo one");
            awaitLast(scene, svlogd, "log", "one");
            assertEquals(0, rotated(scene, "log"));
        });
    }

    @Test
    void aProcessorHasNoSignalBlockedOrIgnored() {
        onOurs(scene -> {
            Running svlogd = start(scene, "echo '!grep -E ^Sig[BI] /proc/self/status' >log/config; ", "log");
            write(scene, "echo line");
            awaitLast(scene, svlogd, "log", "line");
            svlogd.signal(Posix.SIGALRM);
            Await.until(() -> "the processor", () -> rotated(scene, "log") == 1 && svlogd.isAlive());
            svlogd.signal(Posix.SIGTERM);
            assertEquals(0, svlogd.exitCode());
            scene.arrange("grep -q '^SigBlk:.0*$' log/@*.s");
        });
    }

    @Test
    void aRemovedCurrentIsMadeAnewAtTheNextRotation() {
        onOurs(scene -> {
            Running svlogd = start(scene, "", "log");
            write(scene, "echo one");
            awaitLast(scene, svlogd, "log", "one");
            scene.arrange("rm log/current");
            svlogd.signal(Posix.SIGALRM);
            Await.until(() -> "a new current", () -> Files.exists(scene.root().resolve("log/current")));
            write(scene, "echo two");
            awaitLast(scene, svlogd, "log", "two");
        });
    }

    private static Running start(Scene scene, String preparation, String arguments) {
        scene.arrange("mkdir log; " + preparation + "mkfifo in");
        Running svlogd = scene.start(scene.shell(KEEP_OPEN + "exec svlogd " + arguments + " <in").named("svlogd " + arguments));
        Await.until(() -> "svlogd to open its log; it said: " + svlogd.stderr(), () -> Files.exists(scene.root().resolve("log/current")));
        return svlogd;
    }

    private static void write(Scene scene, String shell) {
        scene.arrange("{ " + shell + "; } >in");
    }

    private static void awaitLast(Scene scene, Running svlogd, String directory, String line) {
        Path current = scene.root().resolve(directory).resolve("current");
        Promptly.until(() -> "the line " + line + "; it said: " + svlogd.complaints(), () -> scene.read(current).endsWith(line + "\n"));
    }

    private static long rotated(Scene scene, String directory) {
        String[] names = scene.root().resolve(directory).toFile().list((where, name) -> name.matches("@.*\\.[su]"));
        return names == null ? 0 : names.length;
    }
}
