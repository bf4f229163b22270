package dev.dogwatch.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;

/**
 * Drives a {@link Lifecycle} as runsv does, with a clock and a process that exist in the test only, and holds it to
 * its invariants at every step.
 */
final class FakeProcess {
    final Lifecycle lifecycle;
    private final boolean log;
    private final List<String> events = new ArrayList<>();
    private long now = 1_000_000_000_000L;
    private long lastRun = Long.MIN_VALUE;
    private long lastDeath = Long.MIN_VALUE;
    private boolean lifeWasShort;
    private boolean alive;
    private boolean runs;
    /** The bytes that have a script. */
    String scripts = "";
    /** Whether there is a ./finish. */
    boolean finish;
    /** Whether the system has processes to give. */
    boolean forks = true;

    FakeProcess(boolean log) {
        this.log = log;
        lifecycle = new Lifecycle(log);
    }

    void begin(boolean wantedDown) {
        lifecycle.want(wantedDown);
        carryOut(lifecycle.begin(now));
    }

    void adopt(boolean wantedDown, boolean paused, boolean gotTerm) {
        alive = true;
        runs = true;
        lastRun = now;
        carryOut(lifecycle.adopt(wantedDown, paused, gotTerm, now));
    }

    void control(String bytes) {
        bytes.chars().forEach(this::control);
    }

    void control(int letter) {
        carryOut(lifecycle.control(letter, now));
    }

    void exit() {
        carryOut(lifecycle.exit());
    }

    void answer(int letter, boolean handled) {
        carryOut(lifecycle.consulted(letter, handled, now));
    }

    /** The process ends, if there is one. */
    void die() {
        if (alive) {
            alive = false;
            if (!runs || !finish || log) {
                lifeWasShort = now - lastRun < Lifecycle.THROTTLE;
                lastDeath = now;
            }
            carryOut(lifecycle.died(finish, now));
        }
    }

    /** Time goes on, and the loop wakes at the deadline as it asked. */
    void pass(long nanos) {
        long until = now + nanos;
        while (lifecycle.deadline() <= until) {
            now = Math.max(now, lifecycle.deadline());
            long before = lifecycle.deadline();
            carryOut(lifecycle.tick(now));
            assertTrue(lifecycle.deadline() > now || lifecycle.deadline() > before, "the loop would spin");
        }
        now = until;
    }

    boolean alive() {
        return alive;
    }

    /** What has been done so far, in order. */
    String events() {
        return String.join(", ", events);
    }

    private void carryOut(int first) {
        int actions = first;
        for (int round = 0;; round++) {
            assertTrue(round < 10, "consultations without end");
            if ((actions & Lifecycle.START) != 0) {
                start(true);
            }
            if ((actions & Lifecycle.START_FINISH) != 0) {
                start(false);
            }
            if ((actions & Lifecycle.SIGNAL) != 0) {
                signal();
            }
            if ((actions & Lifecycle.LEAVE) != 0) {
                assertFalse(alive, "leaves a living process behind");
                events.add("leave");
            }
            int letters = lifecycle.consultations();
            if (letters == 0) {
                break;
            }
            actions = consult(letters);
        }
        assertEquals(alive, lifecycle.alive(), "knows whether its process lives");
    }

    private int consult(int letters) {
        int actions = 0;
        for (int i = 0; i < ControlByte.COUNT; i++) {
            if ((letters & 1 << i) != 0) {
                char letter = (char) ControlByte.letter(i);
                if (!log && scripts.indexOf(letter) >= 0) {
                    events.add("ask " + letter);
                } else {
                    actions |= lifecycle.consulted(letter, false, now);
                }
            }
        }
        return actions;
    }

    private void start(boolean run) {
        assertFalse(alive, "starts a second process beside a living one");
        if (run && lastDeath != Long.MIN_VALUE && lifeWasShort) {
            assertTrue(now - lastDeath >= Lifecycle.THROTTLE, "starts again too soon after a short life");
        }
        if (!forks) {
            events.add("no fork");
            lifecycle.failedToStart(now);
            return;
        }
        alive = true;
        runs = run;
        lastRun = run ? now : lastRun;
        events.add(run ? "start run" : "start finish");
    }

    private void signal() {
        assertTrue(alive && runs, "signals what is not a living ./run");
        int letters = lifecycle.signals();
        for (int i = 0; i < ControlByte.COUNT; i++) {
            if ((letters & 1 << i) != 0) {
                events.add("signal " + (char) ControlByte.letter(i));
            }
        }
    }
}
