package dev.dogwatch.service;

/**
 * What the files of a service directory ask of its supervision beyond runit (docs/crash-only.md has each of them).
 * Without any it is runit's. All times are ns.
 */
public final class Settings {
    /** No limit, no deadline. */
    public static final long NEVER = Long.MAX_VALUE;

    /** ns that a crash-only ./finish may take. */
    private static final long CRASH_ONLY_FINISH = 5_000_000_000L;

    /** It is killed, never asked to stop; a death is followed by a start at once; ./finish runs beside it. */
    public boolean crashOnly;
    /** From the request to stop to SIGKILL. */
    public long killAfter;
    /** For which ./finish may run, {@link #NEVER} in runit; see {@link #finishLimit()}. */
    public long finishAfter;
    /** From one keepalive to the next at most; 0: no software watchdog. */
    public long watchdog;
    /** The signal that asks ./run to stop, 0 for TERM. */
    public int downSignal;
    /** So many unasked deaths within {@link #deathWindow} and it is given up; 0: never. */
    public int mostDeaths;
    public long deathWindow;
    /** The pause after the first short life, 0: runit's own. It doubles up to {@link #longestPause}. */
    public long firstPause;
    public long longestPause;
    /** A life of this length is no short one: it is started again at once, and the next pause is the first again. */
    public long resetAfter;
    /** It tells when it is ready. */
    public boolean tellsReadiness;

    public Settings() {
        clear();
    }

    /** As runit has it. */
    public void clear() {
        crashOnly = false;
        killAfter = NEVER;
        finishAfter = NEVER;
        watchdog = 0;
        downSignal = 0;
        mostDeaths = 0;
        deathWindow = 0;
        firstPause = 0;
        longestPause = 0;
        resetAfter = 0;
        tellsReadiness = false;
    }

    /** For how long ./finish may run. */
    long finishLimit() {
        return finishAfter == NEVER && crashOnly ? CRASH_ONLY_FINISH : finishAfter;
    }
}
