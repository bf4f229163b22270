package dev.dogwatch.init;

/**
 * The life of a container as a pure state machine, as {@link Stages} is one for a system: events and the monotonic time
 * (ns) go in, actions come out as a set of bits, to be carried out in the order of the bits.
 *
 * <p>One command runs. TERM, and INT and HUP when the command is a runsvdir, ask for the end of all: the command is told, and
 * when it has ended its children that are left; what still lives at the limit is killed. The end of the command by
 * itself is the end of all likewise. What every process left behind is reaped by then, so the exit code says how it went.
 */
final class Confinement {
    /** Tell the runsvdir to take its services down: HUP. */
    static final int HANG_UP = 1;
    /** TERM to the command. */
    static final int TERMINATE = 1 << 1;
    /** The signal that has come, to the command. */
    static final int FORWARD = 1 << 2;
    /** TERM to our children: the command has ended and left them. */
    static final int TERMINATE_ORPHANS = 1 << 3;
    /** TERM to those of them that are no runsv, since those have been told. */
    static final int TERMINATE_STRAYS = 1 << 4;
    /** KILL to all. */
    static final int KILL_ALL = 1 << 5;
    /** End with {@link #exitCode()}. */
    static final int LEAVE = 1 << 6;

    /** As a shell counts: the end by a signal is 128 and its number. */
    private static final int BY_SIGNAL = 128;
    private static final int SIGKILL = 9;
    private static final long NEVER = Long.MAX_VALUE;

    private final boolean runsvdir;
    private final long limit;
    private boolean alive = true;
    private boolean asked;
    private boolean killed;
    private int code;
    private long until = NEVER;

    /**
     * @param runsvdir whether the command is a runsvdir
     * @param limit ns that an orderly end may take
     */
    Confinement(boolean runsvdir, long limit) {
        this.runsvdir = runsvdir;
        this.limit = limit;
    }

    /** TERM has come, or INT, or for a runsvdir HUP. */
    int askedToEnd(boolean interrupt, long now) {
        if (!alive || asked) {
            return 0;
        }
        if (interrupt && !runsvdir) {
            // From a terminal, where a shell or an editor takes it for something else than the end.
            return FORWARD;
        }
        asked = true;
        until = now + limit;
        return runsvdir ? HANG_UP : TERMINATE;
    }

    /** Any other signal has come. */
    int signalled() {
        return alive ? FORWARD : 0;
    }

    /** The command has ended, by this signal (0 for none) or with an exit code. */
    int died(int signal, int exitCode, long now) {
        alive = false;
        code = signal != 0 ? BY_SIGNAL + signal : exitCode;
        if (asked) {
            return runsvdir ? TERMINATE_STRAYS : TERMINATE_ORPHANS;
        }
        until = now + limit;
        return TERMINATE_ORPHANS;
    }

    /** No process is left but us. */
    int emptied() {
        return alive ? 0 : LEAVE;
    }

    /** Time has passed; to be called when {@link #deadline()} has come. */
    int tick(long now) {
        if (now < until) {
            return 0;
        }
        until = NEVER;
        killed = true;
        return KILL_ALL;
    }

    /** When {@link #tick} is due (monotonic ns); Long.MAX_VALUE for never. */
    long deadline() {
        return until;
    }

    /**
     * The command's own, as with other container inits. But a runsvdir that obeys HUP exits 111, which would say nothing:
     * asked to end it is 0, or 137, the end by KILL, when that was needed for any process.
     */
    int exitCode() {
        return asked && runsvdir ? killed ? BY_SIGNAL + SIGKILL : 0 : code;
    }
}
