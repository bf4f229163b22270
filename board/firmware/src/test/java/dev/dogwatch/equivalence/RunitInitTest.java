package dev.dogwatch.equivalence;

import static dev.dogwatch.e2e.Equivalence.onBoth;

import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Outcome;
import dev.dogwatch.e2e.PrivateNamespaces;
import dev.dogwatch.e2e.ProcessOne;
import dev.dogwatch.e2e.Scenario;
import dev.dogwatch.e2e.Scene;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the kernel starts, and what asks it for the end. */
@EndToEnd
@PrivateNamespaces
class RunitInitTest {

    /** As Debian's stage 1 leaves the flags. */
    private static final String FLAGS_IN_RUN = "install -m000 /dev/null /run/runit.stopit; install -m000 /dev/null /run/runit.reboot; echo one >>events";

    @ParameterizedTest(name = "runit-init {0}")
    @ValueSource(strings = {"", "1", "-x", "--", "-", "help", "s", "S", "q", "-0", "x0"})
    void callsThatAreNone(String arguments) {
        onBoth(scene -> scene.run(scene.command("runit-init", arguments.isEmpty() ? new String[0] : arguments.split(" "))))
                .agree().says("2> usage: BIN/runit-init 0|6", "2> ", "= 0");
    }

    @Test
    void aWordOfNoLetters() {
        onBoth(scene -> scene.run(scene.command("runit-init", "", "0"))).agree().says("2> usage: BIN/runit-init 0|6", "2> ", "= 0");
    }

    @Test
    void theVersionComesWithTheUsage() {
        onBoth(scene -> {
            Outcome outcome = scene.command("runit-init", "-V").run();
            List<String> lines = outcome.err().lines().toList();
            scene.note("a version: " + !lines.getFirst().isBlank() + ", on stdout: " + outcome.out().length());
            scene.note(String.join(",", lines.subList(lines.size() - 2, lines.size())) + " = " + outcome.exitCode());
        }).agree().says("a version: true, on stdout: 0", "usage: BIN/runit-init 0|6, = 0");
    }

    @ParameterizedTest(name = "argv0 {0}")
    @ValueSource(strings = {"init", "/sbin/init", "runit-init"})
    void theUsageNamesTheProgramAsItWasCalled(String name) {
        onBoth(scene -> scene.run(scene.command("/bin/bash", "-c", "exec -a " + name + " " + scene.suite().program("runit-init")).named("as " + name)))
                .agree().says("2> usage: " + name + " 0|6", "2> ", "= 0");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"runit-init", "init"})
    void asProcessOneItBecomesRunit(String name) {
        onBoth(scene -> new ProcessOne(scene).usualStages().stage(2, "tr '\\0' ' ' </proc/1/cmdline >>events; echo >>events")
                .start("exec env bash -c 'exec -a " + name + " " + scene.suite().program("runit-init") + " single 0'").awaitEnd())
                .agree().says("events: one, runit , three", "console: - runit: VERSION: booting.", "ended with 130");
    }

    @Test
    void withoutRunitWeAreRunitOurselves() {
        onBoth(scene -> {
            ProcessOne one = new ProcessOne(scene).usualStages().stage(2, "echo two >>events");
            scene.arrange("rm sbin/runit");
            one.start("exec " + scene.suite().program("runit-init")).awaitEnd();
            scene.note("said: " + one.running().stderr().strip());
        }).differ("C runit ends, and the kernel panics",
                runit -> runit.says("ended with 111", "said: init: fatal: unable to start runit: file does not exist"),
                ours -> ours.says("events: one, two, three", "ended with 130",
                        "said: init: warning: unable to start /sbin/runit, going on as runit: file does not exist"));
    }

    @ParameterizedTest(name = "init {0}")
    @CsvSource({"0, 130, 0", "0now, 130, 0", "6, 129, 100", "6now, 129, 100"})
    void itAsksForTheEnd(String word, int code, String reboot) {
        onBoth(asked(word, FLAGS_IN_RUN, "stat -c %a /run/runit.stopit /run/runit.reboot >>events"))
                .agree().says("events: one, two, TERM, three, 0, " + reboot, "console: - runit: leave stage: /etc/runit/2", "ended with " + code);
    }

    @Test
    void aRebootThatWasAskedForBeforeIsTakenBack() {
        onBoth(asked("0", FLAGS_IN_RUN + "; chmod 100 /run/runit.reboot", "stat -c %a /run/runit.reboot >>events"))
                .agree().says("events: one, two, TERM, three, 0", "ended with 130");
    }

    @ParameterizedTest(name = "init {0}")
    @CsvSource({"0, 130", "6, 129"})
    void withoutFlagsInRunTheyAreMadeBelowEtc(String word, int code) {
        onBoth(asked(word, "echo one >>events", "ls /etc/runit/stopit /run/runit.stopit 2>/dev/null >>events")).differ(
                "upstream has them in /etc/runit, Debian in /run; ours goes where they are, else upstream's way",
                runit -> runit.says("events: one, two, TERM, three, /run/runit.stopit", "ended with " + code),
                ours -> ours.says("events: one, two, TERM, three, /etc/runit/stopit", "ended with " + code));
    }

    @ParameterizedTest(name = "init {0}")
    @CsvSource({"0, 130", "6, 129"})
    void unlessThatIsReadOnly(String word, int code) {
        onBoth(asked(word, "mount -o remount,bind,ro /etc; echo one >>events", "ls /etc/runit/stopit /run/runit.stopit 2>/dev/null >>events"))
                .agree().says("events: one, two, TERM, three, /run/runit.stopit", "ended with " + code);
    }

    @Test
    void whereItCannotMakeTheFlagItSaysSoAndNothingHappens() {
        onBoth(scene -> {
            ProcessOne one = new ProcessOne(scene).usualStages().stage(1, "mount -o remount,bind,ro /etc; mkdir /run/runit.stopit; echo one >>events").boot();
            scene.awaitEventCount(2);
            scene.run(one.inside(scene.suite().program("runit-init") + " 0"));
            one.arrange("rmdir /run/runit.stopit").stop().awaitEnd();
        }).differ("Debian's build tells why it could not close what it could not open",
                runit -> runit.says("2> init: fatal: unable to create /run/runit.stopit: file descriptor not open", "= 111",
                        "events: one, two, TERM, three", "ended with 130"),
                ours -> ours.says("2> init: fatal: unable to create /run/runit.stopit: is a directory", "= 111",
                        "events: one, two, TERM, three", "ended with 130"));
    }

    private static Scenario asked(String word, String first, String third) {
        return scene -> {
            ProcessOne one = new ProcessOne(scene).usualStages().stage(1, first).stage(3, "echo three >>events; " + third).boot();
            scene.awaitEventCount(2);
            ask(scene, one, word);
            one.awaitEnd();
        };
    }

    /** The machine may end before it does, so how it ends is nobody's affair. */
    private static void ask(Scene scene, ProcessOne one, String word) {
        one.inside(scene.suite().program("runit-init") + " " + word).start();
    }
}
