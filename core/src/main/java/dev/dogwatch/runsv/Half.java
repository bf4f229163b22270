package dev.dogwatch.runsv;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.libc.SpawnRequest;
import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.Children;
import dev.dogwatch.os.FileStatus;
import dev.dogwatch.os.Memory;
import dev.dogwatch.os.Messages;
import dev.dogwatch.os.Spawn;
import dev.dogwatch.service.ControlByte;
import dev.dogwatch.service.Lifecycle;
import dev.dogwatch.service.Status;

/**
 * One supervised process, the service or the log service beside it: carries out what its {@link Lifecycle} asks for.
 * The two halves know nothing of each other, so neither can hold the other up.
 */
final class Half {
    private static final int NONE = -1;
    /** Bytes that a fifo holds: who writes for ever must not keep us. */
    private static final int FIFO = 65536;
    /** In place of a wait status: how a process ended that was not our child, nobody tells. */
    private static final int UNKNOWN_END = -1;

    private final boolean log;
    private final Lifecycle lifecycle;
    private final StatusFiles files;
    private final ControlScripts scripts;
    private final SuperviseDirectory directory;
    private final Spawn run;
    private final Spawn finish;
    private final long finishPath;
    private final long here = CString.of(".");
    private final Bytes code = new Bytes(16);
    private final Bytes lowByte = new Bytes(16);
    private final long received = Memory.permanent(1);
    private final Messages messages;
    private final FileStatus look;
    private final Incarnation incarnation;
    private int pid;
    private int lock = NONE;
    /** The descriptor of a process that is not our child, but an earlier runsv's. */
    private int adopted = NONE;
    /** How long it had lived when it was found (ns). */
    private long adoptedAge;
    private int control = NONE;
    private boolean showDue;
    private boolean wantsToLeave;
    private boolean directoryLost;

    Half(boolean log, Messages messages, FileStatus look, Incarnation incarnation) {
        this.log = log;
        this.incarnation = incarnation;
        this.messages = messages;
        this.look = look;
        lifecycle = new Lifecycle(log);
        files = new StatusFiles(log ? "log/supervise/" : "supervise/");
        directory = new SuperviseDirectory(log);
        long runPath = CString.of("./run");
        run = new Spawn(runPath, runPath);
        if (log) {
            run.in(CString.of("./log"));
            scripts = null;
            finish = null;
            finishPath = 0;
        } else {
            scripts = new ControlScripts();
            finishPath = CString.of("./finish");
            finish = new Spawn(finishPath, finishPath);
        }
    }

    /** Opens the fifos; afterwards others see that this service is supervised. */
    void openDirectory(boolean wantedDown) {
        lifecycle.want(wantedDown);
        control = directory.openControl(messages, look);
        if (directory.isNew()) {
            // Who sees ok may read status: ./run itself may do so at once.
            files.introduce(lifecycle, messages);
        }
        directory.openOk(messages);
    }

    /** Takes the lock, and looks whether an earlier runsv was killed and left its process behind. */
    void lockDirectory() {
        lock = directory.lock(messages);
        int living = incarnation.find(lock);
        int fd = living == 0 ? NONE : libc.pidfd_open(living, 0);
        // Looked at again: from the first look to the descriptor the pid may have changed hands.
        if (fd >= 0 && incarnation.find(lock) == living) {
            pid = living;
            adopted = fd;
            adoptedAge = incarnation.age();
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
        pid = 0;
        act(lifecycle.died(finishFollows(UNKNOWN_END), now), now);
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
        finish.stdout(pipe);
        scripts.stdout(pipe);
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
            long status = files.takeOver(pid);
            if (status == 0) {
                files.stamp();
            }
            boolean down = status == 0 ? !wantedUp() : Status.want(status) == 'd';
            boolean paused = status != 0 && Status.paused(status);
            boolean gotTerm = status != 0 && Status.gotTerm(status);
            act(lifecycle.adopt(down, paused, gotTerm, now - adoptedAge), now);
            return;
        }
        // Down since now, if it is not started: the stamp must be there in any case.
        files.stamp();
        showDue = true;
        act(lifecycle.begin(now), now);
    }

    /** Takes one byte from the fifo, as many as wake-ups come: so neither half can starve the other. */
    void readControl(long now) {
        if (libc.read(control, received, 1) == 1) {
            act(lifecycle.control(libc.getByte(received), now), now);
        }
    }

    /**
     * To go down and leave. Bytes that were written before come first, all of them: behind it, {@code u} or {@code d}
     * would take it back.
     */
    void exit(long now) {
        for (int taken = 0; taken < FIFO && libc.read(control, received, 1) == 1; taken++) {
            act(lifecycle.control(libc.getByte(received), now), now);
        }
        act(lifecycle.exit(), now);
    }

    /** Only the end of the log service is waited for. */
    void leave() {
        lifecycle.leave();
    }

    /** Whether the child that ended was ours; if so, what follows from it has been done. */
    boolean reaped(int child, int waitStatus, long now) {
        if (child == pid) {
            pid = 0;
            act(lifecycle.died(finishFollows(waitStatus), now), now);
            return true;
        }
        int letter = log ? 0 : scripts.ended(child);
        if (letter != 0) {
            act(lifecycle.consulted(letter, ControlScripts.handled(waitStatus), now), now);
            act(startScripts(now), now);
        }
        return letter != 0;
    }

    /** Whether control scripts still run. */
    boolean scriptsRun() {
        return scripts.busy();
    }

    /** Ends the control scripts that still run. */
    void endScripts() {
        scripts.kill();
    }

    /** When {@link #tick} is due at the latest (monotonic ns). */
    long deadline() {
        long due = Math.min(lifecycle.deadline(), files.deadline());
        return log ? due : Math.min(due, scripts.deadline());
    }

    /** Does what has become due. */
    void tick(long now) {
        if (now >= lifecycle.deadline()) {
            act(lifecycle.tick(now), now);
        }
        if (now >= files.deadline()) {
            showDue = true;
        }
        if (!log && now >= scripts.deadline()) {
            act(startScripts(now), now);
        }
        show(now);
    }

    /** A finish that can be opened for reading is run, whether it can be executed or not (contract, "Death"). */
    private boolean finishFollows(int waitStatus) {
        if (log || lifecycle.state() != Lifecycle.RUN) {
            return false;
        }
        int fd = libc.open(finishPath, Abi.O_RDONLY | Abi.O_NONBLOCK | Abi.O_CLOEXEC, 0);
        boolean noDescriptorLeft = fd == -Abi.EMFILE || fd == -Abi.ENFILE;
        if (fd < 0 && !(noDescriptorLeft && look.of(finishPath) == 0)) {
            return false;
        }
        if (fd >= 0) {
            libc.close(fd);
        }
        boolean exited = waitStatus != UNKNOWN_END && !Children.killed(waitStatus);
        finish.argument(1, code.clear().putNumber(exited ? Children.exitCode(waitStatus) : -1).terminate());
        finish.argument(2, lowByte.clear().putNumber(waitStatus == UNKNOWN_END ? 0 : waitStatus & 0xff).terminate());
        return true;
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
                pid = started(finish, "unable to start ./finish", now);
            }
            if ((actions & Lifecycle.SIGNAL) != 0) {
                signal();
            }
            if ((actions & Lifecycle.STAMP) != 0) {
                files.stamp();
            }
            if ((actions & Lifecycle.SHOW) != 0) {
                showDue = true;
            }
            if ((actions & Lifecycle.LEAVE) != 0) {
                wantsToLeave = true;
            }
            int letters = lifecycle.consultations();
            if (letters == 0) {
                break;
            }
            actions = consult(letters, now);
        }
        show(now);
    }

    private int consult(int letters, long now) {
        int actions = 0;
        for (int index = 0; index < ControlByte.COUNT; index++) {
            if ((letters & 1 << index) != 0) {
                int letter = ControlByte.letter(index);
                if (!log && scripts.exists(letter, look, messages)) {
                    show(now);
                    scripts.request(letter);
                    actions |= startScripts(now);
                } else {
                    actions |= lifecycle.consulted(letter, false, now);
                }
            }
        }
        return actions;
    }

    private int startScripts(long now) {
        int failed = scripts.startNext(pid, now, messages);
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
            scripts.forget();
        }
        incarnation.beforeStart();
        pid = started(run, log ? "unable to start log/./run" : "unable to start ./run", now);
        if (pid != 0) {
            incarnation.note(lock, pid);
        }
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

    private void signal() {
        int letters = lifecycle.signals();
        for (int index = 0; index < ControlByte.COUNT; index++) {
            if ((letters & 1 << index) != 0 && pid > 0) {
                libc.kill(pid, ControlByte.signal(ControlByte.letter(index)));
            }
        }
    }

    private void show(long now) {
        if (showDue) {
            showDue = false;
            files.show(lifecycle, pid, now, messages);
        }
    }
}
