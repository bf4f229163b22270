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
import dev.dogwatch.e2e.Posix;
import dev.dogwatch.e2e.Processes;
import dev.dogwatch.e2e.Running;
import dev.dogwatch.e2e.ServiceDirectory;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How runsv ends: by want exit, by signals, by force; and what it leaves behind. */
@EndToEnd
class RunsvExitTest {

    @Test
    void wantExitTakesTheServiceDownAndEndsIt() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a");
            Running runsv = up(scene, service);
            service.supervise().control("x");
            scene.awaitExit(runsv);
            scene.awaitStat(service, "down");
            scene.sv("status", "a");
        }).agree().says("runsv a ended with 0", "a: down [state 0, pid none, paused 0, want d, term 0]", "fail: a: runsv not running",
                "= 1");
    }

    @Test
    void termIsWantExit() {
        onBoth(scene -> {
            ServiceDirectory service = listener(scene, "a");
            Running runsv = up(scene, service);
            runsv.signal(Posix.SIGTERM);
            scene.awaitEvents("up", "TERM", "CONT");
            scene.awaitStat(service, "run, got TERM, want exit");
            service.supervise().control("k");
            scene.awaitExit(runsv);
        }).agree().says("a: run, got TERM, want exit [state 1, pid PID, paused 0, want d, term 1]", "runsv a ended with 0");
    }

    @Test
    void aSecondTermTellsTheServiceAgain() {
        onBoth(scene -> {
            ServiceDirectory service = listener(scene, "a");
            Running runsv = up(scene, service);
            runsv.signal(Posix.SIGTERM);
            scene.awaitEvents("up", "TERM", "CONT");
            runsv.signal(Posix.SIGTERM);
            scene.awaitEvents("up", "TERM", "CONT", "TERM", "CONT");
            scene.note("runsv waits: " + runsv.isAlive());
        }).agree().says("events: up, TERM, CONT, TERM, CONT", "runsv waits: true");
    }

    @Test
    void termEndsARunsvWhoseServiceIsDown() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a").down();
            Running runsv = scene.runsv(service);
            service.supervise().await("down");
            runsv.signal(Posix.SIGTERM);
            scene.awaitExit(runsv);
            scene.noteEvents();
        }).agree().says("runsv a ended with 0", "events: ");
    }

    @Test
    void aPausedServiceIsWokenUpToEnd() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a");
            Running runsv = up(scene, service);
            service.supervise().control("p");
            scene.awaitStat(service, "run, paused");
            service.supervise().control("x");
            scene.awaitExit(runsv);
        }).agree().says("a: run, paused [state 1, pid PID, paused 1, want u, term 0]", "runsv a ended with 0");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "u, 'run, got TERM'",
        "d, 'run, got TERM, want down'",
        "o, 'run, got TERM, want down'",
    })
    void anotherWishTakesTheExitBack(String control, String stat) {
        onBoth(scene -> {
            ServiceDirectory service = stubborn(scene, "a");
            Running runsv = up(scene, service);
            service.supervise().control("x");
            scene.awaitStat(service, "run, got TERM, want exit");
            service.supervise().control(control);
            scene.awaitStat(service, stat);
            Posix.kill(service.supervise().pid(), Posix.SIGKILL);
            if (control.equals("u")) {
                scene.awaitEvents("up", "up");
            } else {
                scene.awaitStat(service, "down");
            }
            service.supervise().control("c");
            scene.note("runsv stays: " + runsv.isAlive() + " " + service.supervise().isSupervised());
        }).agree().says("a: " + stat + " [state 1, pid PID, paused 0, want " + control.replace('o', 'd') + ", term 1]",
                "runsv stays: true true");
    }

    @Test
    void exitDuringFinishCanBeTakenBackToo() {
        onBoth(scene -> {
            ServiceDirectory service = gatedFinish(scene, sleeper(scene, "a"));
            up(scene, service);
            service.supervise().control("x");
            scene.awaitEvents("up", "finish");
            scene.awaitStat(service, "finish, want exit");
            service.supervise().control("u");
            scene.awaitStat(service, "finish");
            release(scene);
            scene.awaitEvents("up", "finish", "finished", "up");
        }).agree().says("events: up, finish, finished, up");
    }

    @Test
    void afterTheExitOkHasNoReaderAndTheFilesStay() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a").log("exec cat");
            Running runsv = up(scene, service);
            service.supervise().control("x");
            scene.awaitExit(runsv);
            scene.run(scene.shell("ls -I counters a/supervise a/log/supervise; cat a/supervise/stat a/log/supervise/stat; wc -c <a/supervise/pid"));
            scene.note("supervised: " + service.supervise().isSupervised() + " " + service.logSupervise().isSupervised());
        }).agree().says("control", "lock", "ok", "pid", "stat", "status", "down", "down", "0", "supervised: false false");
    }

    @Test
    void killedByForceItLeavesTheFilesStale() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a");
            Running runsv = up(scene, service);
            runsv.signal(Posix.SIGKILL);
            scene.awaitExit(runsv);
            scene.awaitStat(service, "run");
            scene.sv("status", "a");
        }).agree().says("runsv a ended with 137", "a: run [state 1, pid PID, paused 0, want u, term 0]", "fail: a: runsv not running",
                "= 1");
    }

    @Test
    void theNextRunsvFindsTheServiceOfOneThatWasKilled() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a");
            Running first = up(scene, service);
            int pid = service.supervise().pid();
            first.signal(Posix.SIGKILL);
            first.exitCode();
            scene.runsv(service);
            service.supervise().awaitThat("run", snapshot -> snapshot.stat().equals("run") && service.supervise().isSupervised());
            boolean same = service.supervise().pid() == pid;
            scene.note("the same instance: " + same);
            if (same) {
                // Long enough for a second copy to speak.
                Await.pause(Duration.ofMillis(500));
            } else {
                scene.awaitEventCount(2);
            }
            scene.noteEvents();
        }).differ("C leaves the service of a killed runsv behind, and the next runsv starts a second copy of it",
                runit -> runit.says("the same instance: false", "events: up, up"),
                dogwatch -> dogwatch.says("the same instance: true", "events: up"));
    }

    @ParameterizedTest(name = "signal {0}")
    @CsvSource({"1", "2"})
    void aSignalThatEndsItLeavesNoServiceWithoutASupervisor(int signal) {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a");
            Running runsv = up(scene, service);
            int pid = service.supervise().pid();
            runsv.signal(signal);
            // What is right after such a signal is that both live or neither does; to be seen when things have settled.
            Await.pause(Duration.ofMillis(700));
            scene.note("orphan: " + (!runsv.isAlive() && Processes.isAlive(pid)));
        }).differ("HUP and INT kill C's runsv and orphan ./run",
                runit -> runit.says("orphan: true"), dogwatch -> dogwatch.says("orphan: false"));
    }

    @Test
    void aDirectoryThatIsRemovedUnderItIsNoHindranceToItsExit() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a");
            Running runsv = up(scene, service);
            scene.arrange("rm -r a");
            runsv.signal(Posix.SIGTERM);
            scene.awaitExit(runsv);
        }).differ("which of the files that are gone it complains of first is no interface",
                runit -> runit.says("runsv a ended with 0"), dogwatch -> dogwatch.says("runsv a ended with 0"));
    }
}
