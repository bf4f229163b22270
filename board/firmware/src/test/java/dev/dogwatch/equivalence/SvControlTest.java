package dev.dogwatch.equivalence;

import static dev.dogwatch.e2e.Equivalence.onBoth;

import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Running;
import dev.dogwatch.e2e.Status;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every command of sv writes to supervise/control, and what it says of a service that does not react. */
@EndToEnd
class SvControlTest {

    /** Running since long before sv looks, so that it counts as not restarted. */
    private static final Status RUN = Status.of(1, 4711, 'u').withStamp(Instant.now().minusSeconds(3600));
    private static final Status DOWN = Status.of(0, 0, 'd').withStamp(Instant.now().minusSeconds(3600));

    @ParameterizedTest(name = "sv {0}: {1}")
    @CsvSource({
        "up, u", "u, u", "unicorn, u",
        "down, d", "d, d",
        "once, o", "o, o",
        "pause, p", "p, p",
        "cont, c", "c, c", "checkup, c",
        "hup, h", "h, h",
        "alarm, a", "a, a",
        "interrupt, i", "i, i",
        "quit, q", "q, q",
        "1, 1", "2, 2",
        "term, t", "t, t", "try, t",
        "kill, k", "k, k",
        "exit, x", "e, x", "x, x",
    })
    void plainCommandsWriteALetterAndDoNotWait(String command, String control) {
        onBoth(scene -> {
            // The opposite of what is asked for, since sv before 2.3.1 does not write what the status says already.
            Puppet puppet = Puppet.in(scene, "a", control.equals("u") ? DOWN : RUN);
            scene.sv(command, "a");
            puppet.noteReceived();
        }).agree().says("$ sv " + command + " a", "= 0", "control: " + control);
    }

    @ParameterizedTest(name = "sv {0}: {1}")
    @CsvSource({"up, 0", "down, 1"})
    void aLetterIsWrittenEvenIfTheStatusSaysSoAlready(String command, int state) {
        onBoth(scene -> {
            Status status = state == 0 ? Status.of(0, 0, 'u') : Status.of(1, 4711, 'd').withTerm(1);
            Puppet puppet = Puppet.in(scene, "a", status);
            scene.sv(command, "a");
            puppet.noteReceived();
        }).differ("2.3.1 always writes, 2.1.2 does not write what the status says already",
                runit -> runit.says("= 0", "control: "), dogwatch -> dogwatch.says("= 0", "control: " + command.charAt(0)));
    }

    @Test
    void downIsWrittenToAServiceThatRunsOnceAndWasNotTold() {
        onBoth(scene -> {
            Puppet puppet = Puppet.in(scene, "a", Status.of(1, 4711, 'd'));
            scene.sv("down", "a");
            puppet.noteReceived();
        }).agree().says("= 0", "control: d");
    }

    @ParameterizedTest(name = "sv -w 0 {0}: {2}")
    @CsvSource(delimiter = '|', value = {
        "start          | down | u    | timeout: down: a: Ns, normally up",
        "stop           | run  | d    | timeout: run: a: (pid PID) Ns",
        "restart        | run  | tcu  | timeout: run: a: (pid PID) Ns",
        "try-restart    | run  | tc   | timeout: run: a: (pid PID) Ns",
        "shutdown       | run  | x    | timeout: run: a: (pid PID) Ns",
        "force-stop     | run  | dk   | kill: run: a: (pid PID) Ns",
        "force-reload   | run  | tck  | kill: run: a: (pid PID) Ns",
        "force-restart  | run  | tcuk | kill: run: a: (pid PID) Ns",
        "force-shutdown | run  | xk   | kill: run: a: (pid PID) Ns",
        "D              | run  | dk   | kill: run: a: (pid PID) Ns",
        "Down           | run  | dk   | kill: run: a: (pid PID) Ns",
        "T              | run  | tck  | kill: run: a: (pid PID) Ns",
        "X              | run  | xk   | kill: run: a: (pid PID) Ns",
        "E              | run  | xk   | kill: run: a: (pid PID) Ns",
        "u              | down | u    | timeout: down: a: Ns, normally up",
        "d              | run  | d    | timeout: run: a: (pid PID) Ns",
        "t              | run  | t    | timeout: run: a: (pid PID) Ns",
        "k              | run  | k    | timeout: run: a: (pid PID) Ns",
        "o              | run  | o    | timeout: run: a: (pid PID) Ns",
        "o              | down | o    | timeout: down: a: Ns, normally up",
        "p              | run  | p    | timeout: run: a: (pid PID) Ns",
        "x              | down | x    | timeout: down: a: Ns, normally up",
        "e              | run  | x    | timeout: run: a: (pid PID) Ns",
    })
    void waitingInVainTimesOut(String command, String state, String control, String line) {
        onBoth(scene -> {
            Puppet puppet = Puppet.in(scene, "a", state.equals("run") ? RUN : DOWN);
            scene.sv("-w", "0", command, "a");
            puppet.noteReceived();
        }).agree().says(line, "= 1", "control: " + control);
    }

    @ParameterizedTest(name = "sv -v {0}: {2}")
    @CsvSource(delimiter = '|', value = {
        "start       | run  | ok: run: a: (pid PID) Ns",
        "stop        | down | ok: down: a: Ns, normally up",
        "reload      | run  | ok: run: a: (pid PID) Ns",
        "reload      | down | ok: down: a: Ns, normally up",
        "try-restart | down | ok: down: a: Ns, normally up",
        "check       | run  | ok: run: a: (pid PID) Ns",
        "u           | run  | ok: run: a: (pid PID) Ns",
        "d           | down | ok: down: a: Ns, normally up",
        "t           | down | ok: down: a: Ns, normally up",
        "k           | down | ok: down: a: Ns, normally up",
        "p           | down | ok: down: a: Ns, normally up",
        "c           | run  | ok: run: a: (pid PID) Ns",
        "c           | down | ok: down: a: Ns, normally up",
        "h           | run  | ok: run: a: (pid PID) Ns",
        "a           | run  | ok: run: a: (pid PID) Ns",
        "i           | run  | ok: run: a: (pid PID) Ns",
        "q           | run  | ok: run: a: (pid PID) Ns",
        "1           | run  | ok: run: a: (pid PID) Ns",
        "2           | down | ok: down: a: Ns, normally up",
        "s           | run  | run: a: (pid PID) Ns",
    })
    void whatIsSoAlreadyIsNotWaitedFor(String command, String state, String line) {
        onBoth(scene -> {
            Puppet.in(scene, "a", state.equals("run") ? RUN : DOWN);
            scene.sv("-v", command, "a");
        }).agree().says(line, "= 0");
    }

    @Test
    void aPausedServiceThatIsContinuedIsWaitedFor() {
        onBoth(scene -> {
            Puppet.in(scene, "a", RUN.withPaused(1));
            scene.sv("-w", "0", "c", "a");
            scene.sv("-w", "0", "p", "a");
        }).agree().says("timeout: run: a: (pid PID) Ns, paused", "= 1", "ok: run: a: (pid PID) Ns, paused", "= 0");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"finish, 2, 4711, u", "run without a pid, 1, 0, u", "down with a pid, 0, 4711, u"})
    void onlyAPidAndTheStateRunAreUp(String how, int state, int pid, char want) {
        onBoth(scene -> {
            Puppet.in(scene, "a", Status.of(state, pid, want));
            scene.sv("-w", "0", "start", "a");
        }).agree().says("= 1").neverSays("ok:");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"finish, 2, 4711, d", "finish without a pid, 2, 0, d", "down with a pid, 0, 4711, d"})
    void onlyNoPidAndTheStateDownAreDown(String how, int state, int pid, char want) {
        onBoth(scene -> {
            Puppet.in(scene, "a", Status.of(state, pid, want));
            scene.sv("-w", "0", "stop", "a");
        }).agree().says("= 1").neverSays("ok:");
    }

    @Test
    void whatIsWantedUpIsNotDownForGood() {
        onBoth(scene -> {
            // In the pause before its next start, or started already: it is down for good when the d was read.
            Puppet puppet = Puppet.in(scene, "a", Status.of(0, 0, 'u'));
            scene.sv("-w", "0", "stop", "a");
            puppet.noteReceived();
        }).differ("C tells that a service is stopped which is about to be started, or was",
                runit -> runit.says("ok: down: a: Ns, normally up, want up", "= 0"),
                dogwatch -> dogwatch.says("timeout: down: a: Ns, normally up, want up", "= 1", "control: d"));
    }

    @Test
    void aServiceThatGotTermIsNotRestarted() {
        onBoth(scene -> {
            // Its stamp is that of a new start, as far as whole seconds can tell.
            Puppet.in(scene, "a", Status.of(1, 4711, 'u').withStamp(Instant.now().plusSeconds(60)).withTerm(1));
            scene.sv("-w", "0", "restart", "a");
        }).agree().says("timeout: run: a: (pid PID) Ns, got TERM", "= 1");
    }

    @Test
    void onlyAStampThatHasMovedIsARestart() {
        onBoth(scene -> {
            Puppet.in(scene, "a", Status.of(1, 4711, 'u').withStamp(Instant.now().plusSeconds(60)));
            scene.sv("-w", "0", "restart", "a");
        }).differ("C compares whole seconds with its own start, so that an instance of the current second counts as restarted before it is",
                runit -> runit.says("ok: run: a: (pid PID) Ns", "= 0"), dogwatch -> dogwatch.says("timeout: run: a: (pid PID) Ns", "= 1"));
    }

    @Test
    void aServiceThatIsStartedAgainWhileItIsWaitedForIsRestarted() {
        onBoth(scene -> {
            Puppet puppet = Puppet.in(scene, "a", RUN);
            Running waiting = scene.command("sv", "-w", "20", "restart", "a").start();
            puppet.awaitReceived();
            puppet.shows(Status.of(1, 4712, 'u'));
            scene.note(waiting.outcome().toString());
        }).agree().says("ok: run: a: (pid PID) Ns", "= 0");
    }

    @ParameterizedTest(name = "sv {0}: {1}, {2}")
    @CsvSource(delimiter = '|', value = {
        "start          | fail: a: runsv not running | 1",
        "stop           | fail: a: runsv not running | 1",
        "restart        | fail: a: runsv not running | 1",
        "reload         | fail: a: runsv not running | 1",
        "check          | fail: a: runsv not running | 1",
        "force-stop     | fail: a: runsv not running | 1",
        "status         | fail: a: runsv not running | 1",
        "u              | fail: a: runsv not running | 1",
        "k              | fail: a: runsv not running | 1",
        "shutdown       | ok: a: runsv not running   | 0",
        "force-shutdown | ok: a: runsv not running   | 0",
        "exit           | ok: a: runsv not running   | 0",
        "x              | ok: a: runsv not running   | 0",
        "X              | ok: a: runsv not running   | 0",
        "E              | ok: a: runsv not running   | 0",
    })
    void withoutARunsv(String command, String line, int exitCode) {
        onBoth(scene -> {
            scene.service("a").directory("supervise").fifo("supervise/ok").fifo("supervise/control");
            scene.sv(command, "a");
            scene.sv("-v", command, "a");
        }).agree().says(line, "= " + exitCode, line, "= " + exitCode);
    }

    @ParameterizedTest(name = "sv {0}")
    @CsvSource({"start", "stop", "restart", "shutdown", "force-stop", "check", "u", "x", "e", "h"})
    void withoutASuperviseDirectory(String command) {
        onBoth(scene -> {
            scene.service("a");
            scene.sv("-v", command, "a");
        }).agree().says("warning: a: unable to open supervise/ok: file does not exist", "= 1");
    }

    @ParameterizedTest(name = "sv {0}")
    @CsvSource({"start", "stop", "restart", "shutdown", "force-stop", "check", "u", "x", "status"})
    void withoutAServiceDirectory(String command) {
        onBoth(scene -> scene.sv("-v", command, "a")).agree().says("fail: a: unable to change to service directory: file does not exist",
                "= 1");
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(delimiter = '|', value = {
        "there is no control        | rm a/supervise/control                                 | warning: a: unable to open supervise/control: file does not exist",
        "control is a directory     | rm a/supervise/control; mkdir a/supervise/control      | warning: a: unable to open supervise/control: is a directory",
        "control is a loop          | ln -sf control a/supervise/control                     | warning: a: unable to open supervise/control: symbolic link loop",
        "nobody reads control       | rm a/supervise/control; mkfifo a/supervise/control     | fail: a: runsv not running",
        "control takes nothing more | ln -sf /dev/full a/supervise/control                   | warning: a: unable to write to supervise/control: out of disk space",
    })
    void aControlThatCannotBeWritten(String how, String preparation, String line) {
        onBoth(scene -> {
            Puppet.in(scene, "a", RUN);
            scene.arrange(preparation);
            scene.sv("down", "a");
        }).agree().says(line, "= 1");
    }

    @Test
    void aStatusThatCannotBeReadKeepsItFromWriting() {
        onBoth(scene -> {
            Puppet puppet = Puppet.in(scene, "a", RUN);
            puppet.shows(new byte[19]);
            scene.sv("down", "a");
            puppet.noteReceived();
        }).agree().says("warning: a: unable to read supervise/status: bad format", "= 1", "control: ");
    }

    @Test
    void everyServiceGetsItsLetterBeforeAnyIsWaitedFor() {
        onBoth(scene -> {
            Puppet first = Puppet.in(scene, "a", RUN);
            Puppet second = Puppet.in(scene, "b", RUN);
            scene.sv("-w", "0", "stop", "a", "missing", "b");
            first.noteReceived();
            second.noteReceived();
        }).agree().says("fail: missing: unable to change to service directory: file does not exist", "timeout: run: a: (pid PID) Ns",
                "timeout: run: b: (pid PID) Ns",
                "= 3", "control: d", "control: d");
    }

    @ParameterizedTest(name = "-w {0}")
    @CsvSource({"0, 0, 6000", "1, 990, 6000"})
    void theLimitIsThatOfW(String seconds, int atLeast, int atMost) {
        onBoth(scene -> {
            Puppet.in(scene, "a", RUN);
            long start = System.nanoTime();
            scene.sv("-w", seconds, "stop", "a");
            Duration taken = Duration.ofNanos(System.nanoTime() - start);
            scene.note("in time: " + (taken.toMillis() >= atLeast && taken.toMillis() <= atMost));
        }).agree().says("timeout: run: a: (pid PID) Ns", "= 1", "in time: true");
    }

    @Test
    void theLimitIsThatOfSvwaitUnlessWIsGiven() {
        onBoth(scene -> {
            Puppet.in(scene, "a", RUN);
            scene.run(scene.command("sv", "stop", "a").env("SVWAIT", "0"));
            scene.run(scene.command("sv", "-w", "0", "stop", "a").env("SVWAIT", "600"));
            scene.run(scene.command("sv", "-w", "nonsense", "stop", "a").env("SVWAIT", "0"));
            scene.run(scene.command("sv", "-w0", "stop", "a").env("SVWAIT", "600"));
        }).agree().says("timeout: run: a: (pid PID) Ns", "= 1", "timeout: run: a: (pid PID) Ns", "= 1", "timeout: run: a: (pid PID) Ns",
                "= 1", "timeout: run: a: (pid PID) Ns", "= 1");
    }

    @Test
    void withoutEitherTheLimitIsSevenSeconds() {
        onBoth(scene -> {
            Puppet.in(scene, "a", RUN);
            long start = System.nanoTime();
            scene.sv("stop", "a");
            Duration taken = Duration.ofNanos(System.nanoTime() - start);
            scene.note("in time: " + (taken.toMillis() >= 6990 && taken.toMillis() <= 20_000));
        }).agree().says("timeout: run: a: (pid PID) Ns", "= 1", "in time: true");
    }

    @Test
    void svwaitAloneDoesNotMakeAPlainLetterWait() {
        onBoth(scene -> {
            Puppet.in(scene, "a", RUN);
            scene.run(scene.command("sv", "d", "a").env("SVWAIT", "5"));
        }).agree().says("$ sv d a", "= 0").neverSays("timeout");
    }

    @Test
    void aServiceThatComesDownWhileItIsWaitedForIsTold() {
        onBoth(scene -> {
            Puppet puppet = Puppet.in(scene, "a", RUN);
            Running waiting = scene.command("sv", "-w", "20", "stop", "a").start();
            puppet.awaitReceived();
            puppet.shows(Status.of(0, 0, 'd'));
            scene.note(waiting.outcome().toString());
        }).agree().says("ok: down: a: Ns, normally up", "= 0");
    }

    @Test
    void aRunsvThatGoesWhileItIsWaitedForIsAFailure() {
        onBoth(scene -> {
            Puppet puppet = Puppet.in(scene, "a", RUN);
            Running waiting = scene.command("sv", "-w", "20", "stop", "a").start();
            puppet.awaitReceived();
            scene.arrange("ln a/supervise/ok a/supervise/old; mkfifo a/supervise/ok.new; mv a/supervise/ok.new a/supervise/ok");
            scene.note(waiting.outcome().toString());
            puppet.noteReceived();
        }).agree().says("fail: a: runsv not running", "= 1", "control: d");
    }

    @Test
    void aServiceDirectoryThatGoesWhileItIsWaitedForIsAFailure() {
        onBoth(scene -> {
            Puppet puppet = Puppet.in(scene, "a", RUN);
            Running waiting = scene.command("sv", "-w", "20", "stop", "a").start();
            puppet.awaitReceived();
            scene.arrange("mv a b");
            scene.note(waiting.outcome().toString());
        }).agree().says("fail: a: unable to change to service directory: file does not exist", "= 1");
    }
}
