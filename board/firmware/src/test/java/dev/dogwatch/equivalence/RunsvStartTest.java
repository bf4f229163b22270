package dev.dogwatch.equivalence;

import static dev.dogwatch.e2e.Equivalence.onBoth;
import static dev.dogwatch.equivalence.Services.sleeper;
import static dev.dogwatch.equivalence.Services.up;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Posix;
import dev.dogwatch.e2e.Running;
import dev.dogwatch.e2e.ServiceDirectory;
import java.time.Duration;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What runsv finds in the directory when it starts, what it makes there (but for supervise/counters, which is ours alone), and what stops it. */
@EndToEnd
class RunsvStartTest {

    @Test
    void theServiceIsStartedAtOnceAndSaysSo() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a");
            scene.runsv(service);
            scene.awaitStat(service, "run");
            scene.awaitEvents("up");
            scene.sv("status", "a");
        }).agree().says("a: run [state 1, pid PID, paused 0, want u, term 0]", "run: a: (pid PID) Ns", "= 0");
    }

    @Test
    void theServiceIsSupervisedFromItsFirstMomentOn() {
        onBoth(scene -> {
            // A script may use sv on itself. Ten of them, since one alone may well come too late to see a gap.
            for (int i = 0; i < 10; i++) {
                scene.runsv(scene.service("a" + i).run("sv status . >/dev/null; echo sv ends with $? >>../events; exec sleep 1000"));
            }
            scene.awaitEventCount(10);
            scene.note("events: " + new TreeSet<>(scene.events()));
        }).agree().says("events: [sv ends with 0]");
    }

    @Test
    void theSuperviseDirectoryHasTheseFilesAndModes() {
        onBoth(scene -> {
            ServiceDirectory service = scene.idler("a");
            scene.runsv(service);
            scene.awaitStat(service, "run");
            // Not the sizes of pid, which vary, and of lock, where ours notes which process it has started.
            scene.run(scene.shell("stat -c '%A %s %n' a/supervise a/supervise/[!c]* a/supervise/control"
                    + " | sed -E 's/ [0-9]+ (a.supervise(.pid|.lock)?)$/ - \\1/'"));
        }).agree().says("drwx------ - a/supervise", "-rw------- - a/supervise/lock",
                "prw------- 0 a/supervise/ok",
                "-rw-r--r-- - a/supervise/pid", "-rw-r--r-- 4 a/supervise/stat", "-rw-r--r-- 20 a/supervise/status", "prw------- 0 a/supervise/control", "= 0");
    }

    @Test
    void theModesDoNotDependOnALiberalUmask() {
        onBoth(scene -> {
            ServiceDirectory service = scene.idler("a").log("exec cat");
            scene.supervise(scene.shell("umask 0; exec runsv a"), service.supervise());
            scene.awaitStat(service, "run");
            scene.awaitStat(service.logSupervise(), "run");
            scene.run(scene.shell("stat -c '%A %n' a/supervise a/supervise/[!c]* a/supervise/control a/log/supervise a/log/supervise/[!c]* a/log/supervise/control"));
        }).agree().says("drwx------ a/supervise", "-rw-r--r-- a/supervise/status", "prw------- a/supervise/control",
                "prw------- a/log/supervise/ok", "= 0");
    }

    @Test
    void aFileDownKeepsItDown() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a").down();
            scene.runsv(service);
            scene.awaitStat(service, "down");
            scene.sv("status", "a");
            scene.noteEvents();
        }).agree().says("a: down [state 0, pid none, paused 0, want d, term 0]", "down: a: Ns", "= 0", "events: ");
    }

    @Test
    void aDanglingLinkDownDoesNotKeepItDown() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a").link("down", "nowhere");
            scene.runsv(service);
            scene.awaitStat(service, "run");
            scene.awaitEvents("up");
        }).agree().says("events: up");
    }

    @Test
    void aDirectoryDownKeepsItDown() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a").directory("down");
            scene.runsv(service);
            scene.awaitStat(service, "down");
        }).agree().says("a: down [state 0, pid none, paused 0, want d, term 0]");
    }

    @Test
    void aFileDownThatComesLaterDoesNotKeepItDown() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a");
            up(scene, service);
            service.down();
            Posix.kill(service.supervise().await("run").status().pid(), Posix.SIGKILL);
            scene.awaitEvents("up", "up");
            scene.awaitStat(service, "run");
            scene.sv("status", "a");
        }).agree().says("run: a: (pid PID) Ns, normally down");
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(delimiter = '|', value = {
        "there is no run              | true                                                   | file does not exist",
        "run is not executable        | printf '#!/bin/sh\\n' >a/run                           | access denied",
        "run is a directory           | mkdir a/run                                            | access denied",
        "run has no such interpreter  | printf '#!/no/shell\\n' >a/run; chmod 755 a/run        | file does not exist",
        "run is empty                 | : >a/run; chmod 755 a/run                              | exec format error",
        "run is no program            | printf 'once upon a time\\n' >a/run; chmod 755 a/run   | exec format error",
        "run is a link to itself      | ln -s run a/run                                        | symbolic link loop",
        "run is a dangling link       | ln -s nowhere a/run                                    | file does not exist",
        "run is a link through a file | touch a/f; ln -s f/run a/run                           | not a directory",
    })
    void aRunThatCannotBeExecutedIsToldAndTriedAgain(String how, String preparation, String reason) {
        onBoth(scene -> {
            ServiceDirectory service = scene.service("a").finish("echo \"finish $*\" >>../events");
            scene.arrange(preparation);
            scene.runsv(service);
            scene.awaitEventCount(2);
            service.supervise().control("d");
            scene.awaitAtRest(service.supervise());
        }).agree().says("complaint of runsv a: runsv a: fatal: unable to start ./run: " + reason);
    }

    @Test
    void finishIsToldOfARunThatCannotBeExecuted() {
        onBoth(scene -> {
            ServiceDirectory service = scene.service("a").down().finish("echo \"finish $*\" >>../events");
            scene.runsv(service);
            service.supervise().control("o");
            scene.awaitEvents("finish 111 0");
        }).agree().says("events: finish 111 0");
    }

    @Test
    void aRunThatAppearsLaterIsStarted() {
        onBoth(scene -> {
            ServiceDirectory service = scene.service("a");
            Running runsv = scene.runsv(service);
            Await.until(() -> "a complaint", () -> !runsv.complaints().isEmpty());
            sleeper(scene, "a");
            scene.awaitEvents("up");
            scene.awaitStat(service, "run");
        }).agree().says("a: run [state 1, pid PID, paused 0, want u, term 0]",
                "complaint of runsv a: runsv a: fatal: unable to start ./run: file does not exist");
    }

    @Test
    void aLogThatIsNoDirectoryIsWarnedOfAndIgnored() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a").file("log", "");
            scene.runsv(service);
            scene.awaitStat(service, "run");
            scene.awaitEvents("up");
        }).agree().says("complaint of runsv a: runsv a: warning: ./log: not a directory.");
    }

    @Test
    void aLogThatCannotBeLookedAtIsWarnedOfAndIgnored() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a").link("log", "log");
            scene.runsv(service);
            scene.awaitStat(service, "run");
            scene.awaitEvents("up");
        }).agree().says("complaint of runsv a: runsv a: warning: unable to stat() ./log: : symbolic link loop");
    }

    @Test
    void aDanglingLinkLogIsNoLogAndNoFault() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a").link("log", "nowhere");
            scene.runsv(service);
            scene.awaitStat(service, "run");
            scene.awaitEvents("up");
        }).agree().neverSays("complaint");
    }

    @Test
    void aLogThatComesLaterIsNotNoticed() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a");
            up(scene, service);
            service.log("echo log >>../../events; exec cat");
            Posix.kill(service.supervise().await("run").status().pid(), Posix.SIGKILL);
            scene.awaitEvents("up", "up");
            scene.awaitStat(service, "run");
            scene.sv("status", "a");
        }).agree().says("run: a: (pid PID) Ns; warning: a/log: unable to open supervise/ok: file does not exist");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "control is a file            | mkdir a/supervise; touch a/supervise/control   | supervise/control exists but is not a fifo",
        "control is a directory       | mkdir -p a/supervise/control                   | supervise/control exists but is not a fifo",
        "control is a dangling link   | mkdir a/supervise; ln -s x/y a/supervise/control | unable to stat supervise/control: file does not exist",
        "supervise is a file          | touch a/supervise                              | unable to open supervise/lock: not a directory",
        "supervise is a loop          | ln -s supervise a/supervise                    | unable to open supervise/lock: symbolic link loop",
        "supervise leads too deep     | ln -s ../x/y a/supervise                       | unable to open supervise/lock: file does not exist",
        "lock is a directory          | mkdir -p a/supervise/lock                      | unable to open supervise/lock: is a directory",
        "ok is a dangling link        | mkdir a/supervise; ln -s x/y a/supervise/ok    | unable to read supervise/ok: file does not exist",
        "log/supervise is a file      | mkdir a/log; touch a/log/supervise             | unable to open log/supervise/lock: not a directory",
        "log/supervise leads too deep | mkdir a/log; ln -s ../x/y a/log/supervise      | unable to open log/supervise/lock: file does not exist",
    })
    void whatItCannotDoWithoutIsFatal(String how, String preparation, String message) {
        onBoth(scene -> {
            sleeper(scene, "a");
            scene.arrange(preparation);
            scene.run(scene.command("runsv", "a"));
            // Time for a service that must not have been started to speak.
            Await.pause(Duration.ofMillis(200));
            scene.noteEvents();
        }).agree().says("2> runsv a: fatal: " + message, "= 111", "events: ");
    }

    @Test
    void aControlOfTheLogThatIsNoFifoIsFatal() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a").log("exec cat").file("log/supervise/control", "");
            Running runsv = scene.start(scene.command("runsv", "a"));
            Await.until(() -> "an end or a beginning", () -> !runsv.isAlive() || !scene.events().isEmpty());
            scene.note(runsv.isAlive() ? "it starts" : "it ends with " + runsv.exitCode());
        }).differ("2.1.2 looks at the control of the service instead, which 2.3.0 corrects",
                runit -> runit.says("it starts"),
                dogwatch -> dogwatch.says("it ends with 111",
                        "complaint of runsv a: runsv a: fatal: log/supervise/control exists but is not a fifo"));
    }

    @Test
    void theTargetOfADanglingLinkSuperviseIsCreated() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a").link("supervise", "../elsewhere");
            scene.runsv(service);
            scene.awaitStat(service, "run");
            scene.awaitEvents("up");
            scene.run(scene.shell("stat -c '%A %n' elsewhere; ls -I counters elsewhere"));
        }).agree().says("drwx------ elsewhere", "control", "lock", "ok", "pid", "stat", "status");
    }

    @Test
    void theTargetOfADanglingLinkLogSuperviseIsCreatedRelativeToTheLog() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a").log("exec cat").link("log/supervise", "../elsewhere");
            scene.runsv(service);
            scene.awaitStat(service, "run");
            scene.awaitStat(service.logSupervise(), "run");
            scene.run(scene.shell("stat -c '%A %n' a/elsewhere; ls -I counters a/elsewhere"));
        }).agree().says("drwx------ a/elsewhere", "control", "lock", "ok", "pid", "stat", "status");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"supervise", "log/supervise"})
    void aTargetOf255CharactersIsNotTooLong(String supervise) {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a").log("exec cat").link(supervise, "x".repeat(255));
            scene.runsv(service);
            scene.awaitStat(service, "run");
            scene.awaitStat(service.logSupervise(), "run");
            scene.note("created: " + service.path().resolve(supervise).toFile().isDirectory());
        }).agree().says("created: true");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"supervise", "log/supervise"})
    void aTargetOf256CharactersIsTooLong(String supervise) {
        onBoth(scene -> {
            sleeper(scene, "a").log("exec cat").link(supervise, "x".repeat(256));
            scene.run(scene.command("runsv", "a"));
        }).agree().says("2> runsv a: fatal: unable to readlink ./" + supervise + ": name too long", "= 111");
    }

    @Test
    void aSecondRunsvOfOneServiceGivesUp() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a");
            up(scene, service);
            scene.run(scene.command("runsv", "a"));
            scene.awaitStat(service, "run");
            scene.awaitEvents("up");
        }).agree().says("2> runsv a: fatal: unable to lock supervise/lock: temporary failure", "= 111", "events: up");
    }

    @Test
    void aSecondRunsvWaitsForTheLockOfTheLog() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a").log("exec cat").directory("log/supervise").file("log/supervise/lock", "");
            Running holder = scene.shell("exec flock a/log/supervise/lock sh -c 'echo held >>events; exec sleep 1000'").start();
            scene.awaitEvents("held");
            Running runsv = scene.start(scene.command("runsv", "a"));
            Await.until(() -> "the lock of the service", () -> service.supervise().file("lock").toFile().exists());
            scene.note("waits: " + runsv.isAlive() + ", supervised: " + service.supervise().file("ok").toFile().exists());
            // The shell that flock runs has inherited the lock, so that killing flock would not be enough.
            scene.arrange("kill -9 " + holder.pid() + " $(cat /proc/" + holder.pid() + "/task/*/children)");
            scene.awaitEvents("held", "up");
            scene.awaitStat(service, "run");
        }).agree().says("waits: true, supervised: false", "a: run [state 1, pid PID, paused 0, want u, term 0]");
    }

    @Test
    void whatAnEarlierRunsvLeftBehindIsTakenOver() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a");
            Running first = up(scene, service);
            service.supervise().control("x");
            scene.note("first ended with " + first.exitCode());
            scene.runsv(service);
            scene.awaitEvents("up", "up");
            scene.awaitStat(service, "run");
        }).agree().says("first ended with 0", "events: up, up", "a: run [state 1, pid PID, paused 0, want u, term 0]");
    }

    @Test
    void filesThatDoNotBelongInSuperviseDoNotMatter() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a");
            for (String file : new String[] {"status", "stat", "pid", "status.new", "stat.new", "pid.new", "lock", "foreign"}) {
                service.file("supervise/" + file, "a line of nonsense that is much longer than it should be\n");
            }
            up(scene, service);
            scene.awaitStat(service, "run");
            scene.run(scene.shell("ls -I counters a/supervise"));
        }).agree().says("a: run [state 1, pid PID, paused 0, want u, term 0]", "control", "foreign", "lock", "ok", "pid", "stat", "status");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"./a", "a/", "../s/a", "link"})
    void messagesKeepTheDirectoryAsItWasGiven(String directory) {
        onBoth(scene -> {
            scene.service("a").link("../link", "a").file("supervise", "");
            scene.run(scene.command("runsv", directory));
        }).agree().says("2> runsv " + directory + ": fatal: unable to open supervise/lock: not a directory", "= 111");
    }

    @Test
    void theCurrentDirectoryCanBeTheService() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a");
            scene.supervise(scene.command("runsv", ".").in(service.path()), service.supervise());
            scene.awaitEvents("up");
            scene.awaitStat(service, "run");
        }).agree().says("a: run [state 1, pid PID, paused 0, want u, term 0]");
    }
}
