package dev.dogwatch.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random lives: whatever comes in whatever order, {@link FakeProcess} sees every invariant kept, and afterwards a
 * service that is wanted up comes up and one that is wanted down stays down.
 */
class LifecycleRandomTest {
    private static final String BYTES = "udoxtkpchaiq12z";
    private static final long SECOND = 1_000_000_000L;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89})
    void keepsItsInvariantsAndComesToRest(long seed) {
        Random random = new Random(seed);
        for (int life = 0; life < 500; life++) {
            FakeProcess process = new FakeProcess(random.nextInt(4) == 0);
            process.scripts = random.nextBoolean() ? "" : "utdk".substring(random.nextInt(4));
            process.finish = random.nextBoolean();
            process.begin(random.nextBoolean());
            for (int step = random.nextInt(200); step > 0; step--) {
                disturb(process, random);
            }
            comesUp(process);
            goesDown(process);
        }
    }

    private static void disturb(FakeProcess process, Random random) {
        process.forks = random.nextInt(10) != 0;
        switch (random.nextInt(5)) {
            case 0 -> process.die();
            case 1 -> process.pass(random.nextLong(3 * SECOND));
            case 2 -> process.answer(BYTES.charAt(random.nextInt(BYTES.length() - 1)), random.nextBoolean());
            // No exit: a service that has left is no more.
            default -> process.control("udotkpchaiq12z".charAt(random.nextInt(14)));
        }
    }

    private static void comesUp(FakeProcess process) {
        process.forks = true;
        process.control("u");
        for (int i = 0; i < 4 && process.lifecycle.state() != Lifecycle.RUN; i++) {
            process.answer('u', false);
            process.pass(6 * SECOND);
            if (process.lifecycle.state() == Lifecycle.FINISH) {
                process.die();
            }
        }
        assertEquals(Lifecycle.RUN, process.lifecycle.state(), "does not come up: " + process.events());
        assertTrue(process.alive());
    }

    private static void goesDown(FakeProcess process) {
        process.control("d");
        process.die();
        process.die();
        process.pass(60 * SECOND);
        assertEquals(Lifecycle.DOWN, process.lifecycle.state(), "does not stay down: " + process.events());
        assertFalse(process.alive());
    }
}
