package dev.dogwatch.watchdog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long a critical service may be unhealthy, with a clock made up. */
class HealthTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long GRACE = 10 * SECOND;

    @Test
    void oneThatNeverComesUpStarvesBehindItsGrace() {
        Health health = new Health(GRACE, 0);
        for (long now = 0; now < GRACE; now += SECOND) {
            health.see(false, 0, now);
            assertFalse(health.starves(now));
        }
        health.see(false, 0, GRACE);
        assertTrue(health.starves(GRACE));
        assertEquals(GRACE, health.unhealthyFor(GRACE));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 10, 30, 600})
    void oneDeathIsForgivenWhateverTheGrace(long seconds) {
        Health health = new Health(seconds * SECOND, 0);
        long now = 0;
        for (; now < 3 * seconds * SECOND; now += SECOND) {
            health.see(true, 7, now);
            assertFalse(health.starves(now), () -> "in the first life");
        }
        long death = now;
        for (; now < death + 3 * seconds * SECOND; now += SECOND) {
            health.see(true, 8, now);
            assertFalse(health.starves(now), () -> "in the second life");
        }
        assertFalse(health.shaky());
    }

    @Test
    void oneThatIsSeenUpInAnotherLifeEachTimeStarves() {
        Health health = new Health(GRACE, 0);
        for (long now = 0; now < GRACE; now += SECOND) {
            health.see(true, 100 + now, now);
            assertFalse(health.starves(now));
        }
        health.see(true, 99, GRACE);
        assertTrue(health.starves(GRACE));
    }

    @Test
    void oneThatIsWellForHalfItsGraceIsHealthyAgain() {
        Health health = new Health(GRACE, 0);
        health.see(false, 0, 8 * SECOND);
        health.see(true, 7, 9 * SECOND);
        assertTrue(health.starves(10 * SECOND), "not yet");
        health.see(true, 7, 14 * SECOND);
        assertFalse(health.starves(14 * SECOND));
        assertEquals(0, health.unhealthyFor(14 * SECOND));
        health.see(false, 0, 20 * SECOND);
        assertFalse(health.starves(29 * SECOND));
        assertTrue(health.starves(30 * SECOND));
    }

    @Test
    void oneThatIsNotWantedUpIsLetBe() {
        Health health = new Health(GRACE, 0);
        health.see(false, 0, 9 * SECOND);
        health.rest();
        assertFalse(health.starves(100 * SECOND));
        health.see(false, 0, 100 * SECOND);
        assertFalse(health.starves(109 * SECOND), "its grace begins anew");
        assertTrue(health.starves(110 * SECOND));
    }
}
