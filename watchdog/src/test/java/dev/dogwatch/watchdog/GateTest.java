package dev.dogwatch.watchdog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** When the devices are fed, with a clock made up. */
class GateTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void aNodeThatIsWellIsFed() {
        Gate gate = new Gate(0);
        for (long now = 0; now < 100 * SECOND; now += SECOND) {
            assertEquals(Gate.NOTHING, gate.judge(true, true, now));
            assertTrue(gate.feeds());
        }
    }

    @Test
    void itIsFedOnUntilTheReasonIsOnTheDisk() {
        Gate gate = new Gate(0);
        assertEquals(Gate.STARVES, gate.judge(false, false, 0));
        assertEquals(Gate.NOTHING, gate.judge(false, false, SECOND / 2));
        assertTrue(gate.feeds());
        assertEquals(Gate.CLOSES, gate.judge(false, true, SECOND / 2));
        assertFalse(gate.feeds());
    }

    @Test
    void aDiskThatDoesNotAnswerIsWaitedForOneSecond() {
        Gate gate = new Gate(0);
        gate.judge(false, false, 0);
        assertEquals(SECOND, gate.deadline(-1));
        assertEquals(Gate.NOTHING, gate.judge(false, false, SECOND - 1));
        assertEquals(Gate.CLOSES, gate.judge(false, false, SECOND));
    }

    @Test
    void whoIsWellAgainIsFedAgain() {
        Gate gate = new Gate(0);
        gate.judge(false, true, 0);
        gate.judge(false, true, 0);
        assertEquals(Gate.RECOVERS, gate.judge(true, true, 2 * SECOND));
        assertTrue(gate.feeds());
        assertEquals(Gate.STARVES, gate.judge(false, true, 3 * SECOND));
        assertEquals(Gate.RECOVERS, gate.judge(true, false, 3 * SECOND));
    }

    @Test
    void anOrderlyRebootHasItsTimeAndNoMore() {
        Gate gate = new Gate(60 * SECOND);
        assertEquals(Gate.STARVES, gate.judge(false, true, 0));
        assertEquals(Gate.ENDS, gate.judge(false, true, 0));
        assertTrue(gate.feeds());
        assertEquals(Gate.NOTHING, gate.judge(true, true, 59 * SECOND), "its services are being stopped: too late");
        assertEquals(Gate.CLOSES, gate.judge(true, true, 60 * SECOND));
        assertEquals(Gate.NOTHING, gate.judge(true, true, 61 * SECOND));
        assertFalse(gate.feeds());
    }

    /** Whatever comes: never closed without a word before it, never open for longer than the limits while not well. */
    @Test
    void nothingKeepsASickNodeFed() {
        Random random = new Random(5);
        for (int life = 0; life < 2000; life++) {
            long limit = random.nextBoolean() ? 0 : random.nextInt(1, 100) * SECOND;
            Gate gate = new Gate(limit);
            long now = 0;
            long sickSince = -1;
            boolean told = false;
            for (int step = 0; step < 200; step++) {
                now += random.nextLong(SECOND);
                boolean well = random.nextInt(10) == 0;
                sickSince = well ? -1 : sickSince < 0 ? now : sickSince;
                for (int event = gate.judge(well, random.nextBoolean(), now); event != Gate.NOTHING;
                        event = gate.judge(well, random.nextBoolean(), now)) {
                    told = event == Gate.STARVES || told && event != Gate.RECOVERS;
                }
                assertTrue(gate.feeds() || told, "closed without a word");
                if (sickSince >= 0 && now - sickSince >= Gate.NOTE_LIMIT + limit + 2 * SECOND) {
                    assertFalse(gate.feeds(), "fed too long");
                }
            }
        }
    }
}
