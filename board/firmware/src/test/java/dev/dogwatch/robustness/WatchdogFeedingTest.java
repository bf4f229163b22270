package dev.dogwatch.robustness;

import static dev.dogwatch.robustness.Ours.onOurs;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Posix;
import dev.dogwatch.e2e.Running;
import dev.dogwatch.e2e.ServiceDirectory;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** runsvdir -w and its devices: fed while it lives, by nobody else, and never disarmed unless that is asked for. */
@EndToEnd
class WatchdogFeedingTest {

    @ParameterizedTest(name = "runsvdir {0}")
    @ValueSource(strings = {"-w", "-w -P", "-P -w", "-Pw", "-wPk", "-k -w -P"})
    void aHealthyNodeIsFed(String options) {
        onOurs(scene -> {
            GuardedNode node = new GuardedNode(scene);
            ServiceDirectory service = node.idler("a");
            node.start("exec runsvdir " + options + " all");
            service.supervise().await("run");
            node.awaitFed(6);
            assertTrue(node.written().matches("\0+"), "nothing that could disarm it");
            assertEquals("open", node.live().get("gate"));
        });
    }

    @Test
    void withoutTheOptionNobodyTouchesIt() {
        onOurs(scene -> {
            GuardedNode node = new GuardedNode(scene);
            ServiceDirectory service = node.idler("a");
            scene.start(scene.command("runsvdir", "all").env("DOGWATCH_WATCHDOG", scene.root().resolve("conf").toString()));
            service.supervise().await("run");
            assertEquals(0, node.fed());
        });
    }

    @Test
    void nobodyFeedsForARunsvdirThatWasKilledOrStopped() {
        onOurs(scene -> {
            GuardedNode node = new GuardedNode(scene);
            node.idler("a");
            Running runsvdir = node.start();
            runsvdir.signal(Posix.SIGSTOP);
            long stopped = node.fed();
            // It could have been fed twice meanwhile: what is waited for is the time of a timeout.
            Await.pause(Duration.ofMillis(1200));
            assertTrue(node.fed() <= stopped + 1);
            runsvdir.signal(Posix.SIGCONT);
            node.awaitFedOn();
            runsvdir.signal(Posix.SIGKILL);
            runsvdir.exitCode();
            long killed = node.fed();
            Await.pause(Duration.ofMillis(1200));
            assertEquals(killed, node.fed());
            assertFalse(node.written().contains("V"));
            node.start();
        });
    }

    @Test
    void severalDevicesAreFed() {
        onOurs(scene -> {
            GuardedNode node = new GuardedNode(scene);
            Path second = scene.root().resolve("second");
            scene.arrange(": >second");
            node.configure("device", "# two of them\n" + scene.root().resolve("device") + "\n\n" + second + "\n");
            node.start();
            Await.until(() -> "the second to be fed", () -> scene.read(second).length() >= 3);
        });
    }

    @Test
    void aDeviceThatComesLateIsFedFromThenOn() {
        onOurs(scene -> {
            GuardedNode node = new GuardedNode(scene);
            ServiceDirectory service = node.idler("a");
            scene.arrange("rm device");
            Running runsvdir = scene.start(node.command());
            service.supervise().await("run");
            Await.until(() -> "a word of it", () -> runsvdir.stderr().contains("unable to open " + scene.root().resolve("device")));
            Await.until(() -> "it to be told as missing", () -> node.liveLines().contains("state=missing"));
            scene.arrange(": >device");
            node.awaitFed(3);
            Await.until(() -> "it to be told", () -> node.liveLines().contains("state=fed"));
            assertEquals(1, runsvdir.stderr().lines().filter(line -> line.contains("unable to open")).count(), "told once");
        });
    }

    /** A fifo whose reader leaves and comes back: EPIPE, then ENXIO, then it can be written to. */
    @Test
    void aDeviceThatFailsIsOpenedAgain() {
        onOurs(scene -> {
            GuardedNode node = new GuardedNode(scene);
            scene.arrange("rm device; mkfifo device");
            Running reader = scene.start(scene.shell("exec dd if=device of=read bs=1 count=3 2>/dev/null"));
            Running runsvdir = scene.start(node.command());
            reader.exitCode();
            Await.until(() -> "a word of it, it said " + runsvdir.stderr(), () -> runsvdir.stderr().contains("cannot be fed"));
            assertEquals(0, scene.shell("exec dd if=device of=read bs=1 count=2 2>/dev/null").run().exitCode());
            assertEquals(2, scene.read(scene.root().resolve("read")).length());
        });
    }

    @Test
    void aShutdownIsFedThroughAndASuccessorTakesOver() {
        onOurs(scene -> {
            GuardedNode node = new GuardedNode(scene).configure("shutdown", "600");
            Running runsvdir = node.start();
            runsvdir.signal(Posix.SIGTERM);
            assertEquals(0, runsvdir.exitCode());
            node.awaitFedOn();
            Await.until(() -> "its word", () -> !scene.read(scene.root().resolve("run/backstop")).isEmpty());
            long backstop = Long.parseLong(scene.read(scene.root().resolve("run/backstop")).strip());
            assertTrue(ProcessHandle.of(backstop).isPresent());
            assertFalse(node.written().contains("V"));
            assertEquals("poweroff", node.record().get("ending"));
            node.start();
            Await.until(() -> "the backstop to be gone", () -> !ProcessHandle.of(backstop).map(ProcessHandle::isAlive).orElse(false));
            Await.until(() -> "the record to be right again", () -> node.record().get("ending").equals("running"));
            assertFalse(node.written().contains("V"));
        });
    }

    @Test
    void aShutdownThatTakesTooLongIsFedNoMore() {
        onOurs(scene -> {
            GuardedNode node = new GuardedNode(scene).configure("shutdown", "1");
            Running runsvdir = node.start();
            runsvdir.signal(Posix.SIGTERM);
            runsvdir.exitCode();
            Await.until(() -> "a word of it", () -> runsvdir.stderr().contains("the shutdown has taken too long"));
            long fed = node.fed();
            Await.pause(Duration.ofMillis(1200));
            assertEquals(fed, node.fed());
            assertFalse(node.written().contains("V"));
        });
    }

    @Test
    void whoWantsItDisarmedGetsThat() {
        onOurs(scene -> {
            GuardedNode node = new GuardedNode(scene).configure("stop", "disarmed\n");
            Running runsvdir = node.start();
            runsvdir.signal(Posix.SIGTERM);
            assertEquals(0, runsvdir.exitCode());
            assertTrue(node.written().matches("\0+V"), "the last byte is V");
        });
    }

    @Test
    void withoutAConfigurationItSupervisesAsEver() {
        onOurs(scene -> {
            GuardedNode node = new GuardedNode(scene);
            ServiceDirectory service = node.idler("a");
            Running runsvdir = scene.start(node.command().env("DOGWATCH_WATCHDOG", "/nonexistent/conf"));
            service.supervise().await("run");
            assertTrue(runsvdir.stderr().contains(
                    "watchdog: unable to read directory /nonexistent/conf: no watchdog is fed: file does not exist"), runsvdir.stderr());
            runsvdir.signal(Posix.SIGHUP);
            assertEquals(111, runsvdir.exitCode());
            assertEquals(0, node.fed());
        });
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "tiemout, 5, 'tiemout means nothing here, ignored'",
        "timeout, soon, 'timeout: \"soon\" is not what this file may say, ignored'",
        "timeout, -3, 'timeout: \"-3\" is not what this file may say, ignored'",
        "stop, perhaps, 'stop: \"perhaps\" is not what this file may say, ignored'",
        "memory, 10, 'memory: \"10\" is not what this file may say, ignored'",
        "memory, 101 5, 'memory: \"101 5\" is not what this file may say, ignored'",
        "realtime, 100, 'realtime: \"100\" is not what this file may say, ignored'",
        "boot-loop, 5, 'boot-loop: \"5\" is not what this file may say, ignored'",
        "disk, root 90 5, 'disk: a line is not PATH PERCENT SECONDS, or one too many, ignored'",
    })
    void whatIsWrongIsToldAndTheRestHolds(String file, String content, String complaint) {
        onOurs(scene -> {
            GuardedNode node = new GuardedNode(scene).configure(file, content + "\n");
            // What the helper sets and is overwritten here stands for itself.
            Running runsvdir = scene.start(node.command());
            Await.until(() -> complaint + "; it said " + runsvdir.stderr(), () -> runsvdir.stderr()
                    .contains("warning: watchdog: " + scene.root().resolve("conf") + "/" + complaint));
            node.awaitFed(1);
        });
    }
}
