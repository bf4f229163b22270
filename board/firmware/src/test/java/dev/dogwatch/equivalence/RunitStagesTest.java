package dev.dogwatch.equivalence;

import static dev.dogwatch.e2e.Equivalence.onBoth;

import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.PrivateNamespaces;
import dev.dogwatch.e2e.ProcessOne;
import dev.dogwatch.e2e.Scenario;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The way through the three stages, as the stages themselves decide it. */
@EndToEnd
@PrivateNamespaces
class RunitStagesTest {

    private static final String UNSEEN = "before 2.3.0 a stage that a signal ended was taken for one that exited 0";
    private static final String OVER = "console: - runit: sending KILL signal to all processes...";

    @Test
    void oneAfterTheOtherThenThePowerGoesOff() {
        onBoth(stages("", "", "")).agree().says("events: one, two, three",
                "console: - runit: VERSION: booting.",
                "console: - runit: enter stage: /etc/runit/1", "console: - runit: leave stage: /etc/runit/1",
                "console: - runit: enter stage: /etc/runit/2", "console: - runit: leave stage: /etc/runit/2",
                "console: - runit: enter stage: /etc/runit/3", "console: - runit: leave stage: /etc/runit/3",
                OVER, "console: - runit: power off...", "ended with 130");
    }

    @ParameterizedTest(name = "exit {0}")
    @ValueSource(ints = {1, 99, 101, 111, 255})
    void aFirstStageThatFailsIsToldAndTheSecondFollows(int code) {
        onBoth(stages("exit " + code, "", "")).agree().says("events: one, two, three",
                "console: - runit: warning: child failed: /etc/runit/1", "console: - runit: leave stage: /etc/runit/1",
                "console: - runit: enter stage: /etc/runit/2", OVER, "ended with 130");
    }

    @Test
    void aFirstStageThatExits100SkipsTheSecond() {
        onBoth(stages("exit 100", "", "")).agree().says("events: one, three",
                "console: - runit: warning: child failed: /etc/runit/1", "console: - runit: leave stage: /etc/runit/1",
                "console: - runit: warning: skipping stage 2...", "console: - runit: enter stage: /etc/runit/3", OVER, "ended with 130");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"KILL", "SEGV", "TERM"})
    void aFirstStageThatCrashesSkipsTheSecond(String signal) {
        onBoth(stages("kill -" + signal + " $$", "", "")).differ(UNSEEN,
                runit -> runit.says("events: one, two, three", OVER, "ended with 130").neverSays("crashed"),
                ours -> ours.says("events: one, three",
                        "console: - runit: warning: child crashed: /etc/runit/1", "console: - runit: leave stage: /etc/runit/1",
                        "console: - runit: warning: skipping stage 2...", "console: - runit: enter stage: /etc/runit/3", OVER, "ended with 130"));
    }

    @ParameterizedTest(name = "exit {0}")
    @ValueSource(ints = {1, 100, 110, 112})
    void aSecondStageThatFailsIsFollowedByTheThird(int code) {
        onBoth(stages("", "exit " + code, "")).agree().says("events: one, two, three",
                "console: - runit: warning: child failed: /etc/runit/2", "console: - runit: leave stage: /etc/runit/2",
                "console: - runit: enter stage: /etc/runit/3", OVER, "ended with 130");
    }

    @Test
    void aSecondStageThatExits111IsKilledWithItsGroupAndStartedAgain() {
        onBoth(stages("", "test -e again && exit; touch again; sh -c 'trap \"\" TERM; sleep 3; echo survived >>events' & exit 111", "sleep 1"))
                .agree().says("events: one, two, two, three",
                        "console: - runit: warning: child failed: /etc/runit/2",
                        "console: - runit: warning: killing all processes in stage 2...", "console: - runit: warning: restarting.",
                        "console: - runit: enter stage: /etc/runit/2", "console: - runit: leave stage: /etc/runit/2",
                        "console: - runit: enter stage: /etc/runit/3", OVER, "ended with 130");
    }

    @Test
    void aSecondStageThatCrashesIsStartedAgain() {
        onBoth(stages("", "test -e again && exit; touch again; kill -KILL $$", "")).differ(UNSEEN,
                runit -> runit.says("events: one, two, three", "console: - runit: leave stage: /etc/runit/2", OVER, "ended with 130")
                        .neverSays("crashed"),
                ours -> ours.says("events: one, two, two, three", "console: - runit: warning: child crashed: /etc/runit/2",
                        "console: - runit: warning: killing all processes in stage 2...", "console: - runit: warning: restarting.",
                        "console: - runit: enter stage: /etc/runit/2", "console: - runit: leave stage: /etc/runit/2", OVER, "ended with 130"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {"exit 3 | child failed: /etc/runit/3", "exit 100 | child failed: /etc/runit/3",
        "exit 111 | child failed: /etc/runit/3"})
    void howeverTheThirdStageEndsItIsTheEnd(String script, String warning) {
        onBoth(stages("", "", script)).agree().says("events: one, two, three", "console: - runit: warning: " + warning,
                "console: - runit: leave stage: /etc/runit/3", OVER, "console: - runit: power off...", "ended with 130");
    }

    @Test
    void aThirdStageThatCrashesIsTheEndToo() {
        onBoth(stages("", "", "kill -KILL $$")).differ(UNSEEN,
                runit -> runit.says("console: - runit: leave stage: /etc/runit/3", OVER, "ended with 130").neverSays("crashed"),
                ours -> ours.says("console: - runit: warning: child crashed: /etc/runit/3", "console: - runit: leave stage: /etc/runit/3", OVER,
                        "ended with 130"));
    }

    @ParameterizedTest(name = "/etc/runit/{0}")
    @ValueSource(ints = {1, 2, 3})
    void aStageThatIsNotThereIsLeftAtOnce(int missing) {
        onBoth(scene -> {
            ProcessOne one = new ProcessOne(scene);
            for (int stage = 1; stage <= 3; stage++) {
                if (stage != missing) {
                    one.stage(stage, "echo " + stage + " >>events");
                }
            }
            one.boot().awaitEnd();
        }).agree().says("console: - runit: fatal: unable to start child: /etc/runit/" + missing + ": file does not exist",
                "console: - runit: leave stage: /etc/runit/" + missing, OVER, "ended with 130");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"rw-r--r--, access denied", "rwxr-xr-x, exec format error"})
    void norOneThatCannotBeExecuted(String mode, String reason) {
        onBoth(scene -> {
            ProcessOne one = new ProcessOne(scene).usualStages();
            one.etc().file("2", "no program").mode("2", mode);
            one.boot().awaitEnd();
        }).agree().says("events: one, three", "console: - runit: fatal: unable to start child: /etc/runit/2: " + reason,
                "console: - runit: leave stage: /etc/runit/2", OVER, "ended with 130");
    }

    /** A machine whose stages say that they are there and then do something. */
    private static Scenario stages(String first, String second, String third) {
        return scene -> new ProcessOne(scene).stage(1, "echo one >>events\n" + first).stage(2, "echo two >>events\n" + second)
                .stage(3, "echo three >>events\n" + third).boot().awaitEnd();
    }
}
