package dev.dogwatch.init;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The way through the stages, event by event. */
class StagesTest {
    private static final long SECOND = 1_000_000_000L;

    private final FakeMachine machine = new FakeMachine();

    @Test
    void oneAfterTheOther() {
        machine.begin();
        machine.exit(0);
        machine.exit(0);
        machine.exit(0);
        assertEquals(List.of("start 1", "leave 1", "start 2", "leave 2", "start 3", "leave 3", "end"), machine.events());
        assertEquals(Long.MAX_VALUE, machine.stages.deadline());
        assertTrue(machine.stages.isOver());
    }

    @Test
    void aFirstThatExits100SkipsTheSecond() {
        machine.begin();
        machine.exit(100);
        assertEquals(List.of("start 1", "failed 1", "leave 1", "skipping", "start 3"), machine.events());
    }

    @Test
    void soDoesOneThatCrashes() {
        machine.begin();
        machine.crash();
        assertEquals(List.of("start 1", "crashed 1", "leave 1", "skipping", "start 3"), machine.events());
    }

    @ParameterizedTest(name = "exit {0}")
    @ValueSource(ints = {1, 111, 255})
    void otherCodesOfTheFirstAreOnlyTold(int code) {
        machine.begin();
        machine.exit(code);
        assertEquals(List.of("start 1", "failed 1", "leave 1", "start 2"), machine.events());
    }

    @Test
    void aSecondThatExits111IsStartedAgainAfterFiveSeconds() {
        inSecond();
        machine.exit(111);
        assertEquals(List.of("failed 2", "killing group", "KILL group"), machine.events());
        machine.pass(5 * SECOND - 1);
        assertEquals(List.of(), machine.events());
        machine.pass(1);
        assertEquals(List.of("restarting", "start 2"), machine.events());
    }

    /** C runit lets the node be without a supervisor for five seconds also then; a watchdog may not wait for that. */
    @Test
    void oneThatHasLivedForLongerIsStartedAgainAtOnce() {
        inSecond();
        machine.pass(5 * SECOND - 1);
        machine.crash();
        machine.pass(1);
        assertEquals(List.of("crashed 2", "killing group", "KILL group", "restarting", "start 2"), machine.events());
        machine.pass(7 * SECOND);
        machine.crash();
        machine.pass(0);
        assertEquals(List.of("crashed 2", "killing group", "KILL group", "restarting", "start 2"), machine.events());
        machine.crash();
        machine.pass(5 * SECOND - 1);
        assertEquals(List.of("crashed 2", "killing group", "KILL group"), machine.events());
    }

    @Test
    void soIsOneThatCrashes() {
        inSecond();
        machine.crash();
        machine.pass(5 * SECOND);
        assertEquals(List.of("crashed 2", "killing group", "KILL group", "restarting", "start 2"), machine.events());
    }

    @Test
    void otherCodesOfTheSecondLeadToTheThird() {
        inSecond();
        machine.exit(100);
        assertEquals(List.of("failed 2", "leave 2", "start 3"), machine.events());
    }

    @Test
    void inThePauseARequestIsObeyed() {
        inSecond();
        machine.exit(111);
        machine.events();
        machine.pass(SECOND);
        machine.flag = true;
        machine.signal(Stages.CONTINUE);
        assertEquals(List.of("clear", "leave 2", "start 3"), machine.events());
        machine.pass(60 * SECOND);
        assertEquals(List.of(), machine.events());
    }

    @Test
    void contWithTheFlagUpTerminatesTheSecond() {
        inSecond();
        machine.flag = true;
        machine.signal(Stages.CONTINUE);
        assertEquals(List.of("clear", "TERM"), machine.events());
        machine.crash();
        assertEquals(List.of("leave 2", "start 3"), machine.events());
        machine.pass(60 * SECOND);
        assertEquals(List.of(), machine.events());
    }

    @Test
    void andKillsItAfterFiveSeconds() {
        inSecond();
        machine.flag = true;
        machine.signal(Stages.CONTINUE);
        machine.pass(5 * SECOND);
        machine.crash();
        assertEquals(List.of("clear", "TERM", "not terminated", "KILL", "leave 2", "start 3"), machine.events());
    }

    @Test
    void whatNotEvenKillEndsIsLeftBehind() {
        inSecond();
        machine.flag = true;
        machine.signal(Stages.CONTINUE);
        machine.pass(10 * SECOND);
        assertEquals(List.of("clear", "TERM", "not terminated", "KILL", "left behind", "leave 2", "start 3"), machine.events());
    }

    @Test
    void contWithoutTheFlagIsNothing() {
        inSecond();
        machine.signal(Stages.CONTINUE);
        assertEquals(List.of(), machine.events());
    }

    @Test
    void aSecondRequestWhileTheFirstIsObeyedIsNothing() {
        inSecond();
        machine.flag = true;
        machine.signal(Stages.CONTINUE);
        machine.flag = true;
        machine.signal(Stages.CONTINUE);
        assertEquals(List.of("clear", "TERM"), machine.events());
    }

    @Test
    void outsideTheSecondStageSignalsAreOnlyTold() {
        machine.begin();
        machine.flag = true;
        machine.events();
        machine.signal(Stages.CONTINUE | Stages.CTRLALTDEL | Stages.POWER_FAILURE);
        assertEquals(List.of("only in 2"), machine.events());
        machine.exit(100);
        machine.events();
        machine.signal(Stages.CONTINUE);
        assertEquals(List.of("only in 2"), machine.events());
        machine.exit(0);
        machine.events();
        machine.signal(Stages.CONTINUE);
        assertEquals(List.of(), machine.events());
    }

    @Test
    void aScriptRunsFirstAndThenCountsAsCont() {
        inSecond();
        machine.signal(Stages.CTRLALTDEL);
        machine.flag = true;
        machine.signal(Stages.CTRLALTDEL);
        assertEquals(List.of("ctrlaltdel"), machine.events());
        machine.endScript(Stages.CTRLALTDEL);
        assertEquals(List.of("clear", "TERM"), machine.events());
    }

    @Test
    void aScriptThatIsNotThereMakesTheRequestNothing() {
        inSecond();
        machine.flag = true;
        machine.executable = 0;
        machine.signal(Stages.CTRLALTDEL | Stages.POWER_FAILURE);
        assertEquals(List.of(), machine.events());
    }

    @Test
    void whileAScriptRunsContIsObeyed() {
        inSecond();
        machine.signal(Stages.POWER_FAILURE);
        machine.flag = true;
        machine.signal(Stages.CONTINUE);
        machine.exit(0);
        machine.endScript(Stages.POWER_FAILURE);
        assertEquals(List.of("pwrfail", "clear", "TERM", "leave 2", "start 3"), machine.events());
    }

    @Test
    void withoutAProcessItTriesAgainEveryFiveSeconds() {
        machine.forks = false;
        machine.begin();
        machine.pass(10 * SECOND);
        machine.forks = true;
        machine.pass(5 * SECOND);
        assertEquals(List.of("start 1", "start 1", "start 1", "start 1"), machine.events());
        assertEquals(1, machine.running());
    }

    @Test
    void soItDoesWithAScript() {
        inSecond();
        machine.forks = false;
        machine.signal(Stages.CTRLALTDEL);
        machine.pass(5 * SECOND);
        machine.forks = true;
        machine.pass(5 * SECOND);
        assertEquals(List.of("ctrlaltdel", "ctrlaltdel", "ctrlaltdel"), machine.events());
        assertEquals(Stages.CTRLALTDEL, machine.scripts());
    }

    private void inSecond() {
        machine.begin();
        machine.exit(0);
        machine.events();
    }
}
