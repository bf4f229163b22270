package dev.dogwatch.robustness;

import static dev.dogwatch.robustness.Ours.onOurs;
import static dev.dogwatch.robustness.PlantedService.CRASH_ONLY;
import static dev.dogwatch.robustness.PlantedService.GAVE_UP;
import static dev.dogwatch.robustness.PlantedService.READY;
import static dev.dogwatch.robustness.PlantedService.TELLS_READINESS;
import static dev.dogwatch.robustness.PlantedService.flagged;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Outcome;
import dev.dogwatch.e2e.Scene;
import dev.dogwatch.e2e.ServiceDirectory;
import dev.dogwatch.e2e.Status;
import org.junit.jupiter.api.Test;

/** sv health: 0 only when all that should be up is up, ready and passes its check; otherwise it names each that is not. */
@EndToEnd
class SvHealthTest {

    private static final Status RUN = Status.of(1, 4711, 'u');
    private static final Status DOWN = Status.of(0, 0, 'd');

    @Test
    void silenceMeansThatAllIsWell() {
        onOurs(scene -> {
            PlantedService.in(scene, "plain", RUN).service().check("exit 0");
            PlantedService.in(scene, "ready", flagged(RUN, TELLS_READINESS | READY));
            PlantedService.in(scene, "logged", RUN);
            PlantedService.in(scene, "logged/log", RUN);
            PlantedService.in(scene, "down", DOWN).service().down().check("exit 1");
            PlantedService.in(scene, "once", Status.of(1, 4711, 'd')).service().down().check("exit 1");
            PlantedService.in(scene, "quiet", RUN);
            PlantedService.in(scene, "quiet/log", DOWN).service().down();
            scene.service("unsupervised").down().directory("log");
            assertHealth(scene, "", 0);
            assertEquals("", scene.sv("-w", "3", "health").out(), "-w includes -v for the commands of runit alone");
            assertEquals("""
                    ok: down: down: Ns
                    ok: run: logged: (pid PID) Ns
                    ok: run: once: (pid PID) Ns, normally down, want down
                    ok: run: plain: (pid PID) Ns
                    ok: run: quiet: (pid PID) Ns
                    ok: run: ready: (pid PID) Ns, ready Ns
                    ok: unsupervised: not supervised, normally down
                    """, said(scene.sv("-v", "health")));
        });
    }

    @Test
    void eachFaultIsNamed() {
        onOurs(scene -> {
            PlantedService.in(scene, "a-down", DOWN);
            PlantedService.in(scene, "b-finish", Status.of(2, 4711, 'u'));
            PlantedService.in(scene, "c-waiting", flagged(RUN, TELLS_READINESS));
            PlantedService.in(scene, "d-gave-up", flagged(Status.of(0, 0, 'u'), GAVE_UP));
            PlantedService.in(scene, "e-check", RUN).service().check("exit 1");
            PlantedService.in(scene, "f-log", RUN);
            PlantedService.in(scene, "f-log/log", DOWN);
            scene.service("g-bare");
            scene.service("h-left").directory("supervise").fifo("supervise/ok");
            PlantedService.in(scene, "i-paused", RUN.withPaused(1));
            PlantedService.in(scene, "j-wanted", Status.of(0, 0, 'u')).service().down();
            PlantedService.in(scene, "k-well", RUN);
            PlantedService.in(scene, "l-bare-log", RUN).service().directory("log");
            assertHealth(scene, """
                    fail: a-down: down
                    fail: b-finish: finish
                    fail: c-waiting: not ready
                    fail: d-gave-up: gave up
                    fail: e-check: check failed
                    fail: f-log/log: down
                    fail: g-bare: unable to open supervise/ok: file does not exist
                    fail: h-left: runsv not running
                    fail: i-paused: paused
                    fail: j-wanted: down
                    fail: l-bare-log/log: unable to open supervise/ok: file does not exist
                    """, 1);
            assertHealth(scene, "", 0, "k-well");
            assertHealth(scene, "fail: nowhere: unable to change to service directory: file does not exist\n", 1, "k-well", "nowhere");
        });
    }

    @Test
    void aCheckThatHangsHasFailed() {
        onOurs(scene -> {
            PlantedService.in(scene, "crash-only", flagged(RUN, CRASH_ONLY)).service().check("exec sleep 1000");
            PlantedService.in(scene, "plain", RUN).service().check("exec sleep 1000");
            Outcome outcome = scene.sv("-w", "1", "health");
            assertEquals("fail: crash-only: check took too long\nfail: plain: check took too long\n", outcome.out());
            assertEquals(1, outcome.exitCode());
        });
    }

    @Test
    void realServicesAreHealthyUntilOneIsNot() {
        onOurs(scene -> {
            ServiceDirectory a = scene.idler("a").log("exec cat >/dev/null").check("[ ! -e ../sick ]");
            ServiceDirectory b = scene.idler("b").down();
            scene.runsv(a);
            scene.runsv(b);
            a.supervise().await("run");
            a.logSupervise().await("run");
            assertHealth(scene, "", 0);
            scene.arrange("touch sick");
            assertHealth(scene, "fail: a: check failed\n", 1);
            scene.arrange("rm sick");
            a.supervise().control("d");
            a.supervise().await("down");
            assertHealth(scene, "fail: a: down\n", 1);
        });
    }

    private static void assertHealth(Scene scene, String out, int exitCode, String... services) {
        String[] arguments = new String[services.length + 1];
        arguments[0] = "health";
        System.arraycopy(services, 0, arguments, 1, services.length);
        Outcome outcome = scene.sv(arguments);
        assertEquals(out, outcome.out());
        assertEquals("", outcome.err());
        assertEquals(exitCode, outcome.exitCode());
    }

    private static String said(Outcome outcome) {
        return outcome.normaliser().apply(outcome.out());
    }
}
