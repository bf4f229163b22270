package dev.dogwatch.watchdog;

/**
 * Whether the devices are fed: a state machine that touches no clock, file or process. Times are monotonic ns.
 *
 * <p>What is not well closes it, but not before the reason is on the disk, for which it waits {@link #NOTE_LIMIT} at
 * most; then, where that is wished, an orderly reboot has its time. Who is well again before the device has expired is
 * fed again: a node that is healthy is not reset.
 */
final class Gate {
    /** Fed. */
    static final int OPEN = 0;
    /** Fed on while the reason is written down. */
    static final int NOTING = 1;
    /** Fed on while an orderly reboot is under way. */
    static final int ENDING = 2;
    /** Not fed. */
    static final int CLOSED = 3;

    /** Nothing has happened. */
    static final int NOTHING = 0;
    /** It is no longer well: the reason is to be written down. */
    static final int STARVES = 1;
    /** It is well again. */
    static final int RECOVERS = 2;
    /** An orderly reboot is to be asked for. */
    static final int ENDS = 3;
    /** From now on nobody feeds. */
    static final int CLOSES = 4;

    /** How long the reason may take to get to the disk. */
    static final long NOTE_LIMIT = 1_000_000_000L;

    private final long rebootLimit;
    private int state = OPEN;
    private long until;

    /** {@code rebootLimit}: how long an orderly reboot may take, 0 when none is tried. */
    Gate(long rebootLimit) {
        this.rebootLimit = rebootLimit;
    }

    /**
     * Takes a judgement.
     *
     * @param well whether there is nothing to complain of
     * @param noted whether the last reason is on the disk
     * @return what has happened; more may happen at once, so it is to be asked until that is {@link #NOTHING}
     */
    int judge(boolean well, boolean noted, long now) {
        switch (state) {
            case OPEN -> {
                if (!well) {
                    return enter(NOTING, now + NOTE_LIMIT, STARVES);
                }
            }
            case NOTING -> {
                if (well) {
                    return enter(OPEN, 0, RECOVERS);
                }
                if (noted || now >= until) {
                    return rebootLimit > 0 ? enter(ENDING, now + rebootLimit, ENDS) : enter(CLOSED, 0, CLOSES);
                }
            }
            case ENDING -> {
                // Whether it is well again does not count: the services are being stopped.
                if (now >= until) {
                    return enter(CLOSED, 0, CLOSES);
                }
            }
            default -> {
                if (well && rebootLimit == 0) {
                    return enter(OPEN, 0, RECOVERS);
                }
            }
        }
        return NOTHING;
    }

    private int enter(int next, long limit, int event) {
        state = next;
        until = limit;
        return event;
    }

    /** Whether the devices are to be fed. */
    boolean feeds() {
        return state != CLOSED;
    }

    int state() {
        return state;
    }

    /** When it is to be asked again at the latest, for the sake of its limits; {@code otherwise} when it has none. */
    long deadline(long otherwise) {
        return state == NOTING || state == ENDING ? until : otherwise;
    }

    /** The state's word. */
    static String word(int state) {
        return switch (state) {
            case OPEN -> "open";
            case NOTING -> "starving";
            case ENDING -> "rebooting";
            default -> "closed";
        };
    }
}
