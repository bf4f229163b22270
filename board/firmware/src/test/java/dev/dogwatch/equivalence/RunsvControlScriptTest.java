package dev.dogwatch.equivalence;

import static dev.dogwatch.e2e.Equivalence.onBoth;
import static dev.dogwatch.equivalence.Services.gatedFinish;
import static dev.dogwatch.equivalence.Services.listener;
import static dev.dogwatch.equivalence.Services.release;
import static dev.dogwatch.equivalence.Services.sleeper;
import static dev.dogwatch.equivalence.Services.up;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Posix;
import dev.dogwatch.e2e.Running;
import dev.dogwatch.e2e.ServiceDirectory;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The scripts control/?: they run before a signal is sent, and one that exits 0 has taken care of it. */
@EndToEnd
class RunsvControlScriptTest {

    private static final String SIGNALS = """
            t, TERM
            c, CONT
            h, HUP
            a, ALRM
            i, INT
            q, QUIT
            1, USR1
            2, USR2""";

    @ParameterizedTest(name = "control/{0} before {1}")
    @CsvSource(textBlock = SIGNALS)
    void oneThatFailsRunsBeforeTheSignal(char control, String signal) {
        onBoth(scene -> {
            ServiceDirectory service = listener(scene, "a").onControl(control, "echo \"$0\" >>../events; exit 1");
            up(scene, service);
            service.supervise().control("" + control);
            scene.awaitEvents("up", "control/" + control, signal);
            scene.awaitStat(service, control == 't' ? "run, got TERM" : "run");
        }).agree().says("events: up, control/" + control + ", " + signal);
    }

    @ParameterizedTest(name = "control/{0} instead of {1}")
    @CsvSource(textBlock = SIGNALS)
    void oneThatSucceedsRunsInsteadOfTheSignal(char control, String signal) {
        onBoth(scene -> {
            ServiceDirectory service = listener(scene, "a").onControl(control, "echo \"$0\" >>../events; exit 0");
            up(scene, service);
            service.supervise().control("" + control);
            scene.awaitEvents("up", "control/" + control);
            // Whatever was sent has arrived when a later signal has; sent from here, since control/2 may be the one in question.
            Posix.kill(service.supervise().pid(), control == '2' ? Posix.SIGHUP : Posix.SIGUSR2);
            scene.awaitEvents("up", "control/" + control, control == '2' ? "HUP" : "USR2");
            scene.awaitStat(service, "run");
        }).agree().says("events: up, control/" + control, "a: run [state 1, pid PID, paused 0, want u, term 0]");
    }

    @Test
    void controlPThatSucceedsLeavesItRunningUnderTheNameOfPaused() {
        onBoth(scene -> {
            ServiceDirectory service = listener(scene, "a").onControl('p', "echo \"$0\" >>../events; exit 0");
            up(scene, service);
            service.supervise().control("p");
            scene.awaitStat(service, "run, paused");
            service.supervise().control("h");
            scene.awaitEvents("up", "control/p", "HUP");
        }).agree().says("a: run, paused [state 1, pid PID, paused 1, want u, term 0]");
    }

    @Test
    void controlPThatFailsPausesIt() {
        onBoth(scene -> {
            ServiceDirectory service = listener(scene, "a").onControl('p', "echo \"$0\" >>../events; exit 1");
            up(scene, service);
            service.supervise().control("p");
            scene.awaitStat(service, "run, paused");
            service.supervise().control("h");
            service.supervise().control("c");
            scene.awaitEvents("up", "control/p", "HUP", "CONT");
        }).agree().says("events: up, control/p, HUP, CONT");
    }

    @Test
    void controlUComesBeforeEveryStart() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a").onControl('u', "echo \"$0\" >>../events");
            scene.runsv(service);
            scene.awaitEvents("control/u", "up");
            service.supervise().await("run");
            service.supervise().control("t");
            scene.awaitEvents("control/u", "up", "control/u", "up");
        }).agree().says("events: control/u, up, control/u, up");
    }

    @ParameterizedTest(name = "exit {0}")
    @ValueSource(ints = {0, 1, 111})
    void controlUHasNoVeto(int code) {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a").onControl('u', "echo control/u >>../events; exit " + code);
            scene.runsv(service);
            scene.awaitEvents("control/u", "up");
            scene.awaitStat(service, "run");
        }).agree().says("events: control/u, up");
    }

    @Test
    void controlUComesAlsoBeforeOnce() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a").down().onControl('u', "echo control/u >>../events");
            scene.runsv(service);
            service.supervise().control("o");
            scene.awaitEvents("control/u", "up");
            scene.awaitStat(service, "run, want down");
        }).agree().says("events: control/u, up");
    }

    @Test
    void controlUDoesNotComeBeforeFinish() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a").onControl('u', "echo control/u >>../events").finish("echo finish >>../events");
            scene.runsv(service);
            scene.awaitEvents("control/u", "up");
            service.supervise().await("run");
            service.supervise().control("d");
            scene.awaitEvents("control/u", "up", "finish");
            scene.awaitStat(service, "down");
        }).agree().says("events: control/u, up, finish");
    }

    @Test
    void downRunsControlTThenControlD() {
        onBoth(scene -> {
            ServiceDirectory service = listener(scene, "a").onControl('t', "echo control/t >>../events; exit 0")
                    .onControl('d', "echo control/d >>../events").onControl('x', "echo control/x >>../events");
            up(scene, service);
            service.supervise().control("d");
            // CONT is sent between the two, whatever control/t says.
            scene.awaitEventCount(4);
            scene.note("CONT: " + scene.events().contains("CONT"));
            scene.note("order: " + scene.events().stream().filter(event -> event.startsWith("control")).toList());
            scene.awaitStat(service, "run, want down");
        }).agree().says("CONT: true", "order: [control/t, control/d]", "a: run, want down [state 1, pid PID, paused 0, want d, term 0]");
    }

    @Test
    void exitRunsControlTThenControlX() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a").onControl('t', "echo control/t >>../events; exit 1")
                    .onControl('d', "echo control/d >>../events").onControl('x', "echo control/x >>../events");
            Running runsv = up(scene, service);
            service.supervise().control("x");
            scene.awaitExit(runsv);
            scene.awaitEvents("up", "control/t", "control/x");
        }).agree().says("events: up, control/t, control/x");
    }

    @Test
    void termToRunsvRunsThemLikeX() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a").onControl('t', "echo control/t >>../events; exit 1").onControl('x',
                    "echo control/x >>../events");
            Running runsv = up(scene, service);
            runsv.signal(Posix.SIGTERM);
            scene.awaitExit(runsv);
            scene.awaitEvents("up", "control/t", "control/x");
        }).agree().says("events: up, control/t, control/x");
    }

    @Test
    void aRestartByTRunsNeitherControlDNorControlX() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a").onControl('t', "echo control/t >>../events; exit 1")
                    .onControl('d', "echo control/d >>../events").onControl('x', "echo control/x >>../events");
            up(scene, service);
            service.supervise().control("t");
            scene.awaitEvents("up", "control/t", "up");
        }).agree().says("events: up, control/t, up");
    }

    @Test
    void whileItIsDownNoneRunsButControlU() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a").down();
            for (char control : "tdxkpchaiq12o".toCharArray()) {
                service.onControl(control, "echo \"$0\" >>../events");
            }
            scene.runsv(service);
            service.supervise().control("tdkchaiq12p");
            scene.awaitStat(service, "down, paused");
            scene.noteEvents();
        }).agree().says("events: ");
    }

    @Test
    void whileItFinishesNoneRuns() {
        onBoth(scene -> {
            ServiceDirectory service = gatedFinish(scene, sleeper(scene, "a"));
            up(scene, service);
            service.supervise().control("t");
            scene.awaitEvents("up", "finish");
            for (char control : "tdxpchaiq12".toCharArray()) {
                service.onControl(control, "echo \"$0\" >>../events");
            }
            service.supervise().control("tdchaiq12p");
            scene.awaitStat(service, "finish, paused, want down");
            release(scene);
            scene.awaitEvents("up", "finish", "finished");
        }).agree().says("events: up, finish, finished");
    }

    @Test
    void controlKThatSucceedsPreventsTheKillAndTheServiceRunsOn() {
        onBoth(scene -> {
            ServiceDirectory service = listener(scene, "a").onControl('k', "echo control/k >>../events; exit 0");
            up(scene, service);
            service.supervise().control("k");
            scene.awaitEvents("up", "control/k");
            // p makes runsv write its idea of the state.
            service.supervise().control("p");
            scene.note(service.supervise().awaitThat("be paused", snapshot -> snapshot.status().paused() == 1).toString());
        }).differ("control/k exiting 0 leaves C with \"down\" and a living pid, so that a later stop times out",
                runit -> runit.says("a: down, paused [state 0, pid PID, paused 1, want u, term 0]"),
                dogwatch -> dogwatch.says("a: run, paused [state 1, pid PID, paused 1, want u, term 0]"));
    }

    @Test
    void afterAControlKThatSucceedsAStopStillWorks() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a").onControl('k', "echo control/k >>../events; exit 0");
            up(scene, service);
            service.supervise().control("k");
            scene.awaitEvents("up", "control/k");
            scene.sv("-w", "4", "stop", "a");
        }).differ("control/k exiting 0 leaves C with \"down\" and a living pid, so that a later stop times out",
                runit -> runit.says("timeout: down: a: Ns, want down", "= 1"),
                dogwatch -> dogwatch.says("ok: down: a: Ns, normally up", "= 0"));
    }

    @Test
    void controlKThatFailsPrecedesTheKill() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a").onControl('k', "echo control/k >>../events; exit 1");
            up(scene, service);
            service.supervise().control("k");
            scene.awaitEvents("up", "control/k", "up");
            scene.awaitStat(service, "run");
        }).agree().says("events: up, control/k, up");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "it is not executable          | rw-r--r--",
        "only others may execute it    | rw-r-xr-x",
    })
    void aScriptThatItsOwnerMayNotExecuteIsNone(String how, String mode) {
        onBoth(scene -> {
            ServiceDirectory service = listener(scene, "a").onControl('h', "echo control/h >>../events; exit 0").mode("control/h", mode);
            up(scene, service);
            service.supervise().control("h");
            scene.awaitEvents("up", "HUP");
        }).agree().says("events: up, HUP").neverSays("complaint");
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(delimiter = '|', value = {
        "it is a directory      | mkdir -p a/control/h                                                    | access denied",
        "it has no interpreter  | mkdir a/control; printf '#!/no/shell\\n' >a/control/h; chmod 755 a/control/h | file does not exist",
        "it is empty            | mkdir a/control; : >a/control/h; chmod 755 a/control/h                  | exec format error",
    })
    @Tag("not-emulated")
    void aScriptThatCannotBeExecutedIsToldAndTheSignalIsSent(String how, String preparation, String reason) {
        onBoth(scene -> {
            ServiceDirectory service = listener(scene, "a");
            scene.arrange(preparation);
            up(scene, service);
            service.supervise().control("h");
            scene.awaitEvents("up", "HUP");
        }).agree().says("events: up, HUP", "complaint of runsv a: runsv a: fatal: unable to run control/?: " + reason);
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(delimiter = '|', value = {
        "it is a loop           | mkdir a/control; ln -s h a/control/h | symbolic link loop",
        "control is a file      | touch a/control                      | not a directory",
    })
    void aScriptThatCannotBeLookedAtIsToldAndTheSignalIsSent(String how, String preparation, String reason) {
        onBoth(scene -> {
            ServiceDirectory service = listener(scene, "a");
            scene.arrange(preparation);
            up(scene, service);
            service.supervise().control("h");
            scene.awaitEvents("up", "HUP");
        }).agree().says("events: up, HUP", "complaint of runsv a: runsv a: warning: unable to stat control/h: " + reason);
    }

    @Test
    void aScriptThatIsADanglingLinkIsNone() {
        onBoth(scene -> {
            ServiceDirectory service = listener(scene, "a").link("control/h", "nowhere");
            up(scene, service);
            service.supervise().control("h");
            scene.awaitEvents("up", "HUP");
        }).agree().says("events: up, HUP").neverSays("complaint");
    }

    @Test
    void aScriptThatIsKilledHasNotTakenOver() {
        onBoth(scene -> {
            ServiceDirectory service = listener(scene, "a").onControl('h', "echo control/h >>../events; kill -9 $$");
            up(scene, service);
            service.supervise().control("h");
            Await.until(() -> "control/h", () -> scene.events().contains("control/h"));
            // Time for the HUP, which C does not send.
            for (int look = 0; look < 20 && !scene.events().contains("HUP"); look++) {
                Await.pause(Duration.ofMillis(100));
            }
            scene.noteEvents();
        }).differ("C looks at the exit code alone, which is 0 when a signal ended the script",
                runit -> runit.says("events: up, control/h"),
                dogwatch -> dogwatch.says("events: up, control/h, HUP"));
    }

    @Test
    void itsStandardOutputIsLogged() {
        onBoth(scene -> {
            ServiceDirectory service = listener(scene, "a").onControl('h',
                    "echo err >&2; echo out").log("read line; echo \"log $line\" >>../../events; exec cat");
            up(scene, service);
            service.supervise().control("h");
            scene.awaitEvents("up", "log out");
        }).agree().says("events: up, log out", "complaint of runsv a: err");
    }

    @Test
    void withoutALogItsStandardOutputIsThatOfRunsv() {
        onBoth(scene -> {
            ServiceDirectory service = listener(scene, "a").onControl('h', "echo out; echo err >&2; exit 1");
            Running runsv = up(scene, service);
            service.supervise().control("h");
            scene.awaitEvents("up", "HUP");
            scene.note("stdout of runsv: " + runsv.stdout().strip());
        }).agree().says("stdout of runsv: out", "complaint of runsv a: err");
    }

    @Test
    void itRunsInTheServiceDirectory() {
        onBoth(scene -> {
            ServiceDirectory service = listener(scene, "a").onControl('h', "pwd >>../events");
            up(scene, service);
            service.supervise().control("h");
            scene.awaitEventCount(2);
            scene.noteEvents();
        }).agree().says("events: up, DIR/a");
    }

    @Test
    void itIsToldThePidOfTheService() {
        onBoth(scene -> {
            ServiceDirectory service = listener(scene, "a").onControl('h', "echo \"$# arguments: $1\" >>../events");
            up(scene, service);
            service.supervise().control("h");
            scene.awaitEventCount(2);
            scene.note(scene.events().get(1).replace(Integer.toString(service.supervise().pid()), "PID"));
        }).differ("2.3.1 gives the pid of ./run to the scripts, 2.1.2 gives nothing",
                runit -> runit.says("0 arguments: "), dogwatch -> dogwatch.says("1 arguments: PID"));
    }

    @Test
    void aScriptThatHangsHoldsUpNothingElse() {
        onBoth(scene -> {
            ServiceDirectory service = listener(scene, "a").onControl('h', "echo control/h >>../events; exec sleep 3");
            up(scene, service);
            service.supervise().control("h");
            scene.awaitEvents("up", "control/h");
            long start = System.nanoTime();
            service.supervise().control("d");
            service.supervise().awaitThat("want down", snapshot -> snapshot.status().want() == 'd');
            scene.note("within a second: " + (System.nanoTime() - start < Duration.ofSeconds(1).toNanos()));
        }).differ("a control script that hangs blocks C's runsv for as long",
                runit -> runit.says("within a second: false"), dogwatch -> dogwatch.says("within a second: true"));
    }

    @Test
    void aScriptThatHangsDoesNotHideADeath() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a").onControl('h', "echo control/h >>../events; exec sleep 3");
            up(scene, service);
            service.supervise().control("h");
            scene.awaitEvents("up", "control/h");
            long start = System.nanoTime();
            Posix.kill(service.supervise().pid(), Posix.SIGKILL);
            scene.awaitEvents("up", "control/h", "up");
            scene.note("within two seconds: " + (System.nanoTime() - start < Duration.ofSeconds(2).toNanos()));
        }).differ("a control script that hangs blocks C's runsv for as long",
                runit -> runit.says("within two seconds: false"), dogwatch -> dogwatch.says("within two seconds: true"));
    }
}
