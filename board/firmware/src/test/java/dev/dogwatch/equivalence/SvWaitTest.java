package dev.dogwatch.equivalence;

import static dev.dogwatch.e2e.Equivalence.onBoth;
import static dev.dogwatch.equivalence.Services.gatedFinish;
import static dev.dogwatch.equivalence.Services.listener;
import static dev.dogwatch.equivalence.Services.release;
import static dev.dogwatch.equivalence.Services.sleeper;
import static dev.dogwatch.equivalence.Services.stubborn;
import static dev.dogwatch.equivalence.Services.up;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Outcome;
import dev.dogwatch.e2e.Running;
import dev.dogwatch.e2e.ServiceDirectory;
import java.time.Duration;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** sv and a real runsv together: what is so when sv returns. */
@EndToEnd
class SvWaitTest {

    /** sv compares whole seconds: what was started within the current one counts as new. */
    private static final Duration MORE_THAN_A_SECOND = Duration.ofMillis(1100);

    @Test
    void startReturnsWhenItRuns() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a").down();
            scene.runsv(service);
            scene.sv("start", "a");
            scene.awaitStat(service, "run");
            scene.awaitEvents("up");
        }).agree().says("ok: run: a: (pid PID) Ns, normally down", "= 0", "a: run [state 1, pid PID, paused 0, want u, term 0]");
    }

    @Test
    void stopReturnsWhenItIsDown() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a");
            up(scene, service);
            scene.sv("stop", "a");
            scene.awaitStat(service, "down");
        }).agree().says("ok: down: a: Ns, normally up", "= 0", "a: down [state 0, pid none, paused 0, want d, term 0]");
    }

    @Test
    void stopWaitsForFinish() {
        onBoth(scene -> {
            ServiceDirectory service = gatedFinish(scene, sleeper(scene, "a"));
            up(scene, service);
            scene.sv("-w", "0", "stop", "a");
            scene.awaitEvents("up", "finish");
            release(scene);
            scene.sv("stop", "a");
            scene.awaitEvents("up", "finish", "finished");
        }).agree().says("timeout: finish: a: (pid PID) Ns, want down", "= 1", "ok: down: a: Ns, normally up", "= 0");
    }

    @Test
    void restartReturnsWhenANewInstanceRuns() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a");
            up(scene, service);
            int pid = service.supervise().pid();
            Await.pause(MORE_THAN_A_SECOND);
            scene.sv("restart", "a");
            scene.note("another: " + (service.supervise().pid() != pid));
            scene.awaitEvents("up", "up");
        }).agree().says("ok: run: a: (pid PID) Ns", "= 0", "another: true");
    }

    @Test
    void restartStartsWhatIsDown() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a").down();
            scene.runsv(service);
            service.supervise().await("down");
            scene.sv("restart", "a");
            scene.awaitEvents("up");
        }).agree().says("ok: run: a: (pid PID) Ns, normally down", "= 0", "events: up");
    }

    @Test
    void restartWakesUpWhatIsPaused() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a");
            up(scene, service);
            Await.pause(MORE_THAN_A_SECOND);
            scene.sv("-v", "pause", "a");
            scene.sv("restart", "a");
            scene.awaitEvents("up", "up");
        }).agree().says("ok: run: a: (pid PID) Ns, paused", "= 0", "ok: run: a: (pid PID) Ns", "= 0");
    }

    @Test
    void tryRestartLeavesWhatIsDown() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a").down();
            scene.runsv(service);
            service.supervise().await("down");
            scene.sv("try-restart", "a");
            scene.awaitStat(service, "down");
            scene.noteEvents();
        }).agree().says("ok: down: a: Ns", "= 0", "events: ");
    }

    @Test
    void tryRestartRestartsWhatRuns() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a");
            up(scene, service);
            Await.pause(MORE_THAN_A_SECOND);
            scene.sv("try-restart", "a");
            scene.awaitEvents("up", "up");
        }).agree().says("ok: run: a: (pid PID) Ns", "= 0", "events: up, up");
    }

    @Test
    void reloadSendsAHangup() {
        onBoth(scene -> {
            up(scene, listener(scene, "a"));
            scene.sv("reload", "a");
            scene.awaitEvents("up", "HUP");
        }).agree().says("ok: run: a: (pid PID) Ns", "= 0", "events: up, HUP");
    }

    @Test
    void shutdownReturnsWhenRunsvHasGone() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a");
            Running runsv = up(scene, service);
            scene.sv("shutdown", "a");
            scene.awaitExit(runsv);
            scene.awaitStat(service, "down");
        }).agree().says("ok: a: runsv not running", "= 0", "runsv a ended with 0");
    }

    @Test
    void exitDoesNotWaitUnlessToldTo() {
        onBoth(scene -> {
            Running first = up(scene, sleeper(scene, "a"));
            scene.sv("exit", "a");
            scene.awaitExit(first);
            Running second = scene.runsv(scene.idler("b"));
            scene.sv("-v", "exit", "b");
            scene.awaitExit(second);
        }).agree().says("$ sv exit a", "= 0", "$ sv -v exit b", "ok: b: runsv not running", "= 0");
    }

    @Test
    void startWaitsForCheck() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a").down().check("[ -e ../ready ]");
            scene.runsv(service);
            scene.sv("-w", "0", "start", "a");
            scene.arrange("touch ready");
            scene.sv("start", "a");
        }).agree().says("timeout: run: a: (pid PID) Ns, normally down", "= 1", "ok: run: a: (pid PID) Ns, normally down", "= 0");
    }

    @Test
    void stopOfAStubbornServiceTimesOut() {
        onBoth(scene -> {
            ServiceDirectory service = stubborn(scene, "a");
            up(scene, service);
            scene.sv("-w", "0", "stop", "a");
            scene.awaitStat(service, "run, got TERM, want down");
            scene.sv("status", "a");
        }).agree().says("timeout: run: a: (pid PID) Ns, want down, got TERM", "= 1", "run: a: (pid PID) Ns, want down, got TERM");
    }

    @ParameterizedTest(name = "sv {0}")
    @CsvSource({"force-stop, down", "force-shutdown, exit", "force-restart, run", "force-reload, run", "D, down", "T, run", "X, exit"})
    void forceKillsAStubbornServiceAndCountsAsAFailureAllTheSame(String command, String result) {
        onBoth(scene -> {
            ServiceDirectory service = stubborn(scene, "a");
            Running runsv = up(scene, service);
            int pid = service.supervise().pid();
            Await.pause(MORE_THAN_A_SECOND);
            scene.sv("-w", "0", command, "a");
            switch (result) {
                case "exit" -> scene.awaitExit(runsv);
                case "down" -> scene.awaitStat(service, "down");
                default -> scene.note(service.supervise().awaitSuccessorOf(pid).toString());
            }
        }).agree().says("kill: run: a: (pid PID) Ns, " + (result.equals("run") ? "" : "want down, ") + "got TERM", "= 1");
    }

    @ParameterizedTest(name = "sv {0}")
    @CsvSource({"force-stop", "force-shutdown", "D", "E"})
    void forceIsNotNeededForAnObedientService(String command) {
        onBoth(scene -> {
            up(scene, sleeper(scene, "a"));
            scene.sv(command, "a");
        }).agree().says("= 0").neverSays("kill:");
    }

    @ParameterizedTest(name = "sv -v {0}")
    @CsvSource(delimiter = '|', value = {
        "hup       | ok: run: a: (pid PID) Ns         | up, HUP",
        "alarm     | ok: run: a: (pid PID) Ns         | up, ALRM",
        "interrupt | ok: run: a: (pid PID) Ns         | up, INT",
        "quit      | ok: run: a: (pid PID) Ns         | up, QUIT",
        "1         | ok: run: a: (pid PID) Ns         | up, USR1",
        "2         | ok: run: a: (pid PID) Ns         | up, USR2",
        "cont      | ok: run: a: (pid PID) Ns         | up, CONT",
        "kill      | ok: run: a: (pid PID) Ns         | up, up",
    })
    void signalsArrive(String command, String line, String events) {
        onBoth(scene -> {
            up(scene, listener(scene, "a"));
            Await.pause(MORE_THAN_A_SECOND);
            scene.sv("-v", command, "a");
            scene.awaitEvents(events.split(", "));
        }).agree().says(line, "= 0", "events: " + events);
    }

    @Test
    void pauseAndContinueAreWaitedFor() {
        onBoth(scene -> {
            ServiceDirectory service = listener(scene, "a");
            up(scene, service);
            scene.sv("-v", "pause", "a");
            scene.sv("status", "a");
            scene.sv("-v", "cont", "a");
            scene.sv("status", "a");
        }).agree().says("ok: run: a: (pid PID) Ns, paused", "run: a: (pid PID) Ns, paused", "ok: run: a: (pid PID) Ns",
                "run: a: (pid PID) Ns");
    }

    @Test
    void onceOfADownServiceRunsIt() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a").down();
            scene.runsv(service);
            service.supervise().await("down");
            scene.sv("once", "a");
            scene.awaitEvents("up");
            scene.awaitStat(service, "run, want down");
            scene.sv("-v", "once", "a");
        }).agree().says("$ sv once a", "= 0", "ok: run: a: (pid PID) Ns, normally down, want down", "= 0");
    }

    @Test
    void severalAreStoppedAtOnce() {
        onBoth(scene -> {
            up(scene, sleeper(scene, "a"));
            scene.runsv(scene.idler("b"));
            scene.runsv(scene.idler("c").down());
            scene.service("b").supervise().await("run");
            scene.service("c").supervise().await("down");
            Outcome outcome = scene.command("sv", "stop", "a", "b", "c", "d").run();
            // Told in the order in which they come down.
            scene.note(outcome.out().lines().sorted().collect(Collectors.joining("\n")));
            scene.note("= " + outcome.exitCode());
        }).agree().says("fail: d: unable to change to service directory: file does not exist", "ok: down: a: Ns, normally up",
                "ok: down: b: Ns, normally up",
                "ok: down: c: Ns", "= 1");
    }

    @Test
    void oneThatHangsDoesNotHideTheOthers() {
        onBoth(scene -> {
            up(scene, stubborn(scene, "a"));
            scene.runsv(scene.idler("b"));
            scene.service("b").supervise().await("run");
            scene.sv("-w", "4", "stop", "a", "b");
        }).agree().says("ok: down: b: Ns, normally up", "timeout: run: a: (pid PID) Ns, want down, got TERM", "= 1");
    }

    @Test
    void theLogIsAddressedByItsPath() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a").log("exec cat");
            up(scene, service);
            service.logSupervise().await("run");
            scene.sv("stop", "a/log");
            scene.sv("status", "a");
            scene.sv("start", "a/log");
            scene.sv("status", "a");
        }).agree().says("ok: down: a/log: Ns, normally up", "run: a: (pid PID) Ns; down: log: Ns, normally up",
                "ok: run: a/log: (pid PID) Ns", "run: a: (pid PID) Ns; run: log: (pid PID) Ns");
    }

    @Test
    void theLogDoesNotExitByItself() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a").log("exec cat");
            up(scene, service);
            service.logSupervise().await("run");
            scene.sv("-w", "0", "exit", "a/log");
            scene.awaitStat(service.logSupervise(), "run");
        }).agree().says("timeout: run: a/log: (pid PID) Ns", "= 1", "a/log: run [state 1, pid PID, paused 0, want u, term 0]");
    }

    @Test
    void restartInOrderIsDownBeforeUp() {
        onBoth(scene -> {
            ServiceDirectory service = scene.service("a").finish("echo finish >>../events").run("""
                    trap 'echo TERM >>../events; kill -9 $!; exit' TERM
                    echo up >>../events
                    sleep 1000 & wait""");
            up(scene, service);
            Await.pause(MORE_THAN_A_SECOND);
            scene.sv("restart", "a");
            scene.awaitEvents("up", "TERM", "finish", "up");
        }).agree().says("ok: run: a: (pid PID) Ns", "= 0", "events: up, TERM, finish, up");
    }
}
