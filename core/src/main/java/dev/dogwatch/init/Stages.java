package dev.dogwatch.init;

/**
 * The three stages of process 1 as a pure state machine: an event and the monotonic time (ns) go in, the state changes,
 * and what is to be done comes out as a set of bits, to be carried out in the order of the bits (contract, runit). It
 * touches no clock, file or process.
 *
 * <p>Invariants: at most one stage runs; what has been left is never entered again, but for stage 2 that failed; every
 * wait has a deadline, so whatever a stage or a script does, a request is answered.
 *
 * <p>Differences from C runit, which sleeps and blocks: a stage 2 that fails after a longer life is started again without
 * a pause; requests are obeyed in the pause and while a script of a request runs; a stage 2 that not even KILL ends (it
 * hangs in the kernel) is left behind.
 */
final class Stages {
    static final int FIRST = 1;
    static final int SECOND = 2;
    static final int THIRD = 3;

    // Requests, as a set: which signals came, and which scripts there are.

    static final int CONTINUE = 1;
    static final int CTRLALTDEL = 1 << 1;
    static final int POWER_FAILURE = 1 << 2;

    // Actions.

    static final int SAY_ONLY_IN_SECOND = 1;
    static final int SAY_CRASHED = 1 << 1;
    static final int SAY_FAILED = 1 << 2;
    static final int SAY_NOT_TERMINATED = 1 << 3;
    /** KILL to the stage that runs. */
    static final int KILL = 1 << 4;
    static final int SAY_LEFT_BEHIND = 1 << 5;
    static final int SAY_KILLING_GROUP = 1 << 6;
    /** KILL to the process group of the stage 2 that has just died. */
    static final int KILL_GROUP = 1 << 7;
    /** The request to stop is granted: take its flag down. */
    static final int CLEAR_STOP = 1 << 8;
    /** TERM to the stage that runs. */
    static final int TERMINATE = 1 << 9;
    /** "leave stage"; this and what is said of a death is about {@link #left()}. */
    static final int SAY_LEAVE = 1 << 10;
    static final int SAY_SKIPPING = 1 << 11;
    static final int SAY_RESTARTING = 1 << 12;
    /** Start {@link #stage()}. */
    static final int START = 1 << 13;
    /** Start the script of the ctrl-alt-del request. */
    static final int START_CTRLALTDEL = 1 << 14;
    /** Start the script of the power failure. */
    static final int START_POWER_FAILURE = 1 << 15;
    /** All stages are over: kill everything, then power off or reboot. */
    static final int END = 1 << 16;

    /**
     * ns: from one start of stage 2 to the next when it fails, and the pause after a start for which the system had no
     * process.
     */
    static final long PAUSE = 5_000_000_000L;
    /** ns: how long stage 2 may take to obey TERM, and the kernel to obey KILL. */
    static final long STOP_LIMIT = 5_000_000_000L;

    private static final int EXIT_SKIPS_SECOND = 100;
    private static final int EXIT_RESTARTS_SECOND = 111;
    private static final long NEVER = Long.MAX_VALUE;

    private static final int DUE = 0;
    private static final int RUNNING = 1;
    private static final int TERMINATED = 2;
    private static final int KILLED = 3;
    private static final int OVER = 4;

    private int stage = FIRST;
    private int left;
    private int phase = DUE;
    /** In the phases DUE, TERMINATED and KILLED: until when. */
    private long until = NEVER;
    private boolean restarting;
    /** When the stage was started last. */
    private long startedAt;
    /** Scripts that run, or are to be started when {@link #scriptsUntil} has come. */
    private int scripts;
    private int scriptsDue;
    private long scriptsUntil = NEVER;

    /** Begins with stage 1. */
    int begin() {
        phase = RUNNING;
        return START;
    }

    /** The stage that runs has ended, by a signal or with an exit code. */
    int died(boolean crashed, int code, long now) {
        if (phase == TERMINATED || phase == KILLED) {
            return leave(THIRD, now);
        }
        if (phase != RUNNING) {
            return 0;
        }
        left = stage;
        int said = crashed ? SAY_CRASHED : code != 0 ? SAY_FAILED : 0;
        if (stage == FIRST && (crashed || code == EXIT_SKIPS_SECOND)) {
            return said | SAY_SKIPPING | leave(THIRD, now);
        }
        if (stage == SECOND && (crashed || code == EXIT_RESTARTS_SECOND)) {
            restarting = true;
            phase = DUE;
            until = Math.max(now, startedAt + PAUSE);
            return said | SAY_KILLING_GROUP | KILL_GROUP;
        }
        if (stage == THIRD) {
            phase = OVER;
            until = NEVER;
            return said | SAY_LEAVE | END;
        }
        return said | leave(stage + 1, now);
    }

    /** The start that was asked for could not be made: the system has no process for us now. */
    void failedToStart(long now) {
        pause(now);
    }

    /**
     * Signals have come.
     *
     * @param signals the requests that they are, a set
     * @param executable the requests that have a script
     * @param stop whether the flag that stops stage 2 is up
     */
    int asked(int signals, int executable, boolean stop, long now) {
        if (signals == 0 || phase == OVER) {
            return 0;
        }
        if (stage != SECOND) {
            return SAY_ONLY_IN_SECOND;
        }
        if ((signals & CONTINUE) != 0 && stop) {
            return stop(now);
        }
        int fresh = signals & executable & ~CONTINUE & ~scripts;
        scripts |= fresh;
        return starts(fresh);
    }

    /** A script of a request has ended: then it counts as CONT. */
    int scriptEnded(int script, boolean stop, long now) {
        scripts &= ~script;
        return stage == SECOND && stop ? stop(now) : 0;
    }

    /** A script of a request could not be started: the system has no process for us now. */
    void scriptFailedToStart(int script, long now) {
        scriptsDue |= script;
        scriptsUntil = now + PAUSE;
    }

    /** Time has passed; to be called when {@link #deadline()} has come. */
    int tick(long now) {
        return tickScripts(now) | tickStage(now);
    }

    /** When {@link #tick} is due (monotonic ns); Long.MAX_VALUE for never. */
    long deadline() {
        return Math.min(until, scriptsUntil);
    }

    /** The stage that runs or is to run, {@link #FIRST} to {@link #THIRD}. */
    int stage() {
        return stage;
    }

    /** The stage that ended or was left last. */
    int left() {
        return left;
    }

    boolean isOver() {
        return phase == OVER;
    }

    private int tickScripts(long now) {
        if (now < scriptsUntil) {
            return 0;
        }
        int due = stage == SECOND ? scriptsDue : 0;
        scripts &= ~scriptsDue | due;
        scriptsDue = 0;
        scriptsUntil = NEVER;
        return starts(due);
    }

    private int tickStage(long now) {
        if (now < until) {
            return 0;
        }
        until = NEVER;
        switch (phase) {
            case DUE:
                phase = RUNNING;
                startedAt = now;
                int said = restarting ? SAY_RESTARTING : 0;
                restarting = false;
                return said | START;
            case TERMINATED:
                phase = KILLED;
                until = now + STOP_LIMIT;
                return SAY_NOT_TERMINATED | KILL;
            case KILLED:
                return SAY_LEFT_BEHIND | leave(THIRD, now);
            default:
                return 0;
        }
    }

    private int stop(long now) {
        if (phase == DUE) {
            return CLEAR_STOP | leave(THIRD, now);
        }
        if (phase != RUNNING) {
            return 0;
        }
        phase = TERMINATED;
        until = now + STOP_LIMIT;
        return CLEAR_STOP | TERMINATE;
    }

    private int leave(int next, long now) {
        startedAt = now;
        left = stage;
        stage = next;
        phase = RUNNING;
        until = NEVER;
        restarting = false;
        return SAY_LEAVE | START;
    }

    private void pause(long now) {
        phase = DUE;
        until = now + PAUSE;
    }

    private static int starts(int scripts) {
        return ((scripts & CTRLALTDEL) != 0 ? START_CTRLALTDEL : 0)
                | ((scripts & POWER_FAILURE) != 0 ? START_POWER_FAILURE : 0);
    }
}
