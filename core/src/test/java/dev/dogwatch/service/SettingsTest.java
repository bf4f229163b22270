package dev.dogwatch.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** What the files of a service directory change in the life of a service that is not crash-only. */
class SettingsTest {
    private static final long SECOND = 1_000_000_000L;

    private final FakeProcess process = new FakeProcess(false);

    @Test
    void whoDoesNotStopInTimeIsKilled() {
        process.settings.killAfter = 2 * SECOND;
        process.begin(false);
        process.control("d");
        process.pass(2 * SECOND - 1);
        assertEquals("start run, signal t, signal c", process.events());
        process.pass(1);
        assertEquals("start run, signal t, signal c, kill", process.events());
    }

    @Test
    void whoStopsInTimeIsNotKilledAndNeitherIsTheNext() {
        process.settings.killAfter = 2 * SECOND;
        process.begin(false);
        process.pass(SECOND);
        process.control("t");
        process.die();
        process.pass(60 * SECOND);
        assertEquals("start run, signal t, start run", process.events());
    }

    @Test
    void aStopThatAScriptTookOverHasItsTimeToo() {
        process.settings.killAfter = 2 * SECOND;
        process.scripts = "td";
        process.begin(false);
        process.control("d");
        process.answer('t', true);
        process.pass(2 * SECOND);
        assertTrue(process.events().endsWith("kill"), process.events());
    }

    @Test
    void aTermThatAScriptTookOverIsNoStop() {
        process.settings.killAfter = 2 * SECOND;
        process.scripts = "t";
        process.begin(false);
        process.control("t");
        process.answer('t', true);
        process.pass(60 * SECOND);
        assertEquals("start run, ask t", process.events());
    }

    @Test
    void aFinishThatTakesTooLongIsKilled() {
        process.settings.finishAfter = 3 * SECOND;
        process.finish = true;
        process.begin(false);
        process.die();
        process.pass(3 * SECOND - 1);
        assertFalse(process.events().contains("kill"));
        process.pass(1);
        assertEquals("start run, start finish, kill finish", process.events());
    }

    @Test
    void finishThatExitsWith125GivesUp() {
        process.finish = true;
        process.begin(false);
        process.die();
        process.finishExits(Lifecycle.GIVE_UP);
        process.pass(60 * SECOND);
        assertEquals("start run, start finish", process.events());
        assertTrue(process.lifecycle.gaveUp());
        assertEquals(Lifecycle.WANT_UP, process.lifecycle.want());
        process.control("u");
        assertFalse(process.lifecycle.gaveUp());
        assertEquals("start run, start finish, start run", process.events());
    }

    @Test
    void whoDiesTooOftenIsGivenUp() {
        process.settings.mostDeaths = 3;
        process.settings.deathWindow = 10 * SECOND;
        process.begin(false);
        for (int i = 0; i < 5; i++) {
            process.die();
            process.pass(SECOND);
        }
        assertEquals(3, process.starts());
        assertTrue(process.lifecycle.gaveUp());
    }

    @Test
    void whoDiesSeldomIsNot() {
        process.settings.mostDeaths = 3;
        process.settings.deathWindow = 10 * SECOND;
        process.begin(false);
        for (int i = 0; i < 20; i++) {
            process.pass(6 * SECOND);
            process.die();
        }
        assertFalse(process.lifecycle.gaveUp());
    }

    @Test
    void deathsThatWereAskedForDoNotCount() {
        process.settings.mostDeaths = 3;
        process.settings.deathWindow = 1000 * SECOND;
        process.begin(false);
        for (int i = 0; i < 20; i++) {
            process.pass(SECOND);
            process.control(i % 2 == 0 ? "t" : "k");
            process.die();
        }
        assertFalse(process.lifecycle.gaveUp());
    }

    @Test
    void pausesDoubleUpToTheLongest() {
        process.settings.firstPause = SECOND / 2;
        process.settings.longestPause = 2 * SECOND;
        process.settings.resetAfter = 10 * SECOND;
        process.begin(false);
        long[] expected = {SECOND / 2, SECOND, 2 * SECOND, 2 * SECOND};
        int starts = 1;
        for (long pause : expected) {
            process.die();
            process.pass(pause - 1);
            assertEquals(starts, process.starts(), "too early");
            process.pass(1);
            assertEquals(++starts, process.starts(), "too late");
        }
        process.pass(10 * SECOND);
        process.die();
        assertTrue(process.alive(), "a long life is followed by a start at once");
        process.die();
        process.pass(SECOND / 2);
        assertTrue(process.alive(), "and then the first pause is the first again");
    }

    @Test
    void whoAsksForItNeedNotWaitForALongPause() {
        process.settings.firstPause = 60 * SECOND;
        process.settings.longestPause = 60 * SECOND;
        process.settings.resetAfter = 60 * SECOND;
        process.begin(false);
        process.pass(2 * SECOND);
        process.die();
        process.pass(SECOND);
        assertFalse(process.alive());
        process.control("u");
        assertTrue(process.alive());
    }

    @Test
    void whoSendsNoKeepaliveIsKilledAndStartedAgain() {
        process.settings.watchdog = 3 * SECOND;
        process.begin(false);
        process.pass(2 * SECOND);
        process.keepalive();
        process.pass(3 * SECOND - 1);
        assertEquals("start run", process.events());
        process.pass(1);
        assertEquals("start run, kill", process.events());
        assertEquals(1, process.lifecycle.expiries());
        process.die();
        assertEquals("start run, kill, start run", process.events());
    }

    @Test
    void whoIsPausedNeedNotSendAny() {
        process.settings.watchdog = 3 * SECOND;
        process.begin(false);
        process.control("p");
        process.pass(60 * SECOND);
        process.control("c");
        process.pass(3 * SECOND - 1);
        assertEquals("start run, signal p, signal c", process.events());
        process.pass(1);
        assertTrue(process.events().endsWith("kill"));
    }

    @Test
    void readinessEndsWithTheProcess() {
        process.settings.tellsReadiness = true;
        process.begin(false);
        assertFalse(process.lifecycle.ready());
        process.becomesReady();
        assertTrue(process.lifecycle.ready());
        process.pass(2 * SECOND);
        process.die();
        assertTrue(process.alive());
        assertFalse(process.lifecycle.ready());
    }
}
