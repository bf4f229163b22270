package dev.dogwatch.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Crash-only: two states, immediate kill, immediate restart, a share of the node that is bounded. */
class CrashOnlyTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long MILLISECOND = 1_000_000L;

    private final FakeProcess process = new FakeProcess(false);

    @BeforeEach
    void crashOnly() {
        process.settings.crashOnly = true;
    }

    @Test
    void aDeathIsFollowedByAStartAtOnce() {
        process.begin(false);
        process.die();
        assertEquals("start run, start run", process.events());
    }

    @Test
    void aCrashAfterAWhileFindsTheBudgetFullAgain() {
        process.begin(false);
        for (int crash = 0; crash < 100; crash++) {
            process.pass(StartBudget.INTERVAL);
            process.die();
            assertTrue(process.alive());
        }
    }

    @Test
    void whoDiesForEverGetsNoMoreThanItsBudget() {
        process.begin(false);
        for (int i = 0; i < 10_000; i++) {
            process.die();
            process.pass(MILLISECOND);
        }
        long seconds = 10;
        long allowed = StartBudget.BURST + seconds * SECOND / StartBudget.INTERVAL;
        assertTrue(process.starts() <= allowed + 1, process.starts() + " starts");
        assertTrue(process.starts() >= allowed - 2, process.starts() + " starts");
    }

    @Test
    void downKillsAtOnce() {
        process.begin(false);
        process.control("d");
        process.die();
        process.pass(60 * SECOND);
        assertEquals("start run, kill", process.events());
        assertEquals(Lifecycle.DOWN, process.lifecycle.state());
    }

    @Test
    void restartKillsAndStarts() {
        process.begin(false);
        process.control("tcu");
        process.die();
        assertEquals("start run, kill, start run", process.events());
    }

    @Test
    void noScriptIsAskedBeforeAStartOrAStop() {
        process.scripts = "utdxk";
        process.begin(false);
        process.control("t");
        process.die();
        process.control("k");
        process.die();
        process.control("d");
        process.die();
        assertEquals("start run, kill, start run, kill, start run, kill", process.events());
    }

    @Test
    void otherSignalsStayWhatTheyAre() {
        process.scripts = "1";
        process.begin(false);
        process.control("h1");
        assertEquals("start run, signal h, ask 1", process.events());
    }

    @Test
    void finishRunsBesideTheNextRun() {
        process.finish = true;
        process.begin(false);
        process.die();
        assertEquals("start run, start run, finish beside", sorted());
        assertEquals(Lifecycle.RUN, process.lifecycle.state());
        process.finishExits(0);
        assertEquals(Lifecycle.RUN, process.lifecycle.state());
    }

    @Test
    void finishIsKilledAfterFiveSeconds() {
        process.finish = true;
        process.begin(false);
        process.die();
        process.pass(5 * SECOND - 1);
        assertFalse(process.events().contains("kill finish"));
        process.pass(1);
        assertTrue(process.events().endsWith("kill finish"));
    }

    @Test
    void exitWaitsForTheFinish() {
        process.finish = true;
        process.begin(false);
        process.control("x");
        process.die();
        assertFalse(process.events().contains("leave"));
        process.finishExits(-1);
        assertTrue(process.events().endsWith("leave"));
    }

    @Test
    void exitWithoutFinishLeavesAtOnce() {
        process.begin(false);
        process.control("x");
        process.die();
        assertEquals("start run, kill, leave", process.events());
    }

    @Test
    void finishThatExitsWith125TakesTheRestartBack() {
        process.finish = true;
        process.begin(false);
        process.die();
        process.finishExits(Lifecycle.GIVE_UP);
        process.finish = false;
        process.die();
        process.pass(60 * SECOND);
        assertTrue(process.lifecycle.gaveUp());
        assertEquals(Lifecycle.DOWN, process.lifecycle.state());
    }

    @Test
    void onceIsStartedOnce() {
        process.begin(true);
        process.control("o");
        process.die();
        process.pass(60 * SECOND);
        assertEquals("start run", process.events());
    }

    @Test
    void whatAnEarlierSupervisorLeftIsKilledAndStartedAfresh() {
        process.adopt(false, false, false);
        assertEquals("kill", process.events());
        process.die();
        assertEquals("kill, start run", process.events());
    }

    @Test
    void aSystemWithoutAProcessIsAskedAgainSoon() {
        process.forks = false;
        process.begin(false);
        process.pass(StartBudget.INTERVAL - 1);
        process.forks = true;
        process.pass(1);
        assertEquals("no fork, start run", process.events());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
    void whateverHappensThereAreTwoStatesAndWantIsObeyedWithinASecond(long seed) {
        Random random = new Random(seed);
        for (int life = 0; life < 300; life++) {
            FakeProcess one = new FakeProcess(random.nextInt(4) == 0);
            one.settings.crashOnly = true;
            one.finish = random.nextBoolean();
            one.begin(random.nextBoolean());
            for (int step = random.nextInt(200); step > 0; step--) {
                disturb(one, random);
                assertTrue(one.lifecycle.state() <= Lifecycle.RUN, "a third state");
            }
            one.forks = true;
            one.control("u");
            if (!one.lifecycle.alive()) {
                one.pass(SECOND);
            }
            assertEquals(Lifecycle.RUN, one.lifecycle.state(), one.events());
            one.control("d");
            one.die();
            one.pass(60 * SECOND);
            assertEquals(Lifecycle.DOWN, one.lifecycle.state(), one.events());
        }
    }

    private static void disturb(FakeProcess one, Random random) {
        one.forks = random.nextInt(10) != 0;
        switch (random.nextInt(6)) {
            case 0, 1 -> one.die();
            case 2 -> one.pass(random.nextLong(SECOND));
            case 3 -> {
                if (one.finishesBeside()) {
                    one.finishExits(random.nextInt(20) == 0 ? Lifecycle.GIVE_UP : 0);
                }
            }
            default -> one.control("udotkpchaiq12z".charAt(random.nextInt(14)));
        }
    }

    /** Whether the finish or the next ./run is started first is left open. */
    private String sorted() {
        return process.events().replace("start run, finish beside, start run", "start run, start run, finish beside");
    }
}
