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
    void toBeSeenUpInAnotherLifeEachTimeGainsHalfTheGraceAtMost() {
        Health health = new Health(GRACE, 0);
        long now = 0;
        for (; now < GRACE + GRACE / 2; now += SECOND) {
            health.see(true, 100 + now, now);
            assertFalse(health.starves(now));
        }
        health.see(true, 99, now);
        assertTrue(health.starves(now));
    }

    @Test
    void oneThatIsNotWellAtTheEndOfItsGraceStarvesThen() {
        Health health = new Health(GRACE, 0);
        for (long now = 0; now < GRACE; now += SECOND) {
            health.see(true, 100 + now, now);
        }
        health.see(false, 0, GRACE);
        assertTrue(health.starves(GRACE));
    }

    @Test
    void oneThatIsWellBeforeTheEndOfItsGraceAndStaysSoNeverStarves() {
        for (long fault = SECOND; fault < GRACE; fault += SECOND) {
            Health health = new Health(GRACE, 0);
            for (long now = 0; now < 4 * GRACE; now += SECOND / 2) {
                health.see(now >= fault, now >= fault ? 7 : 0, now);
                assertFalse(health.starves(now));
            }
            assertFalse(health.shaky());
            health.see(false, 0, 40 * SECOND);
            assertFalse(health.starves(49 * SECOND));
            assertTrue(health.starves(50 * SECOND), "the next fault has its own grace");
        }
    }

    @Test
    void oneThatIsWellForHalfItsGraceIsHealthyAgain() {
        Health health = new Health(GRACE, 0);
        health.see(true, 7, 9 * SECOND);
        assertEquals(13 * SECOND, health.unhealthyFor(13 * SECOND));
        health.see(true, 7, 14 * SECOND);
        assertEquals(0, health.unhealthyFor(14 * SECOND));
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
