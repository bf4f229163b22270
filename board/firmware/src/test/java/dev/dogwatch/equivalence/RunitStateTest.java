package dev.dogwatch.equivalence;

import static dev.dogwatch.e2e.Equivalence.onBoth;

import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.PrivateNamespaces;
import dev.dogwatch.e2e.ProcessOne;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In what state stages find themselves: environment, session, descriptors, signals; and when runit runs at all. */
@EndToEnd
@PrivateNamespaces
class RunitStateTest {

    @ParameterizedTest(name = "runit {0}")
    @ValueSource(strings = {"", "-V", "0", "single", "--", "-- true", "-w 1 -- true"})
    void itMustBeProcessOne(String arguments) {
        onBoth(scene -> scene.run(scene.command("runit", arguments.isEmpty() ? new String[0] : arguments.split(" "))))
                .agree().says("2> - runit: fatal: must be run as process no 1.", "= 111");
    }

    @ParameterizedTest(name = "runit {0}")
    @ValueSource(strings = {"single", "splash quiet", "-V", "-w 5", "-w", "auto -- x", "-s"})
    void whatTheKernelHandsItIsIgnored(String arguments) {
        onBoth(scene -> new ProcessOne(scene).usualStages().stage(2, "echo two $* >>events")
                .start("exec " + scene.suite().program("runit") + " " + arguments).awaitEnd())
                .agree().says("events: one, two, three", "ended with 130");
    }

    @Test
    void theEnvironmentPassesThrough() {
        String tell = "env | grep -E '^(HOME|TERM|NOTE|runitdir)=' | sort >>events";
        onBoth(scene -> new ProcessOne(scene).stage(1, tell).stage(2, tell).stage(3, tell)
                .start("export HOME=/ TERM=linux NOTE='two words' runitdir=solo; exec " + scene.suite().program("runit")).awaitEnd())
                .agree().says("events: HOME=/, NOTE=two words, TERM=linux, runitdir=solo, HOME=/, NOTE=two words, TERM=linux, runitdir=solo,"
                        + " HOME=/, NOTE=two words, TERM=linux, runitdir=solo");
    }

    @Test
    void theSecondAndTheThirdLeadASessionOfTheirOwnTheFirstDoesNot() {
        onBoth(scene -> {
            // Parent, group and session, and whether the latter two are the process itself.
            String tell = "set -- $$ $(sed 's/.*) //' /proc/$$/stat); own=no; [ $1 = $4 ] && [ $1 = $5 ] && own=yes;"
                    + " echo parent $3 own $own first $([ $5 = 1 ] && echo yes || echo no) >>events";
            new ProcessOne(scene).stage(1, tell).stage(2, tell).stage(3, tell).boot().awaitEnd();
        }).agree().says("events: parent 1 own no first yes, parent 1 own yes first no, parent 1 own yes first no");
    }

    @Test
    void descriptorsAreTheConsole() {
        onBoth(scene -> {
            String tell = "for fd in 0 1 2 3 4 5 6 7 8; do test -e /proc/$$/fd/$fd && echo $fd $(readlink /proc/$$/fd/$fd | sed 's/.*fifo/console/')"
                    + " $(sed -n 's/^flags:.//p' /proc/$$/fdinfo/$fd); done >>events";
            // A shell's own descriptors are above 9.
            new ProcessOne(scene).stage(1, tell).stage(2, tell).stage(3, tell).boot().awaitEnd();
        }).agree().neverSays(" 3 ");
    }

    @Test
    void signalsAreAsTheyShouldBe() {
        onBoth(scene -> {
            // CONT apart, which Debian's build leaves ignored and upstream's does not.
            String tell = "set -- $(sed -n 's/^Sig\\(Blk\\|Ign\\)://p' /proc/self/status); echo $(( 0x$1 & 0x1ffff )) $(( 0x$2 & 0x1ffff )) >>events";
            new ProcessOne(scene).stage(1, tell).stage(2, tell).stage(3, tell).boot().awaitEnd();
        }).agree().says("events: 0 0, 0 0, 0 0", "ended with 130");
    }

    @Test
    void stagesTakeNoArgumentsAndGoByTheirPath() {
        onBoth(scene -> {
            String tell = "echo $0 $# $* >>events";
            new ProcessOne(scene).stage(1, tell).stage(2, tell).stage(3, tell).boot().awaitEnd();
        }).agree().says("events: /etc/runit/1 0, /etc/runit/2 0, /etc/runit/3 0");
    }

    @Test
    void whatStagesSayIsOnTheConsole() {
        onBoth(scene -> new ProcessOne(scene).stage(1, "echo out; echo err >&2").stage(2, "echo out; echo err >&2").stage(3, "echo out; echo err >&2")
                .boot().awaitEnd()).agree().says("console: - runit: enter stage: /etc/runit/1", "console: out", "console: err",
                "console: - runit: leave stage: /etc/runit/1", "console: out", "console: err", "console: - runit: leave stage: /etc/runit/2");
    }

    @Test
    void theFirstStageMayReadFromTheConsole() {
        onBoth(scene -> {
            ProcessOne one = new ProcessOne(scene).usualStages().stage(2, "echo two >>events")
                    .stage(1, "for fd in 0 1; do sed -n 's/^flags:.//p' /proc/$$/fdinfo/$fd; done >>events");
            one.boot().awaitEnd();
        }).agree().says("ended with 130");
    }

    @Test
    void withoutAConsoleEverythingGoesOn() {
        onBoth(scene -> new ProcessOne(scene).usualStages().stage(2, "echo two >>events").start("mount -t tmpfs none /dev; exec "
                + scene.suite().program("runit") + " <&- >&- 2>&-").awaitEnd()).agree().says("events: one, two, three", "ended with 130");
    }

    @Test
    void anotherConsoleIsUsedFromThenOn() {
        onBoth(scene -> {
            scene.arrange("touch second");
            new ProcessOne(scene).stage(1, "mount --bind second /dev/console").stage(2, "echo two >>events").stage(3, "echo three >>events").boot().awaitEnd();
            scene.note("the second console: " + scene.read(scene.root().resolve("second")).contains("power off..."));
        }).agree().says("events: two, three", "console: - runit: enter stage: /etc/runit/1", "ended with 130", "the second console: true")
                .neverSays("enter stage: /etc/runit/3");
    }
}
