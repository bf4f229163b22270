package dev.dogwatch.runsv;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.libc.SpawnRequest;
import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.Children;
import dev.dogwatch.os.Clock;
import dev.dogwatch.os.FileStatus;
import dev.dogwatch.os.Memory;
import dev.dogwatch.os.Messages;
import dev.dogwatch.os.Spawn;
import dev.dogwatch.service.ControlByte;
import dev.dogwatch.service.Counters;
import dev.dogwatch.service.Lifecycle;
import dev.dogwatch.service.Settings;
import dev.dogwatch.service.Status;

/**
 * One supervised process, the service or the log service beside it: carries out what its {@link Lifecycle} asks for.
 * The two halves know nothing of each other, so neither can hold the other up. What only a service has (scripts,
 * finish, files that say more than runit knows) stands in its {@link ServiceOnly}.
 */
final class Half {
    private static final int NONE = -1;
    /** Bytes that a fifo holds: who writes for ever must not keep us. */
    private static final int FIFO = 65536;

    private final boolean log;
    private final Settings settings = new Settings();
    private final Lifecycle lifecycle;
    private final StatusFiles files;
    private final CountersFile counters;
    private final SuperviseDirectory directory;
    private final Spawn run;
    private final ServiceOnly service;
    private final long here = CString.of(".");
    private final long received = Memory.permanent(1);
    private final Messages messages;
    private final FileStatus look;
    private final Incarnation incarnation;
    private int pid;
    /** The ./finish that runs beside ./run, 0 for none. */
    private int finishing;
    private int lock = NONE;
    /** The descriptor of a process that is not our child, but an earlier runsv's. */
    private int adopted = NONE;
    /** How long it had lived when it was found (ns). */
    private long adoptedAge;
    private int control = NONE;
    private boolean showDue;
    private boolean wantsToLeave;
    private boolean directoryLost;
    private boolean saidGaveUp;
    private int saidExpiries;

    /** {@code scratch}: used during a call only. */
    Half(boolean log, Messages messages, FileStatus look, Incarnation incarnation, long bootId, Bytes scratch) {
        this.log = log;
        this.incarnation = incarnation;
        this.messages = messages;
        this.look = look;
        lifecycle = new Lifecycle(log, settings);
        String supervise = log ? "log/supervise/" : "supervise/";
        files = new StatusFiles(supervise);
        counters = new CountersFile(supervise, bootId, scratch);
        directory = new SuperviseDirectory(log);
        long runPath = CString.of("./run");
        run = new Spawn(runPath, runPath);
        if (log) {
            run.in(CString.of("./log"));
        }
        service = log ? null : new ServiceOnly(settings, run, messages, look, scratch);
    }

    /** What only a service has. */
    ServiceOnly service() {
        return service;
    }

    /** A log service is crash-only when its service is. */
    void follow(Half other) {
        settings.crashOnly = other.settings.crashOnly;
    }

    /** Opens the fifos; afterwards others see that this service is supervised. */
    void openDirectory(boolean wantedDown) {
        lifecycle.want(wantedDown);
        control = directory.openControl(messages, look);
        counters.open(directory.isNew());
        if (directory.isNew()) {
            // Who sees ok may read status: ./run itself may do so at once.
            files.introduce(lifecycle, messages);
        }
        directory.openOk(messages);
    }

    /** Takes the lock, and looks whether an earlier runsv was killed and left its process behind. */
    void lockDirectory() {
        lock = directory.lock(messages);
        incarnation.noteIn(lock, run);
        int living = incarnation.find(lock);
        int fd = living == 0 ? NONE : libc.pidfd_open(living, 0);
        // Looked at again: from the first look to the descriptor the pid may have changed hands.
        if (fd >= 0 && incarnation.find(lock) == living) {
            pid = living;
            adopted = fd;
            adoptedAge = incarnation.age();
            if (!log) {
                // At once: what it tells while nobody listens is lost, or ends it.
                service.adopt(living, incarnation.leadsGroup());
            }
        } else if (fd >= 0) {
            libc.close(fd);
        }
    }

    /** The descriptor of the lock that this process holds. */
    int lock() {
        return lock;
    }

    /** The descriptor that tells the end of a process that is not our child, -1 for none. */
    int adopted() {
        return adopted;
    }

    /** The pid of the process, 0 for none. */
    int pid() {
        return pid;
    }

    /** The process that was not our child has ended. */
    void adoptedEnded(long now) {
        libc.close(adopted);
        adopted = NONE;
        ended(FinishScript.UNKNOWN_END, now);
    }

    /** The descriptor that control bytes come through. */
    int control() {
        return control;
    }

    /** The log service reads here. */
    void readFrom(int pipe) {
        run.stdin(pipe);
    }

    /** ./run, ./finish and the control scripts write here. */
    void writeTo(int pipe) {
        run.stdout(pipe);
        service.writeTo(pipe);
    }

    boolean alive() {
        return lifecycle.alive();
    }

    boolean wantedUp() {
        return lifecycle.want() == Lifecycle.WANT_UP;
    }

    /** Whether it is down for good, see {@link Lifecycle#LEAVE}. */
    boolean wantsToLeave() {
        return wantsToLeave && !lifecycle.alive();
    }

    /** Whether the service directory turned out to be deleted. */
    boolean directoryLost() {
        return directoryLost;
    }

    void begin(long now) {
        if (adopted >= 0) {
            beginAdopted(now);
            return;
        }
        counters.notReady();
        // Down since now, if it is not started: the stamp must be there in any case.
        stamp(now);
        showDue = true;
        act(lifecycle.begin(now), now);
    }

    private void beginAdopted(long now) {
        long status = files.takeOver(pid);
        if (status == 0) {
            stamp(now);
        }
        boolean down = status == 0 || settings.crashOnly ? !wantedUp() : Status.want(status) == 'd';
        boolean paused = status != 0 && Status.paused(status);
        boolean gotTerm = status != 0 && Status.gotTerm(status);
        boolean ready = status != 0 && settings.tellsReadiness && (files.flagsBefore() & Status.READY) != 0;
        act(lifecycle.adopt(down, paused, gotTerm, ready, now - adoptedAge, now), now);
    }

    /** Takes one byte from the fifo, as many as wake-ups come: so neither half can starve the other. */
    void readControl(long now) {
        if (libc.read(control, received, 1) == 1) {
            refresh();
            act(lifecycle.control(libc.getByte(received), now), now);
        }
    }

    /**
     * To go down and leave. Bytes that were written before come first, all of them: behind it, {@code u} or {@code d}
     * would take it back.
     */
    void exit(long now) {
        refresh();
        for (int taken = 0; taken < FIFO && libc.read(control, received, 1) == 1; taken++) {
            act(lifecycle.control(libc.getByte(received), now), now);
        }
        act(lifecycle.exit(now), now);
    }

    /** Only the end of the log service is waited for. */
    void leave() {
        lifecycle.leave();
    }

    /** Whether the child that ended was ours; if so, what follows from it has been done. */
    boolean reaped(int child, int waitStatus, long now) {
        if (child == pid) {
            ended(waitStatus, now);
            return true;
        }
        if (log) {
            return false;
        }
        if (child == finishing) {
            finishing = 0;
            act(lifecycle.finishExited(exitCode(waitStatus)) | lifecycle.finishEndedBeside(), now);
            return true;
        }
        int letter = service.scripts().ended(child);
        if (letter != 0) {
            act(lifecycle.consulted(letter, ControlScripts.handled(waitStatus), now), now);
            act(startScripts(now), now);
        }
        return letter != 0;
    }

    private void ended(int waitStatus, long now) {
        int before = pid;
        pid = 0;
        refresh();
        int actions = 0;
        boolean wasRun = lifecycle.state() == Lifecycle.RUN;
        if (wasRun) {
            counters.died(exitCode(waitStatus), endingSignal(waitStatus), now);
        } else {
            actions = lifecycle.finishExited(exitCode(waitStatus));
        }
        boolean finishFollows = false;
        if (!log) {
            service.ended(before);
            finishFollows = wasRun && service.finish().exists(look);
            if (finishFollows) {
                service.finish().tell(waitStatus);
            }
        }
        act(actions | lifecycle.died(finishFollows, now), now);
    }

    private static int exitCode(int waitStatus) {
        boolean exited = waitStatus != FinishScript.UNKNOWN_END && !Children.killed(waitStatus);
        return exited ? Children.exitCode(waitStatus) : Counters.NONE;
    }

    private static int endingSignal(int waitStatus) {
        boolean killed = waitStatus != FinishScript.UNKNOWN_END && Children.killed(waitStatus);
        return killed ? waitStatus & 0x7f : Counters.NONE;
    }

    /** ./run has written to the pipe of its {@link Notification}. */
    void notified(long now) {
        if (service.notification().arrived()) {
            act(lifecycle.becomesReady(), now);
        }
    }

    /** Datagrams have come to the {@link NotifySocket}. */
    void messaged(long now) {
        int actions = 0;
        for (int said = service.takeMessage(pid, counters); said >= 0; said = service.takeMessage(pid, counters)) {
            actions |= service.heard(said, lifecycle, now);
        }
        act(actions, now);
    }

    /** The wall clock was set, by so many ns. */
    void shift(long nanos, long now) {
        counters.shift(nanos);
        files.shift(nanos);
        showDue = true;
        show(now);
    }

    /** When {@link #tick} is due at the latest (monotonic ns). */
    long deadline() {
        long due = Math.min(lifecycle.deadline(), files.deadline());
        return log ? due : Math.min(due, service.scripts().deadline());
    }

    /** Does what has become due. */
    void tick(long now) {
        if (now >= lifecycle.deadline()) {
            refresh();
            act(lifecycle.tick(now), now);
        }
        if (now >= files.deadline()) {
            showDue = true;
        }
        if (!log && now >= service.scripts().deadline()) {
            act(startScripts(now), now);
        }
        show(now);
    }

    private void refresh() {
        if (!log) {
            service.settings().refresh();
        }
    }

    /**
     * Carries out actions and the consultations that follow from them. Starting and signalling come first; the
     * files, which only tell, are written once at the end, or before a script runs that may read them.
     */
    private void act(int first, long now) {
        int actions = first;
        while (true) {
            if ((actions & Lifecycle.START) != 0) {
                start(now);
            }
            if ((actions & Lifecycle.START_FINISH) != 0) {
                service.beforeFinish();
                pid = started(service.finish().spawn(), "unable to start ./finish", now);
            }
            if ((actions & (Lifecycle.SIGNAL | Lifecycle.KILL)) != 0) {
                signal(actions);
            }
            if ((actions & Lifecycle.STAMP) != 0) {
                stamp(now);
            }
            if ((actions & Lifecycle.SHOW) != 0) {
                showDue = true;
            }
            if ((actions & Lifecycle.LEAVE) != 0) {
                wantsToLeave = true;
            }
            int more = (actions & Lifecycle.START_FINISH_BESIDE) == 0 ? 0 : startFinishBeside();
            if ((actions & Lifecycle.KILL_FINISH) != 0) {
                service.killFinish(finishing, pid);
            }
            int letters = lifecycle.consultations();
            if (letters == 0 && more == 0) {
                break;
            }
            actions = more | consult(letters, now);
        }
        show(now);
    }

    private int consult(int letters, long now) {
        int actions = 0;
        for (int index = 0; index < ControlByte.COUNT; index++) {
            if ((letters & 1 << index) != 0) {
                int letter = ControlByte.letter(index);
                if (!log && service.scripts().exists(letter, look, messages)) {
                    show(now);
                    service.scripts().request(letter);
                    actions |= startScripts(now);
                } else {
                    actions |= lifecycle.consulted(letter, false, now);
                }
            }
        }
        return actions;
    }

    private int startScripts(long now) {
        int failed = service.scripts().startNext(pid, now, messages);
        int actions = 0;
        for (int index = 0; failed != 0; index++, failed >>>= 1) {
            if ((failed & 1) != 0) {
                actions |= lifecycle.consulted(ControlByte.letter(index), false, now);
            }
        }
        return actions;
    }

    private void start(long now) {
        if (!log) {
            service.beforeRun();
        }
        incarnation.beforeStart();
        pid = started(run, log ? "unable to start log/./run" : "unable to start ./run", now);
        if (pid != 0) {
            counters.started(now);
        }
        if (!log) {
            service.afterRun();
        }
    }

    /** One at a time: the older one, which must bear to be killed, makes room. */
    private int startFinishBeside() {
        if (finishing != 0) {
            service.killFinish(finishing, pid);
        }
        service.beforeFinish();
        Spawn finish = service.finish().spawn();
        int child = finish.start();
        finishing = Math.max(child, 0);
        if (child < 0) {
            messages.warn("unable to fork for ./finish", -child);
            return lifecycle.finishEndedBeside();
        }
        if (finish.error() != 0) {
            complain(finish, "unable to start ./finish");
        }
        return 0;
    }

    /** The pid of the program's child, 0 when there was no process to be had; {@code complaint} when it cannot run. */
    private int started(Spawn program, String complaint, long now) {
        int child = program.start();
        if (child < 0) {
            messages.warn("unable to fork, sleeping", -child);
            lifecycle.failedToStart(now);
            return 0;
        }
        if (program.error() != 0) {
            complain(program, complaint);
        }
        return child;
    }

    /** Texts are constants: a service that fails for ever may not fill the heap with the saying of it. */
    private void complain(Spawn program, String complaint) {
        messages.fatal(switch (program.failedStep()) {
            case SpawnRequest.STEP_DESCRIPTOR -> log ? "unable to setup filedescriptor for ./log/run"
                    : "unable to setup filedescriptor for ./run";
            case SpawnRequest.STEP_DIRECTORY -> "unable to change directory to ./log";
            default -> complaint;
        }, program.error());
        if (program.error() == Abi.ENOENT) {
            checkDirectory();
        }
    }

    /** A directory without a link to it is one that was removed under us, whatever stands in its place now. */
    private void checkDirectory() {
        if (look.of(here) == 0 && look.links() == 0) {
            directoryLost = true;
        }
    }

    private void signal(int actions) {
        int letters = lifecycle.signals();
        for (int index = 0; index < ControlByte.COUNT; index++) {
            if ((letters & 1 << index) != 0 && pid > 0) {
                int letter = ControlByte.letter(index);
                boolean other = letter == 't' && settings.downSignal != 0;
                libc.kill(pid, other ? settings.downSignal : ControlByte.signal(letter));
            }
        }
        if ((actions & Lifecycle.KILL) != 0 && pid > 0) {
            if (log) {
                libc.kill(pid, Abi.SIGKILL);
            } else {
                service.kill(pid);
            }
        }
    }

    private void stamp(long now) {
        long wall = Clock.wall();
        files.stamp(wall);
        counters.stamp(now, wall);
    }

    private void show(long now) {
        if (showDue) {
            showDue = false;
            counters.show(lifecycle, now);
            // First: who waits for the renaming of status finds both.
            counters.write(messages);
            files.show(lifecycle, pid, counters.readyWall(), now, messages);
            tell();
        }
        counters.write(messages);
    }

    /** What an administrator must hear of, since it will not be seen in the state of the service. */
    private void tell() {
        if (lifecycle.gaveUp() && !saidGaveUp) {
            messages.warn("gave up: it died too often, or finish exited 125; it stays down until it is told up", 0);
        }
        saidGaveUp = lifecycle.gaveUp();
        if (lifecycle.expiries() != saidExpiries) {
            messages.warn("no keepalive within watchdog-timeout: killed", 0);
        }
        saidExpiries = lifecycle.expiries();
    }
}
