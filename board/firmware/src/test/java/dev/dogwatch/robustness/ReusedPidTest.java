package dev.dogwatch.robustness;

import static dev.dogwatch.robustness.Ours.onOurs;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Posix;
import dev.dogwatch.e2e.Running;
import dev.dogwatch.e2e.Scene;
import dev.dogwatch.e2e.ServiceDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A runsv that was killed leaves a note of its ./run in supervise/lock: the boot, two moments between which the process was made, and
 * its pid. By the time the note is read, the pid may be somebody else's.
 */
@EndToEnd
class ReusedPidTest {

    private static final long MINUTE = Duration.ofMinutes(1).toNanos();
    /** Of the kernel's clock, as /proc/uptime shows it. */
    private static final long TICK = Duration.ofMillis(10).toNanos();

    /** Without this, the others would pass with a note that nobody can read. */
    @Test
    void aTrueNoteIsBelieved() {
        onOurs(scene -> {
            long before = uptime();
            Running process = scene.start(scene.shell("exec sleep 1000"));
            long after = uptime() + TICK;
            ServiceDirectory service = note(scene, boot(), before, after, process.pid());
            Running runsv = scene.runsv(service);
            assertEquals(process.pid(), service.supervise().await("run").status().pid());
            assertEquals("", scene.read(scene.root().resolve("events")));
            service.supervise().control("x");
            assertEquals(0, runsv.exitCode());
            assertEquals(128 + Posix.SIGTERM, process.exitCode());
        });
    }

    @Test
    void aProcessThatWasMadeLaterIsAnother() {
        onOurs(scene -> stranger(scene, boot(), -MINUTE));
    }

    @Test
    void aProcessThatWasMadeEarlierIsAnother() {
        onOurs(scene -> stranger(scene, boot(), MINUTE));
    }

    @Test
    void aProcessOfAnotherBootIsAnother() {
        onOurs(scene -> stranger(scene, boot() + 1, 0));
    }

    @Test
    void aNoteThatIsCutOffIsNone() {
        onOurs(scene -> {
            long before = uptime();
            Running process = scene.start(scene.shell("exec sleep 1000"));
            ServiceDirectory service = note(scene, boot(), before, uptime() + TICK, process.pid());
            scene.arrange("truncate -s 27 a/supervise/lock");
            isLeftAlone(scene, service, process);
        });
    }

    /** Of pids that kill(2) takes for more than one process, or that are none. */
    @Test
    void aNoteOfNoProcessIsNone() {
        onOurs(scene -> {
            List<String> expected = new ArrayList<>();
            for (int pid : new int[] {0, 1, -1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
                ServiceDirectory service = note(scene, boot(), 0, Long.MAX_VALUE, pid);
                Running runsv = scene.runsv(service);
                service.supervise().await("run");
                expected.add("up");
                scene.awaitEvents(expected.toArray(String[]::new));
                service.supervise().control("x");
                assertEquals(0, runsv.exitCode());
            }
        });
    }

    private static void stranger(Scene scene, long boot, long shift) {
        long before = uptime();
        Running process = scene.start(scene.shell("exec sleep 1000"));
        isLeftAlone(scene, note(scene, boot, before + shift, uptime() + TICK + shift, process.pid()), process);
    }

    private static void isLeftAlone(Scene scene, ServiceDirectory service, Running process) {
        Running runsv = scene.runsv(service);
        int run = service.supervise().await("run").status().pid();
        assertTrue(run != process.pid(), "a stranger was adopted");
        scene.awaitEvents("up");
        service.supervise().control("x");
        assertEquals(0, runsv.exitCode());
        assertTrue(process.isAlive(), "a stranger was signalled");
    }

    private static ServiceDirectory note(Scene scene, long boot, long before, long after, int pid) {
        ServiceDirectory service = scene.service("a").run("echo up >>../events; exec sleep 1000").directory("supervise");
        byte[] record = ByteBuffer.allocate(28).order(ByteOrder.nativeOrder()).putLong(boot).putLong(before).putLong(after).putInt(pid).array();
        try {
            Files.write(service.supervise().file("lock"), record);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return service;
    }

    private static long boot() {
        long number = 0;
        for (byte digit : read("/proc/sys/kernel/random/boot_id").strip().getBytes(StandardCharsets.US_ASCII)) {
            number = number * 31 + digit;
        }
        return number;
    }

    /** ns since the boot, rounded down to a tick. */
    private static long uptime() {
        return Math.round(Double.parseDouble(read("/proc/uptime").split(" ")[0]) * 100) * TICK;
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
