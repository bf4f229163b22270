package dev.dogwatch.libc;

/**
 * The layout of what {@link Libc#spawn} takes: seventeen 64-bit numbers in C memory.
 *
 * <p>The child gets an empty signal mask and the default disposition for CHLD and TERM, whatever its parent had;
 * everything else that is not named here it inherits (contract, runsv, "Start").
 */
public final class SpawnRequest {
    private SpawnRequest() {
    }

    public static final int SIZE = 136;
    /** C string: the program, not looked up in PATH. */
    public static final int AT_PATH = 0;
    /** NULL-terminated array of C strings. */
    public static final int AT_ARGV = 8;
    /** NULL-terminated array of C strings. */
    public static final int AT_ENVP = 16;
    /** C string: the directory to change to first, or 0. */
    public static final int AT_DIRECTORY = 24;
    /** A descriptor to become 0, or {@link #KEEP}. */
    public static final int AT_STDIN = 32;
    /** A descriptor to become 1, {@link #KEEP} or {@link #CLOSE}. */
    public static final int AT_STDOUT = 40;
    /** 1: setsid(2). */
    public static final int AT_SETSID = 48;
    /** Address of an int that gets the child's errno when it cannot become the program; shared with the child. */
    public static final int AT_ERROR = 56;
    /** Address of an int that gets the number of the step that failed, one of the STEP_ values. */
    public static final int AT_STEP = 64;

    /** A descriptor to become 4 (svlogd's processors read their state there), or {@link #KEEP}; itself above 5. */
    public static final int AT_FD4 = 72;
    /** A descriptor to become 5 (where processors write their new state), or {@link #KEEP}; itself above 5. */
    public static final int AT_FD5 = 80;

    /** A descriptor to become the one that {@link #AT_NOTIFICATION_TARGET} says, or {@link #KEEP}. */
    public static final int AT_NOTIFICATION = 88;
    /** Where the child finds {@link #AT_NOTIFICATION}: a descriptor above 2. */
    public static final int AT_NOTIFICATION_TARGET = 96;
    /**
     * C string: the file cgroup.procs of the control group that the child enters, or 0. A child that cannot enter it
     * becomes the program all the same.
     */
    public static final int AT_CONTROL_GROUP = 104;

    /**
     * Address of {@link #NOTE_SIZE} bytes, or 0: the child stores the moment (ns of CLOCK_BOOTTIME) at
     * {@link #NOTE_AT_MOMENT} and its pid at {@link #NOTE_AT_PID}, and writes the whole to {@link #AT_NOTE_FD} from the
     * beginning, before it becomes the program: whoever reads the note finds it, even if we are killed this moment.
     */
    public static final int AT_NOTE = 112;
    public static final int AT_NOTE_FD = 120;
    public static final int NOTE_AT_MOMENT = 16;
    public static final int NOTE_AT_PID = 24;
    public static final int NOTE_SIZE = 28;

    /**
     * C string: what the child writes to its /proc/self/oom_score_adj, or 0. A child that cannot becomes the program all
     * the same.
     */
    public static final int AT_OOM_SCORE = 128;

    public static final long KEEP = -1;
    public static final long CLOSE = -2;

    public static final int STEP_DESCRIPTOR = 1;
    public static final int STEP_DIRECTORY = 2;
    public static final int STEP_EXEC = 3;

    /** What the child exits with when it cannot become the program, as C runit's children do. */
    public static final int EXIT_FAILED = 111;
}
