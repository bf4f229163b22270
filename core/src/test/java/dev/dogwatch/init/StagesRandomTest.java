package dev.dogwatch.init;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random lives: {@link FakeMachine} sees every invariant kept, and whoever asks for the end gets it. */
class StagesRandomTest {
    private static final long SECOND = 1_000_000_000L;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89})
    void keepsItsInvariantsAndComesToItsEnd(long seed) {
        Random random = new Random(seed);
        for (int life = 0; life < 500; life++) {
            FakeMachine machine = new FakeMachine();
            machine.forks = random.nextBoolean();
            machine.begin();
            for (int step = random.nextInt(100); step > 0; step--) {
                disturb(machine, random);
            }
            end(machine);
        }
    }

    private static void disturb(FakeMachine machine, Random random) {
        machine.forks = random.nextInt(5) != 0;
        machine.flag |= random.nextInt(10) == 0;
        machine.executable = random.nextInt(4) << 1;
        switch (random.nextInt(8)) {
            case 0 -> machine.exit(random.nextBoolean() ? 111 : random.nextInt(256));
            case 1 -> machine.crash();
            case 2, 3 -> machine.signal(random.nextInt(8));
            case 4 -> machine.endScript(1 << 1 + random.nextInt(2));
            default -> machine.pass(random.nextLong(4 * SECOND));
        }
    }

    /** Nothing dies by itself any more but what KILL kills, and stages 1 and 3, which nobody may hurry. */
    private static void end(FakeMachine machine) {
        machine.forks = true;
        for (int i = 0; i < 4 && !machine.stages.isOver(); i++) {
            machine.pass(6 * SECOND);
            if (machine.stages.stage() == Stages.SECOND) {
                machine.flag = true;
                machine.signal(Stages.CONTINUE);
                machine.pass(11 * SECOND);
            } else {
                machine.exit(0);
            }
        }
        assertTrue(machine.stages.isOver(), () -> "does not end: " + machine.events());
    }
}
