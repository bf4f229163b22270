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
    final Settings settings = new Settings();
    private final boolean log;
    private final List<String> events = new ArrayList<>();
    private long now = 1_000_000_000_000L;
    private long lastRun = Long.MIN_VALUE;
    private long lastDeath = Long.MIN_VALUE;
    private boolean lifeWasShort;
    private boolean alive;
    private boolean runs;
    private boolean beside;
    private boolean killed;
    /** The bytes that have a script. */
    String scripts = "";
    /** Whether there is a ./finish. */
    boolean finish;
    /** Whether the system has processes to give. */
    boolean forks = true;

    FakeProcess(boolean log) {
        this.log = log;
        lifecycle = new Lifecycle(log, settings);
    }

    void begin(boolean wantedDown) {
        lifecycle.want(wantedDown);
        carryOut(lifecycle.begin(now));
    }

    void adopt(boolean wantedDown, boolean paused, boolean gotTerm) {
        alive = true;
        runs = true;
        lastRun = now;
        carryOut(lifecycle.adopt(wantedDown, paused, gotTerm, false, now, now));
    }

    void control(String bytes) {
        bytes.chars().forEach(this::control);
    }

    void control(int letter) {
        carryOut(lifecycle.control(letter, now));
    }

    void exit() {
        carryOut(lifecycle.exit(now));
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

    /** The finish ends with this exit code, whether it is the state of the service or runs beside it. */
    void finishExits(int code) {
        if (beside) {
            beside = false;
            carryOut(lifecycle.finishExited(code) | lifecycle.finishEndedBeside());
        } else {
            assertTrue(alive && !runs, "no finish runs");
            carryOut(lifecycle.finishExited(code));
            die();
        }
    }

    void becomesReady() {
        carryOut(lifecycle.becomesReady());
    }

    void keepalive() {
        lifecycle.keepalive(now);
    }

    /** Whether it was killed and has not ended yet. */
    boolean dying() {
        return alive && killed;
    }

    boolean finishesBeside() {
        return beside;
    }

    int starts() {
        return (int) events.stream().filter("start run"::equals).count();
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
            if ((actions & Lifecycle.KILL) != 0) {
                assertTrue(alive && runs, "kills what is not a living ./run");
                assertFalse(killed, "kills twice");
                killed = true;
                events.add("kill");
            }
            if ((actions & Lifecycle.START_FINISH_BESIDE) != 0) {
                assertTrue(settings.crashOnly, "only a crash-only service has its finish beside it");
                beside = true;
                events.add("finish beside");
            }
            if ((actions & Lifecycle.KILL_FINISH) != 0) {
                assertTrue(beside || alive && !runs, "kills a finish that is not there");
                events.add("kill finish");
            }
            if ((actions & Lifecycle.LEAVE) != 0) {
                assertFalse(alive || beside, "leaves a living process behind");
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
        if (run && lastDeath != Long.MIN_VALUE && lifeWasShort && !settings.crashOnly && settings.firstPause == 0) {
            assertTrue(now - lastDeath >= Lifecycle.THROTTLE, "starts again too soon after a short life");
        }
        if (!forks) {
            events.add("no fork");
            lifecycle.failedToStart(now);
            return;
        }
        alive = true;
        killed = false;
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
