package dev.dogwatch.equivalence;

import static dev.dogwatch.e2e.Equivalence.onBoth;
import static dev.dogwatch.equivalence.Services.sleeper;
import static dev.dogwatch.equivalence.Services.up;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Posix;
import dev.dogwatch.e2e.Running;
import dev.dogwatch.e2e.Scene;
import dev.dogwatch.e2e.ServiceDirectory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The log service: the pipe between the two, and that neither half takes the other down. */
@EndToEnd
class RunsvLogTest {

    /** Appends what it reads to the file {@code logged} in the root, line by line. */
    private static final String COPY = "while read line; do echo \"$line\" >>../../logged; done";

    /** Like the listener of {@link Services}, but a log service. */
    private static final String LISTEN = """
            for signal in HUP INT QUIT USR1 USR2 ALRM TERM CONT
            do trap "echo $signal >>../../events" $signal
            done
            echo up >>../../events
            sleep 1000 &
            while :; do wait; done""";

    @Test
    void itReadsWhatTheServiceWrites() {
        onBoth(scene -> {
            ServiceDirectory service = scene.service("a").run("echo to stdout; echo up >>../events; exec sleep 1000").log(COPY);
            up(scene, service);
            awaitLogged(scene, 1);
            scene.noteFile("logged");
        }).agree().says("logged:", "to stdout");
    }

    @Test
    void standardErrorIsNotLogged() {
        onBoth(scene -> {
            ServiceDirectory service = scene.service("a").log(COPY)
                    .run("echo to stderr >&2; echo to stdout; echo up >>../events; exec sleep 1000");
            up(scene, service);
            awaitLogged(scene, 1);
            scene.noteFile("logged");
        }).agree().says("logged:", "to stdout", "complaint of runsv a: to stderr").neverSays("logged:\nto stderr");
    }

    @Test
    void finishIsLoggedToo() {
        onBoth(scene -> {
            ServiceDirectory service = scene.service("a").down().run("echo run").finish("echo finish").log(COPY);
            scene.runsv(service);
            service.supervise().control("o");
            awaitLogged(scene, 2);
            scene.noteFile("logged");
        }).agree().says("logged:", "run", "finish");
    }

    @Test
    void itRunsInItsOwnDirectoryUnderTheNameRun() {
        onBoth(scene -> {
            ServiceDirectory service = scene.idler("a").log("echo \"$0 $#\" >>../../events; pwd >>../../events; exec cat");
            scene.runsv(service);
            scene.awaitEventCount(2);
            scene.noteEvents();
        }).agree().says("events: ./run 0, DIR/a/log");
    }

    @Test
    void itIsStartedBeforeTheService() {
        onBoth(scene -> {
            // The service asks who is there already, since the order in which two processes speak is not that of their starts.
            ServiceDirectory service = scene.service("a").log("exec cat")
                    .run("echo log pid: $([ -s log/supervise/pid ] && echo known) >>../events; exec sleep 1000");
            scene.runsv(service);
            scene.awaitEventCount(1);
            scene.noteEvents();
        }).agree().says("events: log pid: known");
    }

    @Test
    void bothHalvesHaveAStatus() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a").log("exec cat");
            up(scene, service);
            scene.awaitStat(service, "run");
            scene.awaitStat(service.logSupervise(), "run");
            scene.sv("status", "a");
            scene.sv("status", "a/log");
        }).agree().says("a/log: run [state 1, pid PID, paused 0, want u, term 0]",
                "run: a: (pid PID) Ns; run: log: (pid PID) Ns", "run: a/log: (pid PID) Ns");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(nullValues = "-", value = {
        "u, run,                        -",
        "d, 'run, got TERM, want down', 'TERM, CONT'",
        "o, 'run, want down',           -",
        "x, run,                        -",
        "t, 'run, got TERM',            TERM",
        "k, run,                        up",
        "c, run,                        CONT",
        "h, run,                        HUP",
        "a, run,                        ALRM",
        "i, run,                        INT",
        "q, run,                        QUIT",
        "1, run,                        USR1",
        "2, run,                        USR2",
    })
    void itsControlBytesAreThoseOfAServiceExceptX(String control, String stat, String events) {
        String expected = "up" + (events == null ? "" : ", " + events);
        onBoth(scene -> {
            ServiceDirectory service = scene.idler("a").log(LISTEN);
            scene.runsv(service);
            scene.awaitEvents("up");
            service.logSupervise().await("run");
            service.logSupervise().control(control);
            scene.awaitEvents(expected.split(", "));
            service.logSupervise().control("2");
            scene.awaitEvents((expected + ", USR2").split(", "));
            scene.awaitStat(service.logSupervise(), stat);
            scene.awaitStat(service, "run");
        }).agree().says("events: " + expected + ", USR2", "a: run [state 1, pid PID, paused 0, want u, term 0]");
    }

    @Test
    void itCanBePausedAndContinued() {
        onBoth(scene -> {
            ServiceDirectory service = scene.idler("a").log(LISTEN);
            scene.runsv(service);
            scene.awaitEvents("up");
            service.logSupervise().await("run");
            service.logSupervise().control("p");
            scene.awaitStat(service.logSupervise(), "run, paused");
            scene.sv("status", "a");
            service.logSupervise().control("c");
            scene.awaitStat(service.logSupervise(), "run");
            scene.awaitEvents("up", "CONT");
        }).agree().says("run: a: (pid PID) Ns; run: log: (pid PID) Ns, paused");
    }

    @Test
    void aFileDownKeepsItDownAndThePipeKeepsTheLines() {
        onBoth(scene -> {
            ServiceDirectory service = scene.service("a").run("echo early; echo up >>../events; exec sleep 1000").log(COPY).file("log/down",
                    "");
            up(scene, service);
            scene.awaitStat(service.logSupervise(), "down");
            scene.sv("status", "a");
            service.logSupervise().control("u");
            awaitLogged(scene, 1);
            scene.noteFile("logged");
            scene.awaitStat(service.logSupervise(), "run");
        }).agree().says("run: a: (pid PID) Ns; down: log: Ns", "logged:", "early");
    }

    @Test
    void aLogThatHasNeverRunHasAnEmptyPidFile() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a").log(COPY).file("log/down", "");
            up(scene, service);
            scene.run(scene.shell("wc -c <a/log/supervise/pid"));
        }).differ("C remembers for both halves at once whether a pid file is to be written, and so never writes this one",
                runit -> runit.says("= 2"), dogwatch -> dogwatch.says("0", "= 0"));
    }

    @Test
    void itsRestartLosesNothingAndLeavesTheServiceAlone() {
        onBoth(scene -> {
            // It writes while no log service runs, since cat, when it is told to end, may have read what it has not written yet.
            ServiceDirectory service = scene.service("a").run("""
                    n=0
                    trap 'i=0; while [ $i -lt 100 ]; do i=$((i+1)); n=$((n+1)); echo $n; done; echo wrote >>../events' USR1
                    echo up >>../events
                    sleep 1000 &
                    while :; do wait; done""").log("exec cat >>../../logged");
            up(scene, service);
            int pid = service.supervise().pid();
            for (int round = 1; round <= 3; round++) {
                service.logSupervise().await("run");
                service.logSupervise().control("d");
                service.logSupervise().await("down");
                service.supervise().control("1");
                scene.awaitEventCount(1 + round);
                service.logSupervise().control("u");
                awaitLogged(scene, 100 * round);
            }
            scene.run(scene.shell("seq 300 | cmp - logged && echo nothing lost"));
            scene.note("the same service: " + (service.supervise().pid() == pid));
        }).agree().says("nothing lost", "the same service: true");
    }

    @Test
    void theRestartOfTheServiceLeavesItAlone() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a").log("exec cat");
            up(scene, service);
            int log = service.logSupervise().await("run").status().pid();
            service.supervise().control("t");
            scene.awaitEvents("up", "up");
            scene.awaitStat(service, "run");
            scene.note("the same log: " + (scene.awaitStat(service.logSupervise(), "run").pid() == log));
        }).agree().says("the same log: true");
    }

    @Test
    void killedItComesBack() {
        onBoth(scene -> {
            ServiceDirectory service = scene.idler("a").log("echo up >>../../events; exec cat");
            scene.runsv(service);
            scene.awaitEvents("up");
            int pid = service.logSupervise().await("run").status().pid();
            Posix.kill(pid, Posix.SIGKILL);
            scene.awaitEvents("up", "up");
            scene.awaitStat(service.logSupervise(), "run");
        }).agree().says("a/log: run [state 1, pid PID, paused 0, want u, term 0]");
    }

    @Test
    void itHasNoFinish() {
        onBoth(scene -> {
            ServiceDirectory service = scene.idler("a").log("echo up >>../../events; exec cat").script("log/finish",
                    "echo finish >>../../events");
            scene.runsv(service);
            scene.awaitEvents("up");
            service.logSupervise().await("run");
            service.logSupervise().control("d");
            scene.awaitStat(service.logSupervise(), "down");
            scene.noteEvents();
        }).agree().says("a/log: down [state 0, pid none, paused 0, want d, term 0]", "events: up");
    }

    @Test
    void theFinishOfTheServiceIsNotRunForIt() {
        onBoth(scene -> {
            ServiceDirectory service = scene.idler("a").finish("echo finish >>../events").log("echo up >>../../events; exec cat");
            scene.runsv(service);
            scene.awaitEvents("up");
            service.logSupervise().await("run");
            service.logSupervise().control("d");
            scene.awaitStat(service.logSupervise(), "down");
            scene.noteEvents();
        }).agree().says("events: up");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"control", "log/control"})
    void itHasNoControlScripts(String directory) {
        onBoth(scene -> {
            ServiceDirectory service = scene.idler("a").log(LISTEN).script(directory + "/h", "echo script >>../../events");
            scene.runsv(service);
            scene.awaitEvents("up");
            service.logSupervise().control("h");
            scene.awaitEvents("up", "HUP");
        }).agree().says("events: up, HUP");
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(delimiter = '|', value = {
        "there is no log/run          | true                                              | file does not exist",
        "log/run is not executable    | printf '#!/bin/sh\\n' >a/log/run                  | access denied",
        "log/run is empty             | : >a/log/run; chmod 755 a/log/run                 | exec format error",
    })
    @Tag("not-emulated")
    void aLogThatCannotBeExecutedIsToldAndTriedAgain(String how, String preparation, String reason) {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a").directory("log");
            scene.arrange(preparation);
            Running runsv = up(scene, service);
            Await.until(() -> "a second complaint: " + runsv.stderr(), () -> runsv.stderr().lines().count() >= 2);
            service.logSupervise().control("d");
            scene.awaitAtRest(service.logSupervise());
            scene.awaitStat(service, "run");
        }).agree().says("a: run [state 1, pid PID, paused 0, want u, term 0]",
                "complaint of runsv a: runsv a: fatal: unable to start log/./run: " + reason);
    }

    @Test
    void atTheExitItSeesTheEndOfItsInputAfterTheLastLine() {
        onBoth(scene -> {
            ServiceDirectory service = scene.service("a").run("""
                    trap 'echo last; kill -9 $!; exit' TERM
                    echo first
                    echo up >>../events
                    sleep 1000 & wait""").finish("echo finish").log("""
                    while read line; do echo "log $line" >>../../events; done
                    sleep 0.3
                    echo end of input >>../../events""");
            Running runsv = scene.runsv(service);
            scene.awaitEventCount(2);
            service.supervise().await("run");
            service.supervise().control("x");
            scene.awaitExit(runsv);
            scene.note("the last three: " + scene.events().subList(scene.events().size() - 3, scene.events().size()));
            scene.awaitStat(service.logSupervise(), "down");
        }).agree().says("runsv a ended with 0", "the last three: [log last, log finish, end of input]",
                "a/log: down [state 0, pid none, paused 0, want d, term 0]");
    }

    @Test
    void atTheExitItIsToldNothingButWaitedFor() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a").log("""
                    trap 'echo TERM >>../../events' TERM
                    while read line; do :; done
                    read line <../../gate
                    echo end >>../../events""").fifo("../gate");
            Running runsv = up(scene, service);
            service.logSupervise().await("run");
            service.supervise().control("x");
            scene.awaitStat(service.logSupervise(), "run, want exit");
            scene.awaitStat(service, "down");
            scene.note("runsv waits: " + runsv.isAlive());
            Services.release(scene);
            scene.awaitExit(runsv);
            scene.awaitEvents("up", "end");
        }).agree().says("a/log: run, want exit [state 1, pid PID, paused 0, want d, term 0]", "runsv waits: true", "runsv a ended with 0",
                "events: up, end");
    }

    @Test
    void aLogThatIsDownDoesNotHoldUpTheExit() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a").log("exec cat").file("log/down", "");
            Running runsv = up(scene, service);
            service.supervise().control("x");
            scene.awaitExit(runsv);
            scene.awaitStat(service.logSupervise(), "down");
        }).agree().says("runsv a ended with 0");
    }

    @Test
    void aLogThatEndsEarlyDoesNotBreakThePipe() {
        onBoth(scene -> {
            // Both ends of the pipe stay open in runsv: a write while no log service runs must neither fail nor be lost.
            ServiceDirectory service = scene.service("a").run("""
                    trap 'echo line; echo wrote $? >>../events' USR1
                    echo up >>../events
                    sleep 1000 &
                    while :; do wait; done""").log(COPY);
            up(scene, service);
            service.logSupervise().await("run");
            service.logSupervise().control("d");
            service.logSupervise().await("down");
            service.supervise().control("1");
            scene.awaitEvents("up", "wrote 0");
            service.logSupervise().control("u");
            awaitLogged(scene, 1);
            scene.noteFile("logged");
        }).agree().says("events: up, wrote 0", "logged:", "line");
    }

    private static void awaitLogged(Scene scene, int lines) {
        Await.until(() -> lines + " lines in the log, there are: " + scene.read(scene.root().resolve("logged")).lines().count(),
                () -> scene.read(scene.root().resolve("logged")).lines().count() >= lines);
    }
}
