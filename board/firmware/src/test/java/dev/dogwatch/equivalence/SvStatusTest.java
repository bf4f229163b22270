package dev.dogwatch.equivalence;

import static dev.dogwatch.e2e.Equivalence.onBoth;

import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Outcome;
import dev.dogwatch.e2e.ServiceDirectory;
import dev.dogwatch.e2e.Status;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The line that sv status prints, for every status that a runsv can write and some that it cannot. */
@EndToEnd
class SvStatusTest {

    private static final Status RUN = Status.of(1, 4711, 'u');
    private static final Status DOWN = Status.of(0, 0, 'd');

    @ParameterizedTest(name = "state {0}, pid {1}, paused {2}, want {3}, term {4}, down file {5}: {6}")
    @CsvSource(delimiter = '|', value = {
        "1 | 4711 | 0 | u | 0 | no  | run: a: (pid 4711) Ns",
        "1 | 4711 | 0 | u | 0 | yes | run: a: (pid 4711) Ns, normally down",
        "1 | 4711 | 1 | u | 0 | no  | run: a: (pid 4711) Ns, paused",
        "1 | 4711 | 0 | d | 0 | no  | run: a: (pid 4711) Ns, want down",
        "1 | 4711 | 0 | u | 1 | no  | run: a: (pid 4711) Ns, got TERM",
        "1 | 4711 | 1 | d | 1 | yes | run: a: (pid 4711) Ns, normally down, paused, want down, got TERM",
        "0 | 0    | 0 | d | 0 | yes | down: a: Ns",
        "0 | 0    | 0 | d | 0 | no  | down: a: Ns, normally up",
        "0 | 0    | 0 | u | 0 | yes | down: a: Ns, want up",
        "0 | 0    | 0 | u | 0 | no  | down: a: Ns, normally up, want up",
        "0 | 0    | 1 | d | 1 | yes | down: a: Ns",
        "2 | 4711 | 0 | u | 0 | no  | finish: a: (pid 4711) Ns",
        "2 | 4711 | 1 | d | 0 | yes | finish: a: (pid 4711) Ns, normally down, paused, want down",
        "2 | 0    | 0 | u | 0 | no  | finish: a: (pid 0) Ns, normally up, want up",
        "1 | 0    | 0 | d | 0 | no  | run: a: (pid 0) Ns, normally up",
        "0 | 4711 | 1 | d | 1 | no  | down: a: Ns, paused, want down, got TERM",
        "1 | 4711 | 7 | x | 9 | no  | run: a: (pid 4711) Ns, paused, got TERM",
        "3 | 4711 | 0 | u | 0 | no  | a: (pid 4711) Ns",
        "1 | 2147483647 | 0 | u | 0 | no | run: a: (pid 2147483647) Ns",
        "1 | -1   | 0 | u | 0 | no  | run: a: (pid 18446744073709551615) Ns",
        "1 | -2147483648 | 0 | u | 0 | no | run: a: (pid 18446744071562067968) Ns",
    })
    void isTold(int state, int pid, int paused, char want, int term, String down, String line) {
        onBoth(scene -> {
            Status status = new Status(Instant.now(), pid, paused, want, term, state);
            Puppet puppet = Puppet.in(scene, "a", status);
            if (down.equals("yes")) {
                puppet.service().down();
            }
            Outcome outcome = scene.command("sv", "status", "a").run();
            scene.noteAsItIs(outcome.out().replaceAll("\\b[0-9]+s\\b", "Ns"));
            scene.note(outcome.err() + "= " + outcome.exitCode());
        }).agree().says(line, "= 0");
    }

    @ParameterizedTest(name = "{0} s ago")
    @CsvSource({"0", "59", "3600", "100000", "-1", "-1000"})
    void theUptimeIsInSecondsAndNeverNegative(int age) {
        onBoth(scene -> {
            Puppet.in(scene, "a", RUN.withStamp(Instant.now().minusSeconds(age)));
            String out = scene.command("sv", "status", "a").run().out();
            long told = Long.parseLong(out.replaceAll("(?s).* ([0-9]+)s.*", "$1"));
            scene.note("as old as it is: " + (told >= Math.max(0, age) && told <= Math.max(0, age) + 30));
        }).agree().says("as old as it is: true");
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {0, 1, 18, 19})
    void aStatusFileThatIsTooShortIsABadFormat(int size) {
        onBoth(scene -> {
            Puppet.in(scene, "a", RUN).shows(new byte[size]);
            scene.sv("status", "a");
        }).agree().says("warning: a: unable to read supervise/status: bad format", "= 1");
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {21, 4000})
    void ofAStatusFileThatIsTooLongTheBeginningCounts(int size) {
        onBoth(scene -> {
            Puppet.in(scene, "a", RUN).shows(ByteBuffer.allocate(size).put(RUN.bytes()).array());
            scene.sv("status", "a");
        }).agree().says("run: a: (pid PID) Ns", "= 0");
    }

    @ParameterizedTest(name = "flags {0}: {1}")
    @CsvSource(delimiter = '|', value = {"2 | not ready", "6 | ready Ns", "8 | gave up"})
    void ofAStatusWithFlagsCReadsTheBeginning(int flags, String more) {
        onBoth(scene -> {
            ByteBuffer status = ByteBuffer.allocate(33).put(RUN.bytes()).put((byte) flags).put(RUN.bytes(), 0, 12);
            Puppet.in(scene, "a", RUN).shows(status.array());
            scene.sv("status", "a");
        }).differ("C knows no flags",
                runit -> runit.says("run: a: (pid PID) Ns", "= 0"),
                dogwatch -> dogwatch.says("run: a: (pid PID) Ns, " + more, "= 0"));
    }

    @Test
    void aStatusOfNothingButZeroesIsAnOldOne() {
        onBoth(scene -> {
            Puppet.in(scene, "a", RUN).shows(new byte[Status.SIZE]);
            scene.sv("status", "a");
        }).agree().says("down: a: Ns, normally up", "= 0");
    }

    @Test
    void aStatusOfNothingButOnesIsNotYet() {
        onBoth(scene -> {
            byte[] ones = new byte[Status.SIZE];
            Arrays.fill(ones, (byte) -1);
            Puppet.in(scene, "a", RUN).shows(ones);
            scene.sv("status", "a");
        }).agree().says("a: (pid PID) Ns, paused, got TERM", "= 0");
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(delimiter = '|', value = {
        "no supervise                    | rm -r a/supervise                                             | warning: a: unable to open supervise/ok: file does not exist",
        "supervise is a file             | rm -r a/supervise; touch a/supervise                          | warning: a: unable to open supervise/ok: not a directory",
        "no ok                           | rm a/supervise/ok                                             | warning: a: unable to open supervise/ok: file does not exist",
        "ok is a loop                    | ln -sf ok a/supervise/ok                                      | warning: a: unable to open supervise/ok: symbolic link loop",
        "ok is a directory               | rm a/supervise/ok; mkdir a/supervise/ok                       | warning: a: unable to open supervise/ok: is a directory",
        "ok is a fifo that nobody reads  | rm a/supervise/ok; mkfifo a/supervise/ok                      | fail: a: runsv not running",
        "no status                       | rm a/supervise/status                                         | warning: a: unable to open supervise/status: file does not exist",
        "status is a loop                | ln -sf status a/supervise/status                              | warning: a: unable to open supervise/status: symbolic link loop",
        "status is a directory           | rm a/supervise/status; mkdir a/supervise/status               | warning: a: unable to read supervise/status: is a directory",
    })
    void whatIsNotAsRunsvLeavesItIsWarnedOf(String how, String preparation, String line) {
        onBoth(scene -> {
            Puppet.in(scene, "a", RUN);
            scene.arrange(preparation);
            scene.sv("status", "a");
        }).agree().says(line, "= 1");
    }

    @Test
    void anOkThatIsAPlainFileWillDo() {
        onBoth(scene -> {
            Puppet.in(scene, "a", RUN);
            scene.arrange("rm a/supervise/ok; touch a/supervise/ok");
            scene.sv("status", "a");
        }).agree().says("run: a: (pid PID) Ns", "= 0");
    }

    @Test
    void aDownFileThatCannotBeLookedAtIsWarnedOf() {
        onBoth(scene -> {
            Puppet.in(scene, "a", RUN).service().link("down", "down");
            scene.sv("status", "a");
        }).agree().says("2> warning: unable to stat a/down: symbolic link loop");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"a", "a/", "./a", "../s/a", "./a/", "a/../a", "a//"})
    void theNameIsToldAsItWasGiven(String name) {
        onBoth(scene -> {
            Puppet.in(scene, "a", RUN);
            scene.sv("status", name);
        }).agree().says("run: " + name + ": (pid PID) Ns", "= 0");
    }

    @Test
    void anAbsolutePathNeedsNoSvdir() {
        onBoth(scene -> {
            Puppet.in(scene, "a", RUN);
            scene.run(scene.command("sv", "status", scene.root().resolve("a").toString()).env("SVDIR", "/nowhere"));
        }).agree().says("run: DIR/a: (pid PID) Ns", "= 0");
    }

    @ParameterizedTest(name = "{0} from {1} with SVDIR={2}: {3}")
    @CsvSource(delimiter = '|', value = {
        "a    | .     | .       | run: a: (pid PID) Ns",
        "a    | other | ..      | run: a: (pid PID) Ns",
        "a    | other | .       | fail: a: unable to change to service directory: file does not exist",
        "a/   | .     | other   | run: a/: (pid PID) Ns",
        "a/   | other | ..      | fail: a/: unable to change to service directory: file does not exist",
        "./a  | .     | other   | run: ./a: (pid PID) Ns",
        "../a | other | nowhere | run: ../a: (pid PID) Ns",
        ".    | a     | other   | run: .: (pid PID) Ns",
        "a    | .     | nowhere | fail: a: unable to change to service directory: file does not exist",
        "a    | .     | file    | fail: a: unable to change to service directory: not a directory",
        "file | .     | .       | fail: file: unable to change to service directory: not a directory",
        "loop | .     | .       | fail: loop: unable to change to service directory: symbolic link loop",
    })
    void namesWithASlashInTheRightPlaceAreRelativeToTheCurrentDirectory(String name, String directory, String svdir, String line) {
        onBoth(scene -> {
            Puppet.in(scene, "a", RUN);
            scene.service("other").file("../file", "").link("../loop", "loop");
            scene.run(scene.command("sv", "status", name).in(scene.root().resolve(directory)).env("SVDIR", svdir));
        }).agree().says(line);
    }

    @Test
    void anEmptySvdirIsNoDirectory() {
        onBoth(scene -> {
            Puppet.in(scene, "a", RUN);
            scene.run(scene.command("sv", "status", "a").env("SVDIR", ""));
        }).agree().says("fail: a: unable to change to service directory: file does not exist", "= 1");
    }

    @Test
    void anEmptyNameIsNoService() {
        onBoth(scene -> scene.sv("status", "")).agree().says("fail: : unable to change to service directory: file does not exist", "= 1");
    }

    @Test
    void severalServicesAreToldInOrderAndTheFailuresCounted() {
        onBoth(scene -> {
            Puppet.in(scene, "a", RUN);
            Puppet.in(scene, "b", DOWN);
            scene.service("c");
            scene.sv("status", "b", "missing", "a", "c", "a");
        }).agree().says("down: b: Ns, normally up", "fail: missing: unable to change to service directory: file does not exist",
                "run: a: (pid PID) Ns",
                "warning: c: unable to open supervise/ok: file does not exist", "run: a: (pid PID) Ns", "= 2");
    }

    @ParameterizedTest(name = "{0} failures: {1}")
    @CsvSource({"98, 98", "99, 99", "100, 99", "300, 99"})
    void atMost99FailuresAreCounted(int failures, int exitCode) {
        onBoth(scene -> {
            String[] arguments = new String[failures + 1];
            Arrays.fill(arguments, "missing");
            arguments[0] = "status";
            scene.sv(arguments);
        }).agree().says("fail: missing: unable to change to service directory: file does not exist", "= " + exitCode);
    }

    @ParameterizedTest(name = "log {1}")
    @CsvSource(delimiter = '|', value = {
        "1 | 4711 | u | no  | run: a: (pid PID) Ns; run: log: (pid PID) Ns",
        "0 | 0    | d | no  | run: a: (pid PID) Ns; down: log: Ns, normally up",
        "0 | 0    | d | yes | run: a: (pid PID) Ns; down: log: Ns",
        "0 | 0    | u | yes | run: a: (pid PID) Ns; down: log: Ns, want up",
        "1 | 4711 | d | yes | run: a: (pid PID) Ns; run: log: (pid PID) Ns, normally down, want down",
    })
    void theLogFollowsOnTheSameLine(int state, int pid, char want, String down, String line) {
        onBoth(scene -> {
            Puppet.in(scene, "a", RUN);
            ServiceDirectory log = Puppet.in(scene, "a/log", Status.of(state, pid, want)).service();
            if (down.equals("yes")) {
                log.down();
            }
            scene.sv("status", "a");
            scene.sv("status", "a/log");
        }).agree().says(line, "= 0", line.replaceAll(".*; (\\w+): log", "$1: a/log"), "= 0");
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(delimiter = '|', value = {
        "log is a file          | touch a/log               | run: a: (pid PID) Ns; warning: a/log: unable to change directory: not a directory",
        "log is a loop          | ln -s log a/log           | run: a: (pid PID) Ns; warning: a/log: unable to change directory: symbolic link loop",
        "nobody reads its ok    | mkdir -p a/log/supervise; mkfifo a/log/supervise/ok | run: a: (pid PID) Ns; fail: a/log: runsv not running",
    })
    void aLogThatIsNotAsItShouldBeIsAFailure(String how, String preparation, String line) {
        onBoth(scene -> {
            Puppet.in(scene, "a", RUN);
            scene.arrange(preparation);
            scene.sv("status", "a");
        }).agree().says(line, "= 1");
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(delimiter = '|', value = {
        "it has no supervise    | mkdir a/log               | unable to open supervise/ok: file does not exist",
        "its status is short    | mkdir -p a/log/supervise; touch a/log/supervise/ok; echo >a/log/supervise/status  | unable to read supervise/status: bad format",
    })
    void ofALogWhoseStatusCannotBeReadOnlyTheWarningIsTold(String how, String preparation, String warning) {
        String line = "run: a: (pid PID) Ns; warning: a/log: " + warning;
        onBoth(scene -> {
            Puppet.in(scene, "a", RUN);
            scene.arrange(preparation);
            scene.sv("status", "a");
        }).agree().says(line, "= 1");
    }

    @Test
    void aDanglingLogIsNoLog() {
        onBoth(scene -> {
            Puppet.in(scene, "a", RUN).service().link("log", "nowhere");
            scene.sv("status", "a");
        }).agree().says("run: a: (pid PID) Ns", "= 0");
    }

    @Test
    void aLogOfALogIsToldWhenItIsAsked() {
        onBoth(scene -> {
            Puppet.in(scene, "a", RUN);
            Puppet.in(scene, "a/log", DOWN);
            Puppet.in(scene, "a/log/log", RUN);
            scene.sv("status", "a");
            scene.sv("status", "a/log");
        }).agree().says("run: a: (pid PID) Ns; down: log: Ns, normally up", "down: a/log: Ns, normally up; run: log: (pid PID) Ns");
    }
}
