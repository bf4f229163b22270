package dev.dogwatch.runsv;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.Arguments;
import dev.dogwatch.os.BootId;
import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.Children;
import dev.dogwatch.os.Clock;
import dev.dogwatch.os.Environment;
import dev.dogwatch.os.FileStatus;
import dev.dogwatch.os.Memory;
import dev.dogwatch.os.Messages;
import dev.dogwatch.os.Poll;
import dev.dogwatch.os.ProcessStat;
import dev.dogwatch.os.ProcessTitle;
import dev.dogwatch.os.Signals;

/**
 * runsv: supervises one service directory (contract, runsv).
 *
 * <p>All that it needs is made by the constructor, so that runsvdir can make it once and fork: the children then
 * share it until they write to it. The loop allocates nothing and never waits for anything but its descriptors and
 * the next deadline.
 */
public final class Runsv {
    private static final int SIGNALS = 0;
    private static final int SERVICE = 1;
    private static final int LOG = 2;
    private static final int ADOPTED_SERVICE = 3;
    private static final int ADOPTED_LOG = 4;
    private static final int NOTIFICATION = 5;
    private static final int NOTIFY = 6;
    private static final int CLOCK = 7;

    /**
     * ns that control scripts may go on when the service is down for good. C runit waits for them without end; but
     * they hold the log pipe, and the log service could not come to its end.
     */
    private static final long SCRIPT_GRACE = 5 * Clock.SECOND;

    /** ns that what was killed may take to be gone, and how often it is looked at. */
    private static final long DEATH_GRACE = Clock.SECOND;
    private static final long DEATH_LOOK = 2 * Clock.MILLISECOND;

    private final Messages messages;
    private final Poll poll;
    private final Signals signals;
    private final FileStatus look;
    private final Half service;
    private final Half log;
    private final SupervisorNote note;
    private final LogPipe pipe;
    private final Bytes scratch;
    private final WallClock wallClock = new WallClock();
    private final long downPath = CString.of("down");
    private final long logPath = CString.of("log");
    private final long logDownPath = CString.of("log/down");
    private boolean hasLog;
    private boolean closed;
    /** Until when control scripts may hold up our end (monotonic ns). */
    private long scriptsUntil = Poll.NEVER;
    private boolean scriptsEnded;
    /** When to look again whether what was killed is gone, and until when. */
    private long lookAgainAt = Poll.NEVER;
    private long goneUntil = Poll.NEVER;

    /** Makes everything that supervising takes. */
    public Runsv() {
        Memory.keepTogether(RunsvMemory.WRITTEN);
        messages = new Messages("runsv ");
        poll = new Poll(8);
        signals = new Signals();
        look = new FileStatus();
        pipe = new LogPipe(look);
        long bootId = BootId.read();
        ProcessStat stat = new ProcessStat();
        Incarnation incarnation = new Incarnation(bootId, stat);
        note = new SupervisorNote(incarnation.boot(), stat);
        scratch = new Bytes(Memory.together(RunsvMemory.SCRATCH), RunsvMemory.SCRATCH);
        service = new Half(false, messages, look, incarnation, bootId, scratch);
        log = new Half(true, messages, look, incarnation, bootId, scratch);
        long forAll = Environment.get("DOGWATCH_CRASH_ONLY");
        crashOnly(forAll != 0 && CString.equals(forAll, "1"));
    }

    /** Supervises in crash-only mode, also where the service directory does not ask for it. */
    public void crashOnly(boolean forAll) {
        if (forAll) {
            service.service().settings().allCrashOnly();
        }
    }

    /** The program: exactly one argument. */
    public static void main(Arguments arguments) {
        if (arguments.count() != 2) {
            Messages.usage(1, arguments.name(), " dir");
        }
        long directory = arguments.get(1);
        if (!CString.equals(arguments.whole().name(), "runsv")) {
            directory = CString.copy(directory);
            new ProcessTitle(arguments.whole()).show("runsv", directory);
        }
        new Runsv().supervise(directory);
    }

    /** A buffer, on a page that every child writes to, for whoever forks us: what it writes between two forks is no page more. */
    public Bytes scratch() {
        return scratch;
    }

    /** The same, to look at files. */
    public FileStatus look() {
        return look;
    }

    /** How a runsvdir finds out which process supervises a directory. */
    public SupervisorNote note() {
        return note;
    }

    /** Supervises the directory (a C string) until it is told to leave; does not return. */
    public void supervise(long directory) {
        messages.about(directory);
        signals.open(Signals.bit(Abi.SIGCHLD) | Signals.bit(Abi.SIGTERM)
                | Signals.unlessIgnored(Abi.SIGINT) | Signals.unlessIgnored(Abi.SIGHUP), messages);
        prepare(directory);
        wallClock.open();
        long now = Clock.monotonic();
        if (hasLog) {
            log.begin(now);
        }
        service.begin(now);
        poll.watch(SIGNALS, signals.fd(), Abi.POLLIN);
        poll.watch(SERVICE, service.control(), Abi.POLLIN);
        poll.watch(LOG, hasLog ? log.control() : -1, Abi.POLLIN);
        poll.watch(ADOPTED_SERVICE, service.adopted(), Abi.POLLIN);
        poll.watch(ADOPTED_LOG, log.adopted(), Abi.POLLIN);
        poll.watch(CLOCK, wallClock.fd(), Abi.POLLIN);
        while (true) {
            poll.watch(NOTIFICATION, service.service().notificationFd(), Abi.POLLIN);
            poll.watch(NOTIFY, service.service().notifyFd(), Abi.POLLIN);
            poll.waitUntil(deadline());
            turn(Clock.monotonic());
        }
    }

    private void prepare(long directory) {
        int result = libc.chdir(directory);
        if (result < 0) {
            messages.die(111, "unable to change to directory", -result);
        }
        SettingsFiles settings = service.service().settings();
        service.service().directory(directory);
        settings.refresh();
        log.follow(service);
        hasLog = settings.mayHaveLog() && lookForLog();
        service.lockDirectory();
        note.write(service.lock());
        if (hasLog) {
            log.lockDirectory();
            // Before anybody sees a supervisor: until we hold it, an earlier one's pipe goes with the two processes at its ends.
            pipe.open(service, log, messages);
            log.readFrom(pipe.reading());
            service.writeTo(pipe.writing());
        }
        service.openDirectory(settings.mayHaveDown() && look.of(downPath) == 0);
        if (hasLog) {
            log.openDirectory(look.of(logDownPath) == 0);
        }
    }

    private boolean lookForLog() {
        int result = look.of(logPath);
        if (result < 0) {
            if (result != -Abi.ENOENT) {
                messages.warn("unable to stat() ./log: ", -result);
            }
            return false;
        }
        if (!look.isDirectory()) {
            messages.warn("./log: not a directory.", 0);
            return false;
        }
        return true;
    }

    private long deadline() {
        long due = hasLog ? Math.min(service.deadline(), log.deadline()) : service.deadline();
        return Math.min(Math.min(due, scriptsUntil), lookAgainAt);
    }

    private void turn(long now) {
        if (poll.happened(SIGNALS)) {
            long arrived = signals.take();
            for (int child = Children.reap(); child != 0; child = Children.reap()) {
                int status = Children.status();
                if (!service.reaped(child, status, now) && hasLog) {
                    log.reaped(child, status, now);
                }
            }
            // INT and HUP as TERM: in C runit they kill runsv and leave ./run without a supervisor.
            if ((arrived & ~Signals.bit(Abi.SIGCHLD)) != 0) {
                service.exit(now);
            }
        }
        if (poll.happened(ADOPTED_SERVICE)) {
            poll.watch(ADOPTED_SERVICE, -1, 0);
            service.adoptedEnded(now);
        }
        if (poll.happened(ADOPTED_LOG)) {
            poll.watch(ADOPTED_LOG, -1, 0);
            log.adoptedEnded(now);
        }
        if (poll.happened(NOTIFICATION)) {
            service.notified(now);
        }
        if (poll.happened(NOTIFY)) {
            service.messaged(now);
        }
        if (poll.happened(CLOCK)) {
            clockWasSet(now);
        }
        if (poll.happened(SERVICE)) {
            service.readControl(now);
        }
        if (hasLog && poll.happened(LOG)) {
            log.readControl(now);
        }
        service.tick(now);
        if (hasLog) {
            log.follow(service);
            log.tick(now);
        }
        if (service.directoryLost() && !service.wantsToLeave()) {
            messages.warn("the service directory was removed, leaving", 0);
            service.exit(now);
        }
        if (service.wantsToLeave()) {
            leave(now);
        }
    }

    private void clockWasSet(long now) {
        long jump = wallClock.jump();
        if (jump != 0) {
            service.shift(jump, now);
            if (hasLog) {
                log.shift(jump, now);
            }
        }
    }

    /**
     * The service is down for good: scripts come to their end, then the log service reads the pipe to its end, then
     * this process ends.
     */
    private void leave(long now) {
        service.leave();
        if (!scriptsEnded) {
            if (service.service().scripts().busy()) {
                scriptsUntil = Math.min(scriptsUntil, now + SCRIPT_GRACE);
                if (now < scriptsUntil) {
                    return;
                }
                service.service().scripts().kill();
            }
            scriptsEnded = true;
            scriptsUntil = Poll.NEVER;
        }
        if (!service.service().gone() && now < goneUntil) {
            goneUntil = Math.min(goneUntil, now + DEATH_GRACE);
            lookAgainAt = now + DEATH_LOOK;
            return;
        }
        lookAgainAt = Poll.NEVER;
        if (hasLog && log.alive()) {
            if (!closed) {
                closed = true;
                log.exit(now);
                pipe.close();
            }
        } else if (closed || !hasLog || !log.wantedUp() || pipe.isEmpty()) {
            libc.exit(0);
        }
        // Else the log service is between two lives, and gets one more for what lies in the pipe.
    }
}
