package dev.dogwatch.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The life of a service, event by event, on a clock that only the test moves. */
class LifecycleTest {
    private static final long SECOND = 1_000_000_000L;

    private final FakeProcess service = new FakeProcess(false);
    private final FakeProcess log = new FakeProcess(true);

    @Test
    void startsAtOnceWhenWantedUp() {
        service.begin(false);
        assertEquals("start run", service.events());
    }

    @Test
    void staysDownWithAFileDown() {
        service.begin(true);
        assertEquals("", service.events());
        assertEquals(Lifecycle.DOWN, service.lifecycle.state());
    }

    @Test
    void startsAgainAtOnceAfterALongLife() {
        service.begin(false);
        service.pass(5 * SECOND);
        service.die();
        assertEquals("start run, start run", service.events());
    }

    @Test
    void waitsASecondAfterAShortLife() {
        service.begin(false);
        service.pass(SECOND / 2);
        service.die();
        service.pass(SECOND - 1);
        assertEquals("start run", service.events());
        service.pass(1);
        assertEquals("start run, start run", service.events());
    }

    @Test
    void obeysDownDuringTheThrottle() {
        service.begin(false);
        service.die();
        service.control("d");
        service.pass(10 * SECOND);
        assertEquals("start run", service.events());
    }

    @Test
    void doesNotLoseAnUpThatFollowsADownDuringTheThrottle() {
        service.begin(false);
        service.control("d");
        service.die();
        service.control("u");
        assertEquals("start run, signal t, signal c", service.events());
        service.pass(SECOND);
        assertEquals("start run, signal t, signal c, start run", service.events());
    }

    @Test
    void runsFinishAndThenStarts() {
        service.finish = true;
        service.begin(false);
        service.pass(2 * SECOND);
        service.die();
        assertEquals(Lifecycle.FINISH, service.lifecycle.state());
        service.pass(3 * SECOND);
        service.die();
        assertEquals("start run, start finish, start run", service.events());
    }

    @Test
    void keepsAWantDownThatCameDuringFinish() {
        service.finish = true;
        service.begin(false);
        service.pass(2 * SECOND);
        service.die();
        service.control("d");
        service.die();
        service.pass(10 * SECOND);
        assertEquals("start run, start finish", service.events());
    }

    @Test
    void signalsNothingInFinish() {
        service.finish = true;
        service.begin(false);
        service.die();
        service.control("tkpchaiq12d");
        assertEquals("start run, start finish", service.events());
    }

    @Test
    void runsFinishOnceAlthoughKilledDuringIt() {
        service.finish = true;
        service.begin(false);
        service.pass(2 * SECOND);
        service.die();
        service.control("k");
        service.die();
        assertEquals("start run, start finish, start run", service.events());
    }

    @Test
    void runsOnceWithoutBeingWantedUp() {
        service.begin(true);
        service.control("o");
        service.pass(2 * SECOND);
        service.die();
        service.pass(10 * SECOND);
        assertEquals("start run", service.events());
    }

    @Test
    void remembersAOnceThatCameDuringTheThrottle() {
        service.begin(false);
        service.die();
        service.control("do");
        service.pass(SECOND);
        service.pass(SECOND);
        service.die();
        service.pass(10 * SECOND);
        assertEquals("start run, start run", service.events());
    }

    @Test
    void stopsWithTermAndContAndShowsIt() {
        service.begin(false);
        service.control("d");
        assertEquals("start run, signal t, signal c", service.events());
        assertTrue(service.lifecycle.gotTerm());
        service.die();
        assertFalse(service.lifecycle.gotTerm());
    }

    @Test
    void sendsTermAloneForT() {
        service.begin(false);
        service.control("t");
        assertEquals("start run, signal t", service.events());
    }

    @Test
    void sendsNoTermWhenTheScriptTookOver() {
        service.scripts = "t";
        service.begin(false);
        service.control("d");
        service.answer('t', true);
        assertEquals("start run, ask t, signal c", service.events());
        assertFalse(service.lifecycle.gotTerm());
    }

    @Test
    void obeysKillWhileTheTermScriptHangs() {
        service.scripts = "t";
        service.begin(false);
        service.control("tk");
        assertEquals("start run, ask t, signal k", service.events());
    }

    @Test
    void doesNotTermTheNextProcessForAnAnswerAboutTheLast() {
        service.scripts = "t";
        service.begin(false);
        service.pass(2 * SECOND);
        service.control("t");
        service.die();
        service.answer('t', false);
        assertEquals("start run, ask t, start run", service.events());
    }

    @Test
    void runsTheDownScriptBehindATermScriptThatEndedTheProcess() {
        service.scripts = "td";
        service.begin(false);
        service.control("d");
        service.die();
        service.answer('t', true);
        assertEquals("start run, ask t, ask d", service.events());
    }

    @Test
    void waitsForTheUpScriptAndCanBeToldDownMeanwhile() {
        service.scripts = "u";
        service.begin(false);
        assertEquals("ask u", service.events());
        service.control("d");
        service.answer('u', true);
        assertEquals("ask u", service.events());
        service.control("u");
        service.answer('u', false);
        assertEquals("ask u, ask u, start run", service.events());
    }

    @Test
    void keepsTheStateUntilAKilledProcessIsDead() {
        service.begin(false);
        service.control("k");
        assertEquals(Lifecycle.RUN, service.lifecycle.state());
        service.control("u");
        service.control("d");
        assertEquals("start run, signal k", service.events());
    }

    @Test
    void canStillBeStoppedAfterAScriptTookOverTheKill() {
        service.scripts = "k";
        service.begin(false);
        service.control("k");
        service.answer('k', true);
        service.control("d");
        assertEquals("start run, ask k, signal t, signal c", service.events());
    }

    @Test
    void isPausedAndContinued() {
        service.begin(false);
        service.control("p");
        assertTrue(service.lifecycle.paused());
        service.control("c");
        assertFalse(service.lifecycle.paused());
        assertEquals("start run, signal p, signal c", service.events());
    }

    @Test
    void leavesWhenItIsDownAndToExit() {
        service.begin(false);
        service.control("x");
        assertEquals("start run, signal t, signal c", service.events());
        service.die();
        assertEquals("start run, signal t, signal c, leave", service.events());
    }

    @Test
    void leavesAtOnceWhenDownAlready() {
        service.begin(true);
        service.control("x");
        assertEquals("leave", service.events());
    }

    @Test
    void ignoresUnknownBytes() {
        service.begin(false);
        for (int b = Byte.MIN_VALUE; b <= Byte.MAX_VALUE; b++) {
            if (ControlByte.index(b) < 0) {
                service.control(b);
            }
        }
        assertEquals("start run", service.events());
    }

    @Test
    void triesAgainFiveSecondsAfterAFailedFork() {
        service.forks = false;
        service.begin(false);
        assertEquals(Lifecycle.DOWN, service.lifecycle.state());
        service.forks = true;
        service.pass(5 * SECOND - 1);
        assertEquals("no fork", service.events());
        service.pass(1);
        assertEquals("no fork, start run", service.events());
    }

    @Test
    void triesAgainWhatItWasToRunOnceAfterAFailedFork() {
        service.begin(true);
        service.forks = false;
        service.control("o");
        service.forks = true;
        service.pass(5 * SECOND);
        assertEquals("no fork, start run", service.events());
        service.pass(2 * SECOND);
        service.die();
        service.pass(10 * SECOND);
        assertEquals("no fork, start run", service.events());
    }

    @Test
    void adoptsALivingProcessAsItWas() {
        service.adopt(true, true, true);
        assertEquals("", service.events());
        assertEquals(Lifecycle.RUN, service.lifecycle.state());
        assertTrue(service.lifecycle.paused() && service.lifecycle.gotTerm());
        service.control("u");
        service.pass(2 * SECOND);
        service.die();
        assertEquals("start run", service.events());
    }

    @Test
    void triesFinishAgainAfterAFailedFork() {
        service.finish = true;
        service.begin(false);
        service.forks = false;
        service.die();
        assertEquals(Lifecycle.FINISH, service.lifecycle.state());
        service.forks = true;
        service.pass(5 * SECOND);
        assertEquals("start run, no fork, start finish", service.events());
    }

    @Test
    void logServiceIgnoresExitAndIsNeverSignalledWhenItLeaves() {
        log.begin(false);
        log.control("x");
        assertEquals("start run", log.events());
        log.exit();
        log.control("du");
        assertEquals("start run", log.events());
        log.die();
        assertEquals("start run, leave", log.events());
    }

    @Test
    void logServiceHasNoFinish() {
        log.finish = true;
        log.begin(false);
        log.pass(2 * SECOND);
        log.die();
        assertEquals("start run, start run", log.events());
    }
}
