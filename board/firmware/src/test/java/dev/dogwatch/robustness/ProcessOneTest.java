package dev.dogwatch.robustness;

import static dev.dogwatch.robustness.Ours.onOurs;
import static dev.dogwatch.robustness.Ours.sanitized;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Posix;
import dev.dogwatch.e2e.PrivateNamespaces;
import dev.dogwatch.e2e.ProcessOne;
import dev.dogwatch.e2e.Scene;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Process 1 where C runit sleeps, blocks or looks elsewhere. */
@EndToEnd
@PrivateNamespaces
class ProcessOneTest {

    private static final int SIGINT = 2;

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"/etc/runit/stopit", "/run/runit.stopit"})
    void theFlagMayBeInEitherPlaceAndIsTakenDown(String flag) {
        onOurs(scene -> {
            ProcessOne one = inSecond(scene);
            one.stage(3, "stat -c %a " + flag + " >>events; echo three >>events");
            one.arrange("install -m 100 /dev/null " + flag);
            one.signal(Posix.SIGCONT);
            assertEquals(ProcessOne.POWERED_OFF, one.running().exitCode());
            assertEquals(List.of("one", "two", "TERM", "0", "three"), scene.events());
        });
    }

    @Test
    void bothAreTakenDown() {
        onOurs(scene -> {
            ProcessOne one = inSecond(scene).stage(3, "stat -c %a /etc/runit/stopit /run/runit.stopit >>events");
            one.arrange("install -m 100 /dev/null /etc/runit/stopit").stop();
            assertEquals(ProcessOne.POWERED_OFF, one.running().exitCode());
            assertEquals(List.of("one", "two", "TERM", "0", "0"), scene.events());
        });
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"/etc/runit/reboot", "/run/runit.reboot"})
    void soMayTheOneOfTheReboot(String flag) {
        onOurs(scene -> assertEquals(ProcessOne.REBOOTED, new ProcessOne(scene).usualStages().stage(2, "install -m 100 /dev/null " + flag).boot()
                .running().exitCode()));
    }

    @Test
    void inThePauseAfterAFailureARequestIsObeyedAtOnce() {
        onOurs(scene -> {
            ProcessOne one = new ProcessOne(scene).usualStages().stage(2, "echo two >>events; exit 111").boot();
            one.awaitConsole("killing all processes").stop();
            assertEquals(ProcessOne.POWERED_OFF, one.running().exitCode());
            assertEquals(List.of("one", "two", "three"), scene.events());
            assertFalse(one.console().contains("restarting"), one::console);
        });
    }

    @Test
    void inThePauseOrphansAreReaped() {
        onOurs(scene -> {
            ProcessOne one = new ProcessOne(scene).usualStages().stage(2, "echo two >>events; setsid sh -c 'sleep 0.5' & exit 111").boot();
            one.awaitConsole("killing all processes");
            Await.until(() -> "nobody to be left", () -> one.console().contains("restarting") || Proc.children(one.pid()).isEmpty());
            assertFalse(one.console().contains("restarting"), one::console);
        });
    }

    @Test
    void whileTheScriptOfCtrlAltDelRunsItIsNotDeaf() {
        onOurs(scene -> {
            ProcessOne one = inSecond(scene).script("ctrlaltdel", "echo ctrlaltdel >>events; exec sleep 1000");
            one.signal(SIGINT);
            scene.awaitEventCount(3);
            one.signal(SIGINT);
            one.stop();
            assertEquals(ProcessOne.POWERED_OFF, one.running().exitCode());
            assertEquals(List.of("one", "two", "ctrlaltdel", "TERM", "three"), scene.events());
        });
    }

    @Test
    void itsScriptHasNoSignalBlocked() {
        onOurs(scene -> {
            ProcessOne one = inSecond(scene).script("ctrlaltdel", "grep SigBlk /proc/self/status >>events");
            one.signal(SIGINT);
            scene.awaitEventCount(3);
            assertEquals("SigBlk:\t0000000000000000", scene.events().get(2));
        });
    }

    @Test
    void theSecondStageIsLeftAsSoonAsItHasEnded() {
        onOurs(scene -> {
            ProcessOne one = inSecond(scene);
            long start = System.nanoTime();
            one.stop().awaitConsole("enter stage: /etc/runit/3");
            // C runit looks once a second. A process in the namespace and a signal take their time on a loaded machine.
            assertTrue(System.nanoTime() - start < 5_000_000_000L);
            assertEquals(ProcessOne.POWERED_OFF, one.running().exitCode());
        });
    }

    @Test
    void itSleepsWhileNothingHappens() {
        onOurs(scene -> {
            ProcessOne one = new ProcessOne(scene).usualStages().stage(2, "echo two >>events; exec sleep 1000").boot();
            scene.awaitEventCount(2);
            Await.pause(Duration.ofMillis(500));
            long before = Proc.switches(one.pid());
            // C runit wakes every 14 s.
            Await.pause(Duration.ofSeconds(15));
            assertEquals(before, Proc.switches(one.pid()));
        });
    }

    @Test
    void itIsSmallAndDoesNotGrow() {
        assumeFalse(sanitized(), "the sanitized program is large");
        onOurs(scene -> {
            ProcessOne one = new ProcessOne(scene).usualStages().stage(2, "i=0; while [ $i -lt 2000 ]; do (:) & i=$((i + 1)); [ $((i % 50)) = 0 ] && wait; done;"
                    + " for i in 1 2 3 4 5 6 7 8 9; do (sh -c : &); done; echo two >>events; exec sleep 1000").boot();
            scene.awaitEventCount(2);
            long kilobytes = privateKilobytes(one.pid());
            assertTrue(kilobytes <= 200, kilobytes + " KB");
        });
    }

    /** The limit is one of processes per user, and root has none; but another user may not reboot. */
    @Test
    void withoutAProcessItTriesAgainAndWithoutRebootItStays() {
        onOurs(scene -> {
            Assume.root(scene);
            int user = 57_000 + (int) (ProcessHandle.current().pid() % 1000);
            String identity = "exec setpriv --reuid " + user + " --regid " + user + " --clear-groups ";
            scene.arrange("chmod 755 .. && chmod 777 .");
            ProcessOne one = new ProcessOne(scene).usualStages().stage(2, "echo two >>events")
                    .start("chmod 666 fifo; " + identity + "sh -c 'ulimit -S -p 1; exec " + scene.suite().program("runit") + "'");
            one.awaitConsole("- runit: fatal: unable to fork for \"/etc/runit/1\" pausing: temporary failure");
            scene.arrange(identity + "prlimit --pid " + one.pid() + " --nproc=1000:");
            one.awaitConsole("- runit: warning: the kernel refuses: permission denied");
            one.awaitConsole("- runit: system halt.");
            assertEquals(List.of("one", "two", "three"), scene.events());
            assertTrue(one.running().isAlive(), "process 1 ended");
            assertEquals(2, one.console().lines().filter("- runit: enter stage: /etc/runit/1"::equals).count());
        });
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "no console      | mount -t tmpfs none /dev",
        "a directory     | mount -t tmpfs none /dev; mkdir /dev/console",
        "nobody listens  | mount -t tmpfs none /dev; mkfifo /dev/console",
    })
    void aConsoleThatCannotBeOpenedStopsNothing(String what, String spoil) {
        onOurs(scene -> {
            ProcessOne one = new ProcessOne(scene).usualStages().stage(2, "set --; for fd in 0 1 2; do test -e /proc/$$/fd/$fd && set -- $* $fd; done; echo $* >fds; echo two >>events")
                    .start(spoil + "; exec " + scene.suite().program("runit") + " <&- >&- 2>&-");
            assertEquals(ProcessOne.POWERED_OFF, one.running().exitCode());
            assertEquals(List.of("one", "two", "three"), scene.events());
            assertEquals("0 1 2\n", scene.read(scene.root().resolve("fds")), "what a stage opens would become a standard descriptor");
        });
    }

    @Test
    void aConsoleThatNobodyReadsStopsNothing() {
        onOurs(scene -> {
            // A terminal that was stopped with ctrl-S looks like a pipe that is full.
            scene.arrange("mkfifo full");
            ProcessOne one = new ProcessOne(scene).usualStages().stage(2, "echo two >>events")
                    .start("exec 8<>full; head -c 70000 /dev/zero >&8 & sleep 1; mount --bind full /dev/console; exec " + scene.suite().program("runit"));
            assertEquals(ProcessOne.POWERED_OFF, one.running().exitCode());
            assertEquals(List.of("one", "two", "three"), scene.events());
        });
    }

    @Test
    void aStormOfOrphansAndSignalsIsSurvived() {
        onOurs(scene -> {
            ProcessOne one = new ProcessOne(scene).usualStages().stage(2, "trap 'echo TERM >>events; exit 0' TERM; echo two >>events;"
                    + " while :; do (sh -c 'exit 3' & sh -c 'kill -9 $$' &); done").boot();
            scene.awaitEventCount(2);
            for (int i = 0; i < 2000; i++) {
                one.signal(i % 2 == 0 ? Posix.SIGCONT : SIGINT);
            }
            one.stop();
            assertEquals(ProcessOne.POWERED_OFF, one.running().exitCode());
            assertEquals(List.of("one", "two", "TERM", "three"), scene.events());
        });
    }

    private static ProcessOne inSecond(Scene scene) {
        ProcessOne one = new ProcessOne(scene).usualStages().boot();
        scene.awaitEventCount(2);
        return one;
    }

    private static long privateKilobytes(int pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup")).stream()
                .filter(line -> line.startsWith("Private_Dirty:")).mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", ""))).sum();
    }
}
