package dev.dogwatch.equivalence;

import static dev.dogwatch.e2e.Equivalence.onBoth;

import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Outcome;
import dev.dogwatch.e2e.Scene;
import dev.dogwatch.e2e.Status;
import java.time.Instant;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ./check: who asks it, what it is given, and what its answers mean. */
@EndToEnd
class SvCheckTest {

    private static final Status RUN = Status.of(1, 4711, 'u');
    private static final Status DOWN = Status.of(0, 0, 'd');

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "exit 0          | ok: run: a: (pid PID) Ns      | 0",
        "exit 1          | timeout: run: a: (pid PID) Ns | 1",
        "exit 111        | timeout: run: a: (pid PID) Ns | 1",
        "exit 255        | timeout: run: a: (pid PID) Ns | 1",
        "exec /no/where  | timeout: run: a: (pid PID) Ns | 1",
    })
    void itsExitCodeCountsAndOnlyThat(String check, String line, int exitCode) {
        onBoth(scene -> {
            Puppet.in(scene, "a", RUN).service().check(check + " 2>/dev/null");
            noteOnce(scene, "-w", "0", "start", "a");
        }).agree().says(line, "= " + exitCode);
    }

    @ParameterizedTest(name = "signal {0}")
    @CsvSource({"KILL", "TERM"})
    void oneThatIsKilledHasNotPassed(String signal) {
        onBoth(scene -> {
            Puppet.in(scene, "a", RUN).service().check("kill -" + signal + " $$");
            noteOnce(scene, "-w", "0", "start", "a");
        }).differ("C looks at the exit code alone, which is 0 when a signal ended the check",
                runit -> runit.says("ok: run: a: (pid PID) Ns", "= 0"),
                dogwatch -> dogwatch.says("timeout: run: a: (pid PID) Ns", "= 1"));
    }

    @ParameterizedTest(name = "sv {0}")
    @CsvSource({"start", "check", "restart", "u", "force-restart", "t", "k", "try-restart"})
    void itIsAskedBy(String command) {
        onBoth(scene -> {
            Puppet.in(scene, "a", RUN.withStamp(Instant.now().plusSeconds(60))).service().check("exit 1");
            scene.sv("-w", "0", command, "a");
        }).agree().says((command.startsWith("force") ? "kill" : "timeout") + ": run: a: (pid PID) Ns", "= 1");
    }

    @ParameterizedTest(name = "sv {0}")
    @CsvSource({"reload", "c", "h", "1", "status"})
    void itIsNotAskedBy(String command) {
        onBoth(scene -> {
            Puppet.in(scene, "a", RUN.withStamp(Instant.now().plusSeconds(60))).service().check("echo asked >>../events; exit 1");
            scene.sv("-w", "0", command, "a");
            scene.noteEvents();
        }).agree().says("= 0", "events: ");
    }

    @ParameterizedTest(name = "sv {0}")
    @CsvSource({"stop", "try-restart", "reload"})
    void itIsNotAskedOfAServiceThatIsDownBy(String command) {
        onBoth(scene -> {
            Puppet.in(scene, "a", DOWN).service().check("echo asked >>../events; exit 1");
            scene.sv("-w", "0", command, "a");
            scene.noteEvents();
        }).agree().says("ok: down: a: Ns, normally up", "= 0", "events: ");
    }

    @Test
    void aServiceThatIsDownIsNotStartedWhateverItSays() {
        onBoth(scene -> {
            Puppet.in(scene, "a", DOWN).service().check("echo asked >>../events; exit 0");
            scene.sv("-w", "0", "start", "a");
            scene.noteEvents();
        }).agree().says("timeout: down: a: Ns, normally up", "= 1", "events: ");
    }

    @Test
    void itIsAskedAgainUntilItAgrees() {
        onBoth(scene -> {
            Puppet.in(scene, "a", RUN).service().check("echo asked >>../asked; [ $(wc -l <../asked) -ge 3 ]");
            scene.sv("start", "a");
            scene.noteFile("asked");
        }).agree().says("ok: run: a: (pid PID) Ns", "= 0", "asked:", "asked", "asked", "asked");
    }

    @Test
    void itRunsInTheServiceDirectory() {
        onBoth(scene -> {
            // Its argv[0] is ./check; what a script sees is the file that was executed.
            Puppet.in(scene, "a", RUN).service().check("echo \"$0 $# $(pwd)\" >>../events");
            scene.sv("start", "a");
            scene.noteEvents();
        }).agree().says("ok: run: a: (pid PID) Ns", "events: check 0 DIR/a");
    }

    @Test
    void itsStandardOutputIsClosedAndTheOthersAreThoseOfSv() {
        onBoth(scene -> {
            Puppet.in(scene, "a", RUN).service().check("""
                    [ -e /proc/$$/fd/1 ] || echo no standard output >&2
                    readlink /proc/$$/fd/0 /proc/$$/fd/2 >&2""");
            scene.sv("start", "a");
        }).agree().says("ok: run: a: (pid PID) Ns", "2> no standard output", "2> /dev/null", "2> SCRATCH/o/1/err", "= 0");
    }

    @Test
    void itInheritsTheEnvironmentOfSv() {
        onBoth(scene -> {
            Puppet.in(scene, "a", RUN).service().check("env | sort >&2");
            scene.run(scene.command("sv", "start", "a").env("ODD", "a b"));
        }).agree().says("2> ODD=a b", "2> SVDIR=DIR", "= 0");
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(delimiter = '|', value = {
        "it is not executable   | touch a/check                                              | access denied",
        "it is a directory      | mkdir a/check                                              | access denied",
        "it has no interpreter  | printf '#!/no/shell\\n' >a/check; chmod 755 a/check        | file does not exist",
        "it is empty            | touch a/check; chmod 755 a/check                           | exec format error",
    })
    void oneThatCannotBeExecutedIsWarnedOfAndAgrees(String how, String preparation, String reason) {
        onBoth(scene -> {
            Puppet.in(scene, "a", RUN);
            scene.arrange(preparation);
            scene.sv("start", "a");
        }).agree().says("ok: run: a: (pid PID) Ns", "2> warning: unable to run a/check: " + reason, "= 0");
    }

    @Test
    void oneThatCannotBeLookedAtIsWarnedOfAndDisagrees() {
        onBoth(scene -> {
            Puppet.in(scene, "a", RUN).service().link("check", "check");
            noteOnce(scene, "-w", "0", "start", "a");
        }).agree().says("timeout: run: a: (pid PID) Ns", "warning: unable to stat a/check: symbolic link loop", "= 1");
    }

    @Test
    void aDanglingLinkIsNoCheck() {
        onBoth(scene -> {
            Puppet.in(scene, "a", RUN).service().link("check", "nowhere");
            scene.sv("start", "a");
        }).agree().says("ok: run: a: (pid PID) Ns", "= 0");
    }

    @Test
    void svCheckOfAServiceThatIsUpAsIsWanted() {
        onBoth(scene -> {
            Puppet.in(scene, "a", RUN).service().check("exit 0");
            scene.sv("check", "a");
        }).agree().says("ok: run: a: (pid PID) Ns", "= 0");
    }

    @Test
    void svCheckOfAServiceThatIsDownAsIsWanted() {
        onBoth(scene -> {
            Puppet.in(scene, "a", DOWN).service().check("exit 1");
            scene.sv("check", "a");
        }).agree().says("ok: down: a: Ns, normally up", "= 0");
    }

    @Test
    void svCheckOfAServiceThatIsDownAndWantedUp() {
        onBoth(scene -> {
            Puppet.in(scene, "a", Status.of(0, 0, 'u'));
            scene.sv("-w", "0", "check", "a");
        }).differ("since 2.3.0 sv check waits for the wanted state",
                runit -> runit.says("ok: down: a: Ns, normally up, want up", "= 0"),
                dogwatch -> dogwatch.says("timeout: down: a: Ns, normally up, want up", "= 1"));
    }

    @Test
    void svCheckOfAServiceThatIsUpAndWantedDown() {
        onBoth(scene -> {
            Puppet.in(scene, "a", Status.of(1, 4711, 'd'));
            scene.sv("-w", "0", "check", "a");
        }).differ("since 2.3.0 sv check waits for the wanted state",
                runit -> runit.says("ok: run: a: (pid PID) Ns, want down", "= 0"),
                dogwatch -> dogwatch.says("timeout: run: a: (pid PID) Ns, want down", "= 1"));
    }

    @Test
    void svCheckOfAServiceThatFinishes() {
        onBoth(scene -> {
            Puppet.in(scene, "a", Status.of(2, 4711, 'u'));
            scene.sv("-w", "0", "check", "a");
        }).differ("since 2.3.0 sv check waits for the wanted state",
                runit -> runit.says("ok: finish: a: (pid PID) Ns", "= 0"),
                dogwatch -> dogwatch.says("timeout: finish: a: (pid PID) Ns", "= 1"));
    }

    @Test
    void svCheckWritesNothing() {
        onBoth(scene -> {
            Puppet puppet = Puppet.in(scene, "a", RUN);
            scene.sv("check", "a");
            puppet.noteReceived();
        }).agree().says("ok: run: a: (pid PID) Ns", "control: ");
    }

    /** Runs sv and notes each line of its errors once, since the number of its attempts is its own affair. */
    private static void noteOnce(Scene scene, String... arguments) {
        Outcome outcome = scene.command("sv", arguments).run();
        scene.note(outcome.out());
        scene.note(outcome.err().lines().distinct().collect(Collectors.joining("\n")));
        scene.note("= " + outcome.exitCode());
    }
}
