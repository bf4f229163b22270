package dev.dogwatch.robustness;

import static dev.dogwatch.robustness.Ours.onOurs;
import static dev.dogwatch.robustness.PlantedService.GAVE_UP;
import static dev.dogwatch.robustness.PlantedService.READY;
import static dev.dogwatch.robustness.PlantedService.TELLS_READINESS;
import static dev.dogwatch.robustness.PlantedService.flagged;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Outcome;
import dev.dogwatch.e2e.Running;
import dev.dogwatch.e2e.Scene;
import dev.dogwatch.e2e.Status;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the flags behind the 20 bytes of a status mean to sv: it tells them, and waits for readiness. */
@EndToEnd
class SvReadinessTest {

    private static final Status RUN = Status.of(1, 4711, 'u');
    private static final Status DOWN = Status.of(0, 0, 'u');

    @ParameterizedTest(name = "state {0}, flags {1}: {2}")
    @CsvSource(delimiter = '|', value = {
        "1 | 0   | run: a: (pid PID) Ns",
        "1 | 1   | run: a: (pid PID) Ns",
        "1 | 2   | run: a: (pid PID) Ns, not ready",
        "1 | 6   | run: a: (pid PID) Ns, ready Ns",
        "1 | 4   | run: a: (pid PID) Ns",
        "1 | 7   | run: a: (pid PID) Ns, ready Ns",
        "0 | 2   | down: a: Ns, normally up, want up",
        "0 | 6   | down: a: Ns, normally up, want up",
        "0 | 8   | down: a: Ns, normally up, want up, gave up",
        "0 | 10  | down: a: Ns, normally up, want up, gave up",
        "2 | 2   | finish: a: (pid PID) Ns",
        "1 | 240 | run: a: (pid PID) Ns",
    })
    void statusTellsTheFlags(int state, int flags, String line) {
        onOurs(scene -> {
            PlantedService.in(scene, "a", flagged(Status.of(state, state == 0 ? 0 : 4711, 'u'), flags));
            assertEquals(line + "\n", said(scene.sv("status", "a")));
        });
    }

    @Test
    void readyIsToldInSecondsSinceThen() {
        onOurs(scene -> {
            PlantedService.in(scene, "a", flagged(RUN, TELLS_READINESS | READY, Instant.now().minusSeconds(3600)));
            String out = scene.sv("status", "a").out();
            long told = Long.parseLong(out.replaceAll("(?s).*ready ([0-9]+)s\n", "$1"));
            assertTrue(told >= 3600 && told < 3700, out);
        });
    }

    @Test
    void theLogTellsItsFlagsToo() {
        onOurs(scene -> {
            PlantedService.in(scene, "a", flagged(RUN, TELLS_READINESS));
            PlantedService.in(scene, "a/log", flagged(DOWN, GAVE_UP));
            assertEquals("run: a: (pid PID) Ns, not ready; down: log: Ns, normally up, want up, gave up\n", said(scene.sv("status", "a")));
        });
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {21, 32, 34, 4000})
    void aStatusOfAnotherLengthHasNoFlags(int size) {
        onOurs(scene -> {
            byte[] status = Arrays.copyOf(flagged(RUN, 0xff), size);
            Arrays.fill(status, Status.SIZE, size, (byte) 0xff);
            PlantedService.in(scene, "a", status);
            assertEquals("run: a: (pid PID) Ns\n", said(scene.sv("status", "a")));
        });
    }

    @ParameterizedTest(name = "sv {0}")
    @ValueSource(strings = {"start", "check", "-v up"})
    void whatWaitsForUpWaitsForReadinessAndNoLonger(String command) {
        onOurs(scene -> {
            PlantedService planted = PlantedService.in(scene, "a", flagged(RUN, TELLS_READINESS));
            Running sv = waiting(scene, ("-w 20 " + command + " a").split(" "));
            planted.shows(flagged(RUN, TELLS_READINESS | READY));
            Promptly.until(() -> "the end of sv", () -> !sv.isAlive());
            assertEquals("ok: run: a: (pid PID) Ns, ready Ns\n", said(sv.outcome()));
            assertEquals(0, sv.exitCode());
        });
    }

    @Test
    void aRestartIsOverWhenTheNextOneIsReady() {
        onOurs(scene -> {
            PlantedService planted = PlantedService.in(scene, "a", flagged(RUN.withStamp(Instant.now().minusSeconds(9)), TELLS_READINESS | READY));
            Running sv = waiting(scene, "-w", "20", "restart", "a");
            assertEquals("tcu", planted.received());
            Status next = Status.of(1, 4712, 'u');
            planted.shows(flagged(next, TELLS_READINESS));
            assertTrue(Proc.lastingly(sv::isAlive), "it waits for readiness");
            planted.shows(flagged(next, TELLS_READINESS | READY));
            assertEquals("ok: run: a: (pid PID) Ns, ready Ns\n", said(sv.outcome()));
            assertEquals(0, sv.exitCode());
        });
    }

    @Test
    void checkIsRunOnlyWhenItIsReady() {
        onOurs(scene -> {
            PlantedService planted = PlantedService.in(scene, "a", flagged(RUN, TELLS_READINESS));
            planted.service().check("echo checked >>../events");
            Running sv = waiting(scene, "-w", "20", "start", "a");
            assertEquals("[]", scene.events().toString());
            planted.shows(flagged(RUN, TELLS_READINESS | READY));
            assertEquals(0, sv.exitCode());
            assertEquals("[checked]", scene.events().toString());
        });
    }

    @ParameterizedTest(name = "sv -w 0 {0}")
    @ValueSource(strings = {"start", "check"})
    void theTimeIsUpForWhatIsNeverReady(String command) {
        onOurs(scene -> {
            PlantedService.in(scene, "a", flagged(RUN, TELLS_READINESS));
            Outcome outcome = scene.sv("-w", "0", command, "a");
            assertEquals("timeout: run: a: (pid PID) Ns, not ready\n", said(outcome));
            assertEquals(1, outcome.exitCode());
        });
    }

    @Test
    void whoTellsNoReadinessIsNotWaitedFor() {
        onOurs(scene -> {
            PlantedService.in(scene, "a", RUN);
            assertEquals("ok: run: a: (pid PID) Ns\n", said(scene.sv("start", "a")));
        });
    }

    /** sv, once it has looked and waits. */
    private static Running waiting(Scene scene, String... arguments) {
        Running sv = scene.command("sv", arguments).start();
        Await.until(() -> "sv to wait", () -> Proc.state(sv.pid()) == 'S' && Proc.lastingly(() -> Proc.state(sv.pid()) == 'S'));
        return sv;
    }

    private static String said(Outcome outcome) {
        return outcome.normaliser().apply(outcome.out());
    }
}
