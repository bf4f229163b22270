package dev.dogwatch.init;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Drives {@link Stages} as process 1 does, with a clock and processes that exist in the test only, and holds it to its invariants. */
final class FakeMachine {
    private static final Map<Integer, String> TEXTS = new TreeMap<>(Map.ofEntries(
            Map.entry(Stages.SAY_ONLY_IN_SECOND, "only in 2"), Map.entry(Stages.SAY_CRASHED, "crashed"), Map.entry(Stages.SAY_FAILED, "failed"),
            Map.entry(Stages.SAY_NOT_TERMINATED, "not terminated"), Map.entry(Stages.KILL, "KILL"), Map.entry(Stages.SAY_LEFT_BEHIND, "left behind"),
            Map.entry(Stages.SAY_KILLING_GROUP, "killing group"), Map.entry(Stages.KILL_GROUP, "KILL group"), Map.entry(Stages.CLEAR_STOP, "clear"),
            Map.entry(Stages.TERMINATE, "TERM"), Map.entry(Stages.SAY_LEAVE, "leave"), Map.entry(Stages.SAY_SKIPPING, "skipping"),
            Map.entry(Stages.SAY_RESTARTING, "restarting"), Map.entry(Stages.START, "start"), Map.entry(Stages.START_CTRLALTDEL, "ctrlaltdel"),
            Map.entry(Stages.START_POWER_FAILURE, "pwrfail"), Map.entry(Stages.END, "end")));

    final Stages stages = new Stages();
    private final List<String> events = new ArrayList<>();
    private long now = 1_000_000_000_000L;
    /** The flag that stops stage 2. */
    boolean flag;
    /** Whether the system has processes to give. */
    boolean forks = true;
    /** The scripts that are there. */
    int executable = Stages.CTRLALTDEL | Stages.POWER_FAILURE;
    private int running;
    private int highest;
    private int scripts;

    void begin() {
        carryOut(stages.begin());
    }

    void exit(int code) {
        die(false, code);
    }

    void crash() {
        die(true, 0);
    }

    void signal(int signals) {
        carryOut(stages.asked(signals, executable, flag, now));
    }

    void endScript(int script) {
        if ((scripts & script) != 0) {
            scripts &= ~script;
            carryOut(stages.scriptEnded(script, flag, now));
        }
    }

    /** Lets time pass, and wakes the machine whenever its deadline comes. */
    void pass(long nanos) {
        long end = now + nanos;
        while (stages.deadline() <= end) {
            long due = stages.deadline();
            now = Math.max(now, due);
            carryOut(stages.tick(now));
            assertTrue(stages.deadline() > due, "it would spin");
        }
        now = end;
        carryOut(stages.tick(now));
    }

    int running() {
        return running;
    }

    int scripts() {
        return scripts;
    }

    /** What was done since the last time, in order. */
    List<String> events() {
        List<String> all = List.copyOf(events);
        events.clear();
        return all;
    }

    private void die(boolean crashed, int code) {
        if (running != 0) {
            running = 0;
            carryOut(stages.died(crashed, code, now));
        }
    }

    private void carryOut(int actions) {
        for (Map.Entry<Integer, String> action : TEXTS.entrySet()) {
            if ((actions & action.getKey()) != 0) {
                carryOut(action.getKey(), action.getValue());
            }
        }
    }

    private void carryOut(int action, String text) {
        boolean ofStage = action == Stages.SAY_LEAVE || action == Stages.SAY_CRASHED || action == Stages.SAY_FAILED;
        events.add(ofStage ? text + " " + stages.left() : action == Stages.START ? text + " " + stages.stage() : text);
        switch (action) {
            case Stages.START -> start();
            case Stages.START_CTRLALTDEL -> startScript(Stages.CTRLALTDEL);
            case Stages.START_POWER_FAILURE -> startScript(Stages.POWER_FAILURE);
            case Stages.CLEAR_STOP -> {
                assertTrue(flag, "stopped without being asked");
                flag = false;
            }
            case Stages.KILL, Stages.TERMINATE -> assertEquals(Stages.SECOND, running, "only stage 2 is signalled");
            case Stages.SAY_LEFT_BEHIND -> running = 0;
            case Stages.END -> {
                assertEquals(Stages.THIRD, highest);
                assertEquals(0, running);
            }
            default -> { }
        }
    }

    private void start() {
        assertEquals(0, running, "two stages at once");
        assertTrue(stages.stage() >= highest, "back from stage " + highest);
        assertFalse(stages.isOver());
        highest = stages.stage();
        if (forks) {
            running = stages.stage();
        } else {
            stages.failedToStart(now);
        }
    }

    private void startScript(int script) {
        assertEquals(0, scripts & script, "one script twice at once");
        assertEquals(Stages.SECOND, stages.stage());
        if (forks) {
            scripts |= script;
        } else {
            stages.scriptFailedToStart(script, now);
        }
    }
}
