package dev.dogwatch.service;

/**
 * The life of one supervised process as a pure state machine: an event and the monotonic time go in, the state
 * changes, and what is to be done comes out. It touches no clock, file or process, so that one definition is
 * tested, compared with C runit and shipped.
 *
 * <p>Every event method returns a set of actions ({@link #START} ...). Whoever drives it carries them out in the
 * order of their bits, then takes {@link #consultations()}: the scripts {@code control/X} to ask whether they take
 * over what the byte X would do. Each answer comes back by {@link #consulted}.
 *
 * <p>Invariants: no process is alive in the state down; a start is never asked for while a process is alive; the
 * process is never signalled unless it is {@code ./run} and alive; after a death less than {@link #THROTTLE} after the
 * last start of ./run there is no start for {@link #THROTTLE}.
 *
 * <p>Differences from C runit, each a fault of it that the contract names: {@code k} leaves the state as it is
 * until the process is dead (there it said "down" beside a living pid, ran finish twice, and could start a second
 * ./run); bytes that come while the throttle or a control script runs are obeyed at once, and none is lost.
 */
public final class Lifecycle {
    /** States, with the numbers of byte 19 of the status. */
    public static final int DOWN = 0;
    public static final int RUN = 1;
    public static final int FINISH = 2;

    /** What is wanted. */
    public static final int WANT_UP = 0;
    public static final int WANT_DOWN = 1;
    public static final int WANT_EXIT = 2;

    // Actions, in the order in which they are to be carried out.

    /** Start ./run. */
    public static final int START = 1;
    /** Start ./finish. */
    public static final int START_FINISH = 1 << 1;
    /** Send the signals of {@link #signals()}. */
    public static final int SIGNAL = 1 << 2;
    /** The state's time stamp is now. */
    public static final int STAMP = 1 << 3;
    /** Show the state in the status files. */
    public static final int SHOW = 1 << 4;
    /** It is down and is to exit: the supervisor may leave. */
    public static final int LEAVE = 1 << 5;

    /** ns: the pause after a death that comes sooner than this after the start. */
    public static final long THROTTLE = 1_000_000_000L;
    /** ns: the pause after a start for which the system had no process. */
    public static final long FORK_PAUSE = 5_000_000_000L;

    private final boolean log;
    private int state = DOWN;
    private int want;
    private boolean alive;
    private boolean killed;
    private boolean paused;
    private boolean gotTerm;
    /** A start was ordered although what is wanted is down: {@code o}. */
    private boolean once;
    private boolean onceAtStart;
    private boolean leaving;
    private long startedAt;
    private long heldUntil = Long.MIN_VALUE;
    private int asked;
    private int toAsk;
    private int afterTerm;
    private int signals;

    /** A service, or the log service beside it (which has no control scripts, no finish, and ignores {@code x}). */
    public Lifecycle(boolean log) {
        this.log = log;
    }

    /** What is wanted at the beginning: up, or down when there is a file {@code down}. */
    public void want(boolean down) {
        want = down ? WANT_DOWN : WANT_UP;
    }

    /** Begins. */
    public int begin(long now) {
        return startIfDue(now);
    }

    /**
     * Begins with a ./run that lives already, since {@code startedAt}: an earlier supervisor was killed and left it.
     * What was wanted of it and how it was stays so.
     */
    public int adopt(boolean wantedDown, boolean wasPaused, boolean hadTerm, long startedAt) {
        want(wantedDown);
        state = RUN;
        alive = true;
        paused = wasPaused;
        gotTerm = hadTerm;
        this.startedAt = startedAt;
        return SHOW;
    }

    /** A byte came through supervise/control; unknown ones do nothing. */
    public int control(int letter, long now) {
        if (leaving) {
            return 0;
        }
        switch (letter) {
            case 'u':
                want = WANT_UP;
                once = false;
                return SHOW | startIfDue(now);
            case 'o':
                want = WANT_DOWN;
                once = state == DOWN;
                return SHOW | startIfDue(now);
            case 'd':
                want = WANT_DOWN;
                once = false;
                return SHOW | stop();
            case 'x':
                return log ? 0 : exit();
            case 't':
                return stop();
            case 'p':
            case 'c':
                if (running()) {
                    ask(letter);
                    return 0;
                }
                paused = letter == 'p';
                return SHOW;
            default:
                if (running() && ControlByte.signal(letter) != 0) {
                    ask(letter);
                }
                return 0;
        }
    }

    /** To go down and leave, as byte {@code x}; the log service is told so when its last writer has gone. */
    public int exit() {
        want = WANT_EXIT;
        once = false;
        if (log) {
            // Never signalled: it ends when it has read all that its writers left in the pipe.
            leaving = true;
            return SHOW | leaveIfDown();
        }
        return SHOW | stop() | leaveIfDown();
    }

    /** It is down, wants to exit, and only the end of the log service is waited for: no byte counts any more. */
    public void leave() {
        leaving = true;
    }

    /** The answer to a consultation: whether {@code control/LETTER} ran and exited 0, so that no signal is due. */
    public int consulted(int letter, boolean handled, long now) {
        int bit = ControlByte.bit(letter);
        if ((asked & bit) == 0) {
            return 0;
        }
        asked &= ~bit;
        switch (letter) {
            case 'u':
                return startIfStillDue(now);
            case 'd':
            case 'x':
                return 0;
            case 't':
                return terminate(handled);
            case 'k':
                killed = !handled;
                return handled ? 0 : signal('k');
            case 'p':
            case 'c':
                paused = letter == 'p';
                return SHOW | (handled ? 0 : signal(letter));
            default:
                return handled ? 0 : signal(letter);
        }
    }

    /** The process has ended; {@code finishFollows}: there is a ./finish to run. */
    public int died(boolean finishFollows, long now) {
        boolean wasRun = state == RUN;
        alive = false;
        killed = false;
        gotTerm = false;
        // What was asked for the sake of a signal is void: its process is gone, and the next one is another. Only
        // control/d and control/x still get their turn behind a control/t that ended the process itself.
        asked &= afterTerm != 0 ? ControlByte.bit('t') : 0;
        toAsk &= asked;
        if (wasRun && finishFollows && !log) {
            state = FINISH;
            return startFinish();
        }
        state = DOWN;
        if (now - startedAt < THROTTLE) {
            heldUntil = now + THROTTLE;
        }
        return STAMP | SHOW | leaveIfDown() | startIfDue(now);
    }

    /** The start that was asked for could not be made: the system has no process for us now. */
    public int failedToStart(long now) {
        alive = false;
        heldUntil = now + FORK_PAUSE;
        if (state == RUN) {
            state = DOWN;
            once = onceAtStart;
        }
        return 0;
    }

    /** Time has passed; to be called when {@link #deadline()} has come. */
    public int tick(long now) {
        if (alive || now < heldUntil) {
            return 0;
        }
        return state == FINISH ? startFinish() : startIfDue(now);
    }

    /** When {@link #tick} is due (monotonic ns); Long.MAX_VALUE for never. */
    public long deadline() {
        boolean waiting = !alive && (state == FINISH || wantedToStart() && !asksBeforeStart());
        return waiting ? heldUntil : Long.MAX_VALUE;
    }

    /** The scripts to ask now, as a set of {@link ControlByte#bit}s; asking forgets them. */
    public int consultations() {
        int letters = toAsk;
        toAsk = 0;
        return letters;
    }

    /** The bytes whose signals {@link #SIGNAL} is about, as a set of {@link ControlByte#bit}s; asking forgets them. */
    public int signals() {
        int letters = signals;
        signals = 0;
        return letters;
    }

    public int state() {
        return state;
    }

    public int want() {
        return want;
    }

    public boolean alive() {
        return alive;
    }

    public boolean paused() {
        return paused;
    }

    public boolean gotTerm() {
        return gotTerm;
    }

    private boolean running() {
        return state == RUN && alive && !killed;
    }

    private boolean asksBeforeStart() {
        return (asked & ControlByte.bit('u')) != 0;
    }

    private boolean wantedToStart() {
        return state == DOWN && (want == WANT_UP || once);
    }

    private void ask(int letter) {
        asked |= ControlByte.bit(letter);
        toAsk |= ControlByte.bit(letter);
    }

    private int signal(int letter) {
        signals |= ControlByte.bit(letter);
        return SIGNAL;
    }

    private int stop() {
        if (!running()) {
            return 0;
        }
        if (want == WANT_DOWN) {
            afterTerm |= ControlByte.bit('d');
        } else if (want == WANT_EXIT) {
            afterTerm |= ControlByte.bit('x');
        }
        ask('t');
        return 0;
    }

    private int terminate(boolean handled) {
        int actions = 0;
        if (!handled && running()) {
            gotTerm = true;
            actions = SHOW | signal('t');
        }
        if (afterTerm != 0) {
            actions |= running() ? signal('c') : 0;
            asked |= afterTerm;
            toAsk |= afterTerm;
            afterTerm = 0;
        }
        return actions;
    }

    private int startIfDue(long now) {
        if (!wantedToStart() || now < heldUntil || asksBeforeStart()) {
            return 0;
        }
        if (!log) {
            ask('u');
            return 0;
        }
        return start(now);
    }

    private int startIfStillDue(long now) {
        return wantedToStart() ? start(now) : 0;
    }

    private int start(long now) {
        onceAtStart = once;
        once = false;
        state = RUN;
        alive = true;
        paused = false;
        gotTerm = false;
        asked = 0;
        toAsk = 0;
        afterTerm = 0;
        startedAt = now;
        return START | STAMP | SHOW;
    }

    private int startFinish() {
        alive = true;
        paused = false;
        return START_FINISH | SHOW;
    }

    private int leaveIfDown() {
        return want == WANT_EXIT && state == DOWN ? LEAVE : 0;
    }
}
