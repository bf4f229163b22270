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
 * last start of ./run there is no start for {@link #THROTTLE}, or what {@link Settings} say instead.
 *
 * <p>In crash-only mode there are two states, down and run: ./finish runs beside the next ./run and is no state, whoever
 * is to stop is killed, and no script is asked before it is started or stopped (seeds of the project; docs/crash-only.md).
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
    /** Start ./finish beside whatever runs; its end is told by {@link #finishEndedBeside}. */
    public static final int START_FINISH_BESIDE = 1 << 6;
    /** Kill ./run, and what belongs to it. */
    public static final int KILL = 1 << 7;
    /** Kill ./finish. */
    public static final int KILL_FINISH = 1 << 8;

    /** The exit code by which ./finish says that ./run is not to be started again (s6-supervise(8)). */
    public static final int GIVE_UP = 125;

    /** ns: the pause after a death that comes sooner than this after the start. */
    public static final long THROTTLE = 1_000_000_000L;
    /** ns: the pause after a start for which the system had no process. */
    public static final long FORK_PAUSE = 5_000_000_000L;

    private static final long NEVER = Settings.NEVER;

    private final boolean log;
    private final Settings settings;
    private final StartBudget budget = new StartBudget();
    private final DeathTally tally = new DeathTally();
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
    /** Its end was asked for: it is no failure. */
    private boolean expected;
    private boolean gaveUp;
    private boolean ready;
    /** The pause before the next start that backing off asks for (ns). */
    private long pause;
    /** When ./run is killed because it has not stopped. */
    private long killAt = NEVER;
    /** When ./run is killed because it has not said that it lives. */
    private long expiresAt = NEVER;
    /** When ./finish is killed. */
    private long finishUntil = NEVER;
    private boolean finishBeside;
    private int expiries;

    /** A service, or the log service beside it (which has no control scripts, no finish, and ignores {@code x}). */
    public Lifecycle(boolean log, Settings settings) {
        this.log = log;
        this.settings = settings;
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
     * What was wanted of it and how it was stays so. In crash-only mode it is killed, and one starts afresh.
     */
    public int adopt(boolean wantedDown, boolean wasPaused, boolean hadTerm, boolean wasReady, long startedAt, long now) {
        want(wantedDown);
        state = RUN;
        alive = true;
        paused = wasPaused;
        gotTerm = hadTerm;
        ready = wasReady;
        this.startedAt = startedAt;
        expectKeepalive(now);
        if (settings.crashOnly) {
            expected = true;
            return SHOW | kill();
        }
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
                forgive(now);
                return SHOW | startIfDue(now);
            case 'o':
                want = WANT_DOWN;
                once = state == DOWN;
                forgive(now);
                return SHOW | startIfDue(now);
            case 'd':
                want = WANT_DOWN;
                once = false;
                gaveUp = false;
                return SHOW | stop(now);
            case 'x':
                return log ? 0 : exit(now);
            case 't':
                return stop(now);
            case 'p':
            case 'c':
                if (running()) {
                    ask(letter);
                    return 0;
                }
                paused = letter == 'p';
                return SHOW;
            default:
                if (letter == 'k' && settings.crashOnly) {
                    return stop(now);
                }
                if (running() && ControlByte.signal(letter) != 0) {
                    ask(letter);
                }
                return 0;
        }
    }

    /** ./run says that it is ready. */
    public int becomesReady() {
        if (!running() || ready) {
            return 0;
        }
        ready = true;
        return SHOW;
    }

    /** ./run says that it is no longer ready. */
    public int ceasesToBeReady() {
        if (!ready) {
            return 0;
        }
        ready = false;
        return SHOW;
    }

    /** ./run says that it lives. */
    public void keepalive(long now) {
        if (running()) {
            expectKeepalive(now);
        }
    }

    /** ./run asks to be killed as if its keepalive had not come. */
    public int expire() {
        if (!running()) {
            return 0;
        }
        expiries++;
        return SHOW | kill();
    }

    /** To go down and leave, as byte {@code x}; the log service is told so when its last writer has gone. */
    public int exit(long now) {
        want = WANT_EXIT;
        once = false;
        gaveUp = false;
        if (log) {
            // Never signalled: it ends when it has read all that its writers left in the pipe.
            leaving = true;
            return SHOW | leaveIfDown();
        }
        return SHOW | stop(now) | leaveIfDown();
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
                return terminate(handled, now);
            case 'k':
                killed = !handled;
                expected |= killed;
                return handled ? 0 : signal('k');
            case 'p':
            case 'c':
                paused = letter == 'p';
                if (!paused) {
                    expectKeepalive(now);
                }
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
        ready = false;
        killAt = NEVER;
        expiresAt = NEVER;
        if (wasRun) {
            judge(now);
        } else {
            finishUntil = NEVER;
        }
        // What was asked for the sake of a signal is void: its process is gone, and the next one is another. Only
        // control/d and control/x still get their turn behind a control/t that ended the process itself.
        asked &= afterTerm != 0 ? ControlByte.bit('t') : 0;
        toAsk &= asked;
        boolean finishes = wasRun && finishFollows && !log;
        if (finishes && !settings.crashOnly) {
            state = FINISH;
            return startFinish(now);
        }
        state = DOWN;
        hold(now);
        int beside = finishes ? finishBeside(now) : 0;
        return STAMP | SHOW | beside | leaveIfDown() | startIfDue(now);
    }

    /** ./finish, in its state or beside ./run, has exited with this code; {@link #died} follows when it was the state. */
    public int finishExited(int code) {
        if (code != GIVE_UP || want != WANT_UP) {
            return 0;
        }
        gaveUp = true;
        if (!running()) {
            return SHOW;
        }
        expected = true;
        return SHOW | kill();
    }

    /** The ./finish that {@link #START_FINISH_BESIDE} asked for has ended, or could not be started. */
    public int finishEndedBeside() {
        finishBeside = false;
        finishUntil = NEVER;
        return leaveIfDown();
    }

    /** The start that was asked for could not be made: the system has no process for us now. */
    public int failedToStart(long now) {
        alive = false;
        expiresAt = NEVER;
        finishUntil = finishBeside ? finishUntil : NEVER;
        heldUntil = now + (settings.crashOnly ? StartBudget.INTERVAL : FORK_PAUSE);
        if (state == RUN) {
            state = DOWN;
            once = onceAtStart;
        }
        return 0;
    }

    /** Time has passed; to be called when {@link #deadline()} has come. */
    public int tick(long now) {
        int actions = 0;
        if (now >= finishUntil) {
            finishUntil = NEVER;
            actions |= KILL_FINISH;
        }
        if (now >= expiresAt()) {
            expiresAt = NEVER;
            actions |= expire();
        }
        if (now >= killAt) {
            killAt = NEVER;
            actions |= running() ? kill() : 0;
        }
        if (alive || now < heldUntil) {
            return actions;
        }
        return actions | (state == FINISH ? startFinish(now) : startIfDue(now));
    }

    /** When {@link #tick} is due (monotonic ns); Long.MAX_VALUE for never. */
    public long deadline() {
        boolean waiting = !alive && (state == FINISH || wantedToStart() && !asksBeforeStart());
        long due = waiting ? heldUntil : NEVER;
        return Math.min(Math.min(due, finishUntil), Math.min(killAt, expiresAt()));
    }

    /** When ./run is killed if no keepalive comes (monotonic ns), {@link Settings#NEVER} when none is expected. */
    public long expiresAt() {
        // One that is stopped cannot send any.
        return paused ? NEVER : expiresAt;
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

    /** Whether it has told that it is ready. */
    public boolean ready() {
        return ready;
    }

    /** Whether it is not started again although it is wanted up, until it is told so. */
    public boolean gaveUp() {
        return gaveUp;
    }

    /** How often it was killed because its keepalive did not come. */
    public int expiries() {
        return expiries;
    }

    /** Whether a ./finish runs beside it. */
    public boolean finishesBeside() {
        return finishBeside;
    }

    /** The flags that stand behind the 20 bytes of the status. */
    public int flags() {
        return (settings.crashOnly ? Status.CRASH_ONLY : 0) | (settings.tellsReadiness ? Status.TELLS_READINESS : 0)
                | (ready ? Status.READY : 0) | (gaveUp ? Status.GAVE_UP : 0);
    }

    private boolean running() {
        return state == RUN && alive && !killed;
    }

    private boolean asksBeforeStart() {
        return (asked & ControlByte.bit('u')) != 0;
    }

    private boolean wantedToStart() {
        return state == DOWN && !gaveUp && (want == WANT_UP || once);
    }

    private void ask(int letter) {
        asked |= ControlByte.bit(letter);
        toAsk |= ControlByte.bit(letter);
    }

    private int signal(int letter) {
        signals |= ControlByte.bit(letter);
        return SIGNAL;
    }

    private int kill() {
        killed = true;
        return KILL;
    }

    private void expectKeepalive(long now) {
        expiresAt = settings.watchdog > 0 ? now + settings.watchdog : NEVER;
    }

    /** Somebody asks for it once more: what was held against it is forgotten. */
    private void forgive(long now) {
        gaveUp = false;
        tally.clear();
        if (pause > 0 && !alive) {
            pause = 0;
            heldUntil = Math.min(heldUntil, now);
            hold(now);
        }
    }

    /** What the death of ./run says about it: whether to go on, and how soon. */
    private void judge(long now) {
        boolean failed = !expected;
        expected = false;
        if (!failed) {
            pause = 0;
            return;
        }
        if (settings.mostDeaths > 0 && tally.add(now, settings.mostDeaths, settings.deathWindow)) {
            gaveUp = want == WANT_UP;
        }
        if (now - startedAt >= settings.resetAfter) {
            pause = 0;
        } else {
            pause = pause == 0 ? settings.firstPause : Math.min(2 * pause, settings.longestPause);
        }
    }

    /** Holds the next start back, as far as it must be. */
    private void hold(long now) {
        if (pause > 0) {
            heldUntil = now + pause;
        } else if (settings.crashOnly) {
            heldUntil = budget.nextStart();
        } else if (now - startedAt < THROTTLE) {
            heldUntil = now + THROTTLE;
        }
    }

    private int finishBeside(long now) {
        finishBeside = true;
        finishUntil = after(now, settings.finishLimit());
        return START_FINISH_BESIDE;
    }

    private static long after(long now, long limit) {
        return limit == NEVER ? NEVER : now + limit;
    }

    private int stop(long now) {
        if (!running()) {
            return 0;
        }
        if (settings.crashOnly) {
            expected = true;
            return kill();
        }
        if (want == WANT_DOWN) {
            afterTerm |= ControlByte.bit('d');
        } else if (want == WANT_EXIT) {
            afterTerm |= ControlByte.bit('x');
        }
        ask('t');
        return 0;
    }

    private int terminate(boolean handled, long now) {
        int actions = 0;
        if (running() && (!handled || afterTerm != 0)) {
            expected = true;
            killAt = after(now, settings.killAfter);
        }
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
        if (!log && !settings.crashOnly) {
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
        ready = false;
        expected = false;
        killAt = NEVER;
        startedAt = now;
        budget.spend(now);
        expectKeepalive(now);
        return START | STAMP | SHOW;
    }

    private int startFinish(long now) {
        alive = true;
        paused = false;
        finishUntil = after(now, settings.finishLimit());
        return START_FINISH | SHOW;
    }

    private int leaveIfDown() {
        return want == WANT_EXIT && state == DOWN && !finishBeside ? LEAVE : 0;
    }
}
