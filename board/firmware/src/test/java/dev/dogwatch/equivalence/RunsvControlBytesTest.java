package dev.dogwatch.equivalence;

import static dev.dogwatch.e2e.Equivalence.onBoth;
import static dev.dogwatch.equivalence.Services.gatedFinish;
import static dev.dogwatch.equivalence.Services.listener;
import static dev.dogwatch.equivalence.Services.release;
import static dev.dogwatch.equivalence.Services.sleeper;
import static dev.dogwatch.equivalence.Services.up;

import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Running;
import dev.dogwatch.e2e.ServiceDirectory;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What every control byte does in every state. A byte that does nothing leaves nothing to wait for: the byte sent after it, which
 * does something, tells that runsv has been through both.
 */
@EndToEnd
class RunsvControlBytesTest {

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(nullValues = "-", value = {
        "u, run,                        -",
        "d, 'run, got TERM, want down', TERM CONT",
        "o, 'run, want down',           -",
        "x, 'run, got TERM, want exit', TERM CONT",
        "t, 'run, got TERM',            TERM",
        "k, run,                        up",
        "c, run,                        CONT",
        "h, run,                        HUP",
        "a, run,                        ALRM",
        "i, run,                        INT",
        "q, run,                        QUIT",
        "1, run,                        USR1",
        "2, run,                        USR2",
        "z, run,                        -",
        "D, run,                        -",
    })
    void whileItRuns(String control, String stat, String events) {
        onBoth(scene -> {
            ServiceDirectory service = listener(scene, "a");
            up(scene, service);
            scene.awaitStat(service, "run");

            service.supervise().control(control);
            scene.awaitEvents(words("up", events));
            service.supervise().control("2");
            scene.awaitEvents(words("up", events, "USR2"));
            scene.awaitStat(service, stat);
        }).agree().says("a: run [state 1, pid PID, paused 0, want u, term 0]", "events: " + String.join(", ", words("up", events, "USR2")));
    }

    @ParameterizedTest(name = "{0}: {1}, and continued: {2}")
    @CsvSource(nullValues = "-", value = {
        "u, 'run, paused',                      run,                        CONT",
        "d, 'run, paused, got TERM, want down', 'run, got TERM, want down', TERM CONT CONT",
        "o, 'run, paused, want down',           'run, want down',           CONT",
        "x, 'run, paused, got TERM, want exit', 'run, got TERM, want exit', TERM CONT CONT",
        "t, 'run, paused, got TERM',            'run, got TERM',            TERM CONT",
        "p, 'run, paused',                      run,                        CONT",
        "h, 'run, paused',                      run,                        HUP CONT",
        "a, 'run, paused',                      run,                        ALRM CONT",
        "i, 'run, paused',                      run,                        INT CONT",
        "q, 'run, paused',                      run,                        QUIT CONT",
        "1, 'run, paused',                      run,                        USR1 CONT",
        "2, 'run, paused',                      run,                        USR2 CONT",
        "z, 'run, paused',                      run,                        CONT",
    })
    void whileItIsPaused(String control, String paused, String continued, String events) {
        onBoth(scene -> {
            ServiceDirectory service = listener(scene, "a");
            up(scene, service);
            service.supervise().control("p");
            scene.awaitStat(service, "run, paused");

            service.supervise().control(control);
            scene.awaitStat(service, paused);
            // TERM then CONT wake it up by themselves, and the CONT that follows must not catch up with the first.
            if (events.startsWith("TERM CONT CONT")) {
                scene.awaitEvents("up", "TERM", "CONT");
            }
            service.supervise().control("c");
            scene.awaitEvents(words("up", events));
            scene.awaitStat(service, continued);
        }).agree().says("a: run, paused [state 1, pid PID, paused 1, want u, term 0]", "events: " + String.join(", ", words("up", events)));
    }

    @Test
    void kKillsThePausedToo() {
        onBoth(scene -> {
            ServiceDirectory service = listener(scene, "a");
            up(scene, service);
            service.supervise().control("p");
            scene.awaitStat(service, "run, paused");

            service.supervise().control("k");
            scene.awaitEvents("up", "up");
            scene.awaitStat(service, "run");
        }).agree().says("a: run [state 1, pid PID, paused 0, want u, term 0]");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"d", "t", "k", "c", "h", "a", "i", "q", "1", "2", "z"})
    void whileItIsDownThisDoesNothing(String control) {
        onBoth(scene -> {
            ServiceDirectory service = listener(scene, "a").down();
            scene.runsv(service);
            scene.awaitStat(service, "down");

            service.supervise().control(control);
            service.supervise().control("p");
            scene.awaitStat(service, "down, paused");
            scene.noteEvents();
        }).agree().says("a: down [state 0, pid none, paused 0, want d, term 0]",
                "a: down, paused [state 0, pid none, paused 1, want d, term 0]", "events: ");
    }

    @Test
    void whileItIsDownThePauseIsRememberedUntilItContinues() {
        onBoth(scene -> {
            ServiceDirectory service = listener(scene, "a").down();
            scene.runsv(service);
            service.supervise().control("p");
            scene.awaitStat(service, "down, paused");
            service.supervise().control("c");
            scene.awaitStat(service, "down");
        }).agree().says("a: down [state 0, pid none, paused 0, want d, term 0]");
    }

    @Test
    void aStartForgetsThePause() {
        onBoth(scene -> {
            ServiceDirectory service = listener(scene, "a").down();
            scene.runsv(service);
            service.supervise().control("p");
            scene.awaitStat(service, "down, paused");
            service.supervise().control("u");
            scene.awaitStat(service, "run");
            scene.awaitEvents("up");
        }).agree().says("a: run [state 1, pid PID, paused 0, want u, term 0]");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "u, run,              u",
        "o, 'run, want down', d",
    })
    void whileItIsDownThisStartsIt(String control, String stat, String want) {
        onBoth(scene -> {
            ServiceDirectory service = listener(scene, "a").down();
            scene.runsv(service);
            scene.awaitStat(service, "down");

            service.supervise().control(control);
            scene.awaitStat(service, stat);
            scene.awaitEvents("up");
        }).agree().says("a: " + stat + " [state 1, pid PID, paused 0, want " + want + ", term 0]");
    }

    @Test
    void whileItIsDownXEndsRunsv() {
        onBoth(scene -> {
            ServiceDirectory service = listener(scene, "a").down();
            Running runsv = scene.runsv(service);
            service.supervise().control("x");
            scene.awaitExit(runsv);
            scene.awaitStat(service, "down");
            scene.note("supervised: " + service.supervise().isSupervised());
        }).agree().says("runsv a ended with 0", "a: down [state 0, pid none, paused 0, want d, term 0]", "supervised: false");
    }

    @ParameterizedTest(name = "{0}: {1}, then {2}")
    @CsvSource({
        "u, 'finish, paused',            run",
        "d, 'finish, paused, want down', down",
        "o, 'finish, paused, want down', down",
        "t, 'finish, paused',            run",
        "p, 'finish, paused',            run",
        "c, 'finish, paused',            run",
        "h, 'finish, paused',            run",
        "a, 'finish, paused',            run",
        "i, 'finish, paused',            run",
        "q, 'finish, paused',            run",
        "1, 'finish, paused',            run",
        "2, 'finish, paused',            run",
        "z, 'finish, paused',            run",
    })
    void whileItFinishes(String control, String finishing, String after) {
        onBoth(scene -> {
            ServiceDirectory service = gatedFinish(scene, sleeper(scene, "a"));
            up(scene, service);
            service.supervise().control("t");
            scene.awaitEvents("up", "finish");
            scene.awaitStat(service, "finish");

            service.supervise().control(control);
            service.supervise().control("p");
            scene.awaitStat(service, finishing);
            release(scene);
            if (after.equals("run")) {
                scene.awaitEvents("up", "finish", "finished", "up");
                scene.awaitStat(service, "run");
            } else {
                scene.awaitEvents("up", "finish", "finished");
                // The pause of a service that is not continued outlives it.
                scene.awaitStat(service, "down, paused");
            }
        }).agree().says("a: finish [state 2, pid PID, paused 0, want u, term 0]",
                "events: up, finish, finished" + (after.equals("run") ? ", up" : ""));
    }

    @Test
    void whileItFinishesXEndsRunsvAfterwards() {
        onBoth(scene -> {
            ServiceDirectory service = gatedFinish(scene, sleeper(scene, "a"));
            Running runsv = up(scene, service);
            service.supervise().control("t");
            scene.awaitEvents("up", "finish");

            service.supervise().control("x");
            scene.awaitStat(service, "finish, want exit");
            scene.note("runsv waits for it: " + runsv.isAlive());
            release(scene);
            scene.awaitExit(runsv);
            scene.awaitEvents("up", "finish", "finished");
        }).agree().says("a: finish, want exit [state 2, pid PID, paused 0, want d, term 0]", "runsv waits for it: true",
                "runsv a ended with 0");
    }

    @Test
    void aKillWhileItFinishesRunsFinishOnce() {
        onBoth(scene -> {
            ServiceDirectory service = gatedFinish(scene, sleeper(scene, "a"));
            up(scene, service);
            service.supervise().control("d");
            scene.awaitEvents("up", "finish");

            service.supervise().control("kp");
            service.supervise().awaitThat("be paused", snapshot -> snapshot.status().paused() == 1);
            release(scene);
            service.supervise().awaitThat("be down or to finish again",
                    snapshot -> snapshot.status().pid() == 0 && snapshot.status().state() == 0 || scene.events().size() > 3);
            scene.noteEvents();
        }).differ("k during finish makes C forget that it finishes, so that finish is run for finish",
                runit -> runit.says("events: up, finish, finished, finish"),
                dogwatch -> dogwatch.says("events: up, finish, finished"));
    }

    @Test
    void downThenUpInOneWriteStartsItAgain() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a");
            up(scene, service);
            service.supervise().control("du");
            scene.awaitEvents("up", "up");
            scene.awaitStat(service, "run");
        }).agree().says("a: run [state 1, pid PID, paused 0, want u, term 0]");
    }

    @Test
    void upThenDownInOneWriteTakesItDown() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a");
            up(scene, service);
            service.supervise().control("ud");
            scene.awaitStat(service, "down");
            scene.awaitEvents("up");
        }).agree().says("a: down [state 0, pid none, paused 0, want d, term 0]");
    }

    @Test
    void aThousandUnknownBytesChangeNothing() {
        onBoth(scene -> {
            ServiceDirectory service = listener(scene, "a");
            up(scene, service);
            int pid = service.supervise().await("run").status().pid();
            service.supervise().control("\0\n ZUDOXTK\u00ff".repeat(100));
            service.supervise().control("1");
            scene.awaitEvents("up", "USR1");
            scene.note("same instance: " + (scene.awaitStat(service, "run").pid() == pid));
        }).agree().says("same instance: true");
    }

    @Test
    void onceRunsItOnce() {
        onBoth(scene -> {
            ServiceDirectory service = scene.service("a").down().run("echo up >>../events; read line <../gate");
            scene.service(".").fifo("gate");
            scene.runsv(service);
            service.supervise().control("o");
            scene.awaitStat(service, "run, want down");
            scene.awaitEvents("up");
            release(scene);
            scene.awaitStat(service, "down");
            scene.awaitEvents("up");
        }).agree().says("a: run, want down [state 1, pid PID, paused 0, want d, term 0]",
                "a: down [state 0, pid none, paused 0, want d, term 0]");
    }

    @Test
    void upAfterOnceKeepsItUp() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a").down();
            scene.runsv(service);
            service.supervise().control("o");
            scene.awaitStat(service, "run, want down");
            service.supervise().control("u");
            scene.awaitStat(service, "run");
            scene.awaitEvents("up");
        }).agree().says("events: up");
    }

    private static String[] words(String... lists) {
        return Stream.of(lists).filter(list -> list != null).flatMap(list -> Stream.of(list.split(" "))).toArray(String[]::new);
    }
}
