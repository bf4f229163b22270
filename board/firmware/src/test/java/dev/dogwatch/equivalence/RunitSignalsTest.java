package dev.dogwatch.equivalence;

import static dev.dogwatch.e2e.Equivalence.onBoth;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Posix;
import dev.dogwatch.e2e.PrivateNamespaces;
import dev.dogwatch.e2e.ProcessOne;
import dev.dogwatch.e2e.Scene;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What process 1 makes of signals: requests in stage 2, nothing else. */
@EndToEnd
@PrivateNamespaces
class RunitSignalsTest {

    private static final int SIGINT = 2;
    private static final int SIGPWR = 30;

    private static final String OVER = "console: - runit: sending KILL signal to all processes...";
    private static final String LEFT = "console: - runit: leave stage: /etc/runit/2";
    private static final String THIRD = "console: - runit: enter stage: /etc/runit/3";

    @Test
    void contWithTheFlagUpEndsTheSecondStage() {
        onBoth(scene -> {
            ProcessOne one = inSecond(scene);
            one.stage(3, "echo three >>events; stat -c %a /run/runit.stopit >>events").stop().awaitEnd();
        }).agree().says("events: one, two, TERM, three, 0", LEFT, THIRD, OVER, "ended with 130");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {":", "install -m 000 /dev/null /run/runit.stopit", "install -m 666 /dev/null /run/runit.stopit",
        "install -m 011 /dev/null /run/runit.stopit"})
    void contWithoutTheFlagIsNothing(String flag) {
        onBoth(scene -> {
            ProcessOne one = inSecond(scene);
            one.arrange(flag + "; kill -CONT 1; sleep 1");
            scene.noteEvents();
            one.stop().awaitEnd();
        }).agree().says("events: one, two", "events: one, two, TERM, three", LEFT, THIRD, OVER, "ended with 130");
    }

    @Test
    void theFlagWithoutContIsNothing() {
        onBoth(scene -> {
            ProcessOne one = inSecond(scene);
            one.arrange("install -m 100 /dev/null /run/runit.stopit; sleep 1");
            scene.noteEvents();
            one.signal(Posix.SIGCONT);
            one.awaitEnd();
        }).agree().says("events: one, two", "events: one, two, TERM, three", OVER, "ended with 130");
    }

    @Test
    void aSecondStageThatIgnoresTermIsKilledAfterFiveSeconds() {
        onBoth(scene -> {
            ProcessOne one = new ProcessOne(scene).usualStages().stage(2, "trap '' TERM; echo two >>events; while :; do sleep 1; done").boot();
            scene.awaitEventCount(2);
            long start = System.nanoTime();
            one.stop().awaitConsole("stage 2 not terminated");
            scene.note("after five seconds: " + (System.nanoTime() - start >= 4_900_000_000L));
            one.awaitEnd();
        }).agree().says("after five seconds: true", "events: one, two, three",
                "console: - runit: warning: stage 2 not terminated, sending sigkill...", LEFT, THIRD, OVER, "ended with 130");
    }

    @Test
    void onlyTheSecondStageItselfIsTerminated() {
        onBoth(scene -> {
            ProcessOne one = new ProcessOne(scene).usualStages().stage(2,
                    "sh -c 'trap \"echo child >>events\" TERM; echo two >>events; while :; do sleep 1; done' & wait").boot();
            scene.awaitEventCount(2);
            one.stop().awaitEnd();
        }).agree().says("events: one, two, three", LEFT, THIRD, OVER, "ended with 130");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"CONT, 18", "INT, 2"})
    void inTheFirstStageTheyDoNotWork(String name, int signal) {
        onBoth(scene -> deafStage(scene, 1, signal)).agree().says("events: one, two, three",
                "console: - runit: enter stage: /etc/runit/1", "console: - runit: warning: signals only work in stage 2.",
                "console: - runit: leave stage: /etc/runit/1", OVER, "ended with 130");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"CONT, 18", "INT, 2"})
    void inTheThirdNeither(String name, int signal) {
        onBoth(scene -> deafStage(scene, 3, signal)).agree().says("events: one, two, three", THIRD,
                "console: - runit: warning: signals only work in stage 2.", "console: - runit: leave stage: /etc/runit/3", OVER, "ended with 130");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"HUP, 1", "QUIT, 3", "USR1, 10", "USR2, 12", "PIPE, 13", "TERM, 15", "TSTP, 20", "WINCH, 28"})
    void othersAreIgnored(String name, int signal) {
        onBoth(scene -> {
            ProcessOne one = inSecond(scene);
            one.signal(signal);
            one.arrange("kill -" + name + " 1; sleep 1");
            scene.noteEvents();
            one.stop().awaitEnd();
        }).agree().says("events: one, two", "events: one, two, TERM, three", OVER, "ended with 130").neverSays("warning");
    }

    @Test
    void intRunsTheScriptAndThenCountsAsCont() {
        onBoth(scene -> {
            ProcessOne one = inSecond(scene).script("ctrlaltdel", "echo ctrlaltdel >>events; install -m 100 /dev/null /run/runit.stopit");
            one.signal(SIGINT);
            one.awaitEnd();
        }).agree().says("events: one, two, ctrlaltdel, TERM, three", "console: - runit: ctrl-alt-del request...",
                "console: - runit: enter stage: /etc/runit/ctrlaltdel", "console: - runit: leave stage: /etc/runit/ctrlaltdel", LEFT, THIRD, OVER,
                "ended with 130");
    }

    @Test
    void aScriptThatDoesNotPutTheFlagUpChangesNothing() {
        onBoth(scene -> {
            ProcessOne one = inSecond(scene).script("ctrlaltdel", "echo ctrlaltdel >>events; exit 3");
            one.signal(SIGINT);
            one.awaitConsole("leave stage: /etc/runit/ctrlaltdel").stop().awaitEnd();
        }).agree().says("events: one, two, ctrlaltdel, TERM, three", "console: - runit: leave stage: /etc/runit/ctrlaltdel", LEFT, OVER,
                "ended with 130").neverSays("warning");
    }

    @Test
    void aScriptThatCrashesIsTold() {
        onBoth(scene -> {
            ProcessOne one = inSecond(scene).script("ctrlaltdel", "kill -KILL $$");
            one.signal(SIGINT);
            one.awaitConsole("leave stage: /etc/runit/ctrlaltdel").stop().awaitEnd();
        }).agree().says("console: - runit: warning: child crashed: /etc/runit/ctrlaltdel", "console: - runit: leave stage: /etc/runit/ctrlaltdel",
                LEFT, OVER, "ended with 130");
    }

    @Test
    void aScriptThatCannotBeExecutedIsTold() {
        onBoth(scene -> {
            ProcessOne one = inSecond(scene);
            one.etc().file("ctrlaltdel", "no program").mode("ctrlaltdel", "rwxr-xr-x");
            one.signal(SIGINT);
            one.awaitConsole("leave stage: /etc/runit/ctrlaltdel").stop().awaitEnd();
        }).agree().says("console: - runit: enter stage: /etc/runit/ctrlaltdel",
                "console: - runit: fatal: unable to start child: /etc/runit/ctrlaltdel: exec format error",
                "console: - runit: leave stage: /etc/runit/ctrlaltdel", LEFT, OVER, "ended with 130");
    }

    @ParameterizedTest(name = "mode {0}")
    @ValueSource(strings = {"none", "rw-r--r--"})
    void intWithoutAScriptIsNothingEvenWithTheFlagUp(String mode) {
        onBoth(scene -> {
            ProcessOne one = inSecond(scene);
            if (!mode.equals("none")) {
                one.script("ctrlaltdel", "echo ctrlaltdel >>events").etc().mode("ctrlaltdel", mode);
            }
            one.arrange("install -m 100 /dev/null /run/runit.stopit; kill -INT 1; sleep 1");
            scene.noteEvents();
            one.signal(Posix.SIGCONT);
            one.awaitEnd();
        }).agree().says("events: one, two", "events: one, two, TERM, three", LEFT, OVER, "ended with 130").neverSays("ctrl");
    }

    @Test
    void pwrIsNewerThanTheOracle() {
        onBoth(scene -> {
            ProcessOne one = inSecond(scene).script("pwrfail", "echo pwrfail >>events; install -m 100 /dev/null /run/runit.stopit");
            one.signal(SIGPWR);
            one.awaitEnd();
        }).differ("Debian's 2.1.2 stops at once on PWR, its newer builds run a script first",
                runit -> runit.says("events: one, two, TERM, three", LEFT, THIRD, "ended with 130"),
                ours -> ours.says("events: one, two, pwrfail, TERM, three", "console: - runit: enter stage: /etc/runit/pwrfail",
                        "console: - runit: leave stage: /etc/runit/pwrfail", LEFT, THIRD, "ended with 130"));
    }

    @Test
    void alrmIsNotForTheSecondStage() {
        onBoth(scene -> {
            ProcessOne one = new ProcessOne(scene).usualStages().stage(2, "trap 'echo ALRM >>events' ALRM;"
                    + " trap 'echo TERM >>events; exit 0' TERM; echo two >>events; while :; do sleep 1 & wait $!; done").boot();
            scene.awaitEventCount(2);
            one.signal(Posix.SIGALRM);
            Await.pause(Duration.ofSeconds(1));
            one.stop().awaitEnd();
        }).differ("Debian's builds pass ALRM on, for a runsvdir that must be told to look; ours is told by the kernel",
                runit -> runit.says("events: one, two, ALRM, TERM, three"), ours -> ours.says("events: one, two, TERM, three"));
    }

    /** Signals process 1 with the flag up while a stage waits for its warning; then the machine comes to its end. */
    private static void deafStage(Scene scene, int stage, int signal) {
        String wait = "install -m 100 /dev/null /run/runit.stopit; kill -" + signal + " 1;"
                + " until grep -q 'only work' console; do sleep 0.05; done; rm /run/runit.stopit";
        ProcessOne one = new ProcessOne(scene).stage(1, "echo one >>events").stage(2, "echo two >>events").stage(3, "echo three >>events");
        one.stage(stage, (stage == 1 ? "echo one" : "echo three") + " >>events; " + wait);
        one.boot().awaitEnd();
    }

    private static ProcessOne inSecond(Scene scene) {
        ProcessOne one = new ProcessOne(scene).usualStages().boot();
        scene.awaitEventCount(2);
        return one;
    }
}
