package dev.dogwatch.init;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.Children;
import dev.dogwatch.os.Clock;
import dev.dogwatch.os.FileStatus;
import dev.dogwatch.os.Messages;
import dev.dogwatch.os.Poll;
import dev.dogwatch.os.Release;
import dev.dogwatch.os.Signals;
import dev.dogwatch.os.Spawn;

/**
 * Process 1 of a system: carries out what {@link Stages} decides. It reaps whatever dies, never waits for anything but
 * signals and the next deadline, allocates nothing once it has begun, and never ends.
 */
final class Boot {
    private static final long REQUESTS = Signals.bit(Abi.SIGCONT) | Signals.bit(Abi.SIGINT) | Signals.bit(Abi.SIGPWR);
    /** Blocked, and never looked at: as in C runit, nothing happens to process 1 for their sake. */
    private static final long DEAF_TO = Signals.bit(Abi.SIGALRM) | Signals.bit(Abi.SIGHUP) | Signals.bit(Abi.SIGPIPE)
            | Signals.bit(Abi.SIGTERM);

    private final Messages messages;
    private final FileStatus look = new FileStatus();
    private final FlagFile stop = FlagFile.stop(look);
    private final Console console = new Console();
    private final Signals signals = new Signals();
    private final Poll poll = new Poll(1);
    private final Stages stages = new Stages();
    private final Ending ending;
    private final long first = CString.of("/etc/runit/1");
    private final long second = CString.of("/etc/runit/2");
    private final long third = CString.of("/etc/runit/3");
    private final RequestScript ctrlaltdel;
    private final RequestScript powerFailure;
    private final Spawn spawn = new Spawn(first, first);
    /** The stage that runs, 0 for none. */
    private int pid;
    /** The last stage that was started: its process group may outlive it. */
    private int group;
    /** It could not become its program. */
    private boolean missing;

    Boot(Messages messages) {
        this.messages = messages;
        ending = new Ending(messages, look);
        ctrlaltdel = new RequestScript("/etc/runit/ctrlaltdel", "ctrl-alt-del request...", Stages.CTRLALTDEL, messages, look);
        powerFailure = new RequestScript("/etc/runit/pwrfail", "power failure...", Stages.POWER_FAILURE, messages, look);
    }

    /** Does not return. */
    void run() {
        libc.setsid();
        // Before anything is opened, which would become a standard descriptor where there is none.
        console.takeAll();
        long set = REQUESTS | Signals.bit(Abi.SIGCHLD);
        int result = signals.tryToOpen(set, DEAF_TO);
        while (result < 0) {
            messages.fatal("unable to create signalfd, pausing", -result);
            poll.waitUntil(Clock.monotonic() + Stages.PAUSE);
            result = signals.tryToOpen(set, DEAF_TO);
        }
        poll.watch(0, signals.fd(), Abi.POLLIN);
        // Refused in a namespace, whose process 1 no keyboard reaches.
        libc.reboot(Abi.RB_DISABLE_CAD);
        messages.info("dogwatch " + Release.VERSION + ": booting.", 0);
        carryOut(stages.begin());
        while (true) {
            poll.waitUntil(stages.deadline());
            turnOrGoOn();
        }
    }

    /** A fault of ours must not take the system down: it is told, and the loop goes on. */
    private void turnOrGoOn() {
        try {
            turn(Clock.monotonic());
        } catch (RuntimeException e) {
            messages.fatal("internal error, going on", 0);
        }
    }

    private void turn(long now) {
        console.takeErrors();
        long arrived = poll.happened(0) ? signals.take() : 0;
        for (int child = Children.reap(); child != 0; child = Children.reap()) {
            reaped(child, Children.status(), now);
        }
        int requests = requests(arrived);
        if (requests != 0) {
            carryOut(stages.asked(requests, ctrlaltdel.ifThere() | powerFailure.ifThere(), stop.isUp(), now));
        }
        carryOut(stages.tick(now));
    }

    private static int requests(long arrived) {
        return ((arrived & Signals.bit(Abi.SIGCONT)) != 0 ? Stages.CONTINUE : 0)
                | ((arrived & Signals.bit(Abi.SIGINT)) != 0 ? Stages.CTRLALTDEL : 0)
                | ((arrived & Signals.bit(Abi.SIGPWR)) != 0 ? Stages.POWER_FAILURE : 0);
    }

    private void reaped(int child, int status, long now) {
        if (child == pid) {
            pid = 0;
            // C runit's child exits 0 when it cannot become the stage, which then counts as done.
            carryOut(stages.died(Children.killed(status), missing ? 0 : Children.exitCode(status), now));
        } else if (ctrlaltdel.reaped(child, status)) {
            carryOut(stages.scriptEnded(Stages.CTRLALTDEL, stop.isUp(), now));
        } else if (powerFailure.reaped(child, status)) {
            carryOut(stages.scriptEnded(Stages.POWER_FAILURE, stop.isUp(), now));
        }
    }

    private void carryOut(int actions) {
        sayHowItEnded(actions);
        signal(actions);
        move(actions);
        if ((actions & Stages.START_CTRLALTDEL) != 0) {
            startScript(ctrlaltdel);
        }
        if ((actions & Stages.START_POWER_FAILURE) != 0) {
            startScript(powerFailure);
        }
        if ((actions & Stages.END) != 0) {
            console.takeErrors();
            ending.begin();
        }
    }

    private void sayHowItEnded(int actions) {
        if ((actions & Stages.SAY_ONLY_IN_SECOND) != 0) {
            messages.warn("signals only work in stage 2.", 0);
        }
        if ((actions & Stages.SAY_CRASHED) != 0) {
            messages.warn("child crashed: ", path(stages.left()), "", 0);
        }
        if ((actions & Stages.SAY_FAILED) != 0) {
            messages.warn("child failed: ", path(stages.left()), "", 0);
        }
    }

    private void signal(int actions) {
        if ((actions & Stages.SAY_NOT_TERMINATED) != 0) {
            messages.warn("stage 2 not terminated, sending sigkill...", 0);
        }
        if ((actions & Stages.KILL) != 0 && pid > 1) {
            libc.kill(pid, Abi.SIGKILL);
        }
        if ((actions & Stages.SAY_LEFT_BEHIND) != 0) {
            messages.warn("stage 2 not killed, leaving it behind.", 0);
        }
        if ((actions & Stages.SAY_KILLING_GROUP) != 0) {
            messages.warn("killing all processes in stage 2...", 0);
        }
        if ((actions & Stages.KILL_GROUP) != 0 && group > 1) {
            libc.kill(-group, Abi.SIGKILL);
        }
        if ((actions & Stages.CLEAR_STOP) != 0) {
            stop.lower();
        }
        if ((actions & Stages.TERMINATE) != 0 && pid > 1) {
            libc.kill(pid, Abi.SIGTERM);
        }
    }

    private void move(int actions) {
        if ((actions & Stages.SAY_LEAVE) != 0) {
            messages.info("leave stage: ", path(stages.left()));
        }
        if ((actions & Stages.SAY_SKIPPING) != 0) {
            messages.warn("skipping stage 2...", 0);
        }
        if ((actions & Stages.SAY_RESTARTING) != 0) {
            messages.warn("restarting.", 0);
        }
        if ((actions & Stages.START) != 0) {
            start();
        }
    }

    private void start() {
        long path = path(stages.stage());
        int input = stages.stage() == Stages.FIRST ? openInput() : -1;
        messages.info("enter stage: ", path);
        int started = spawn.path(path).argument(0, path).stdin(input).session(stages.stage() != Stages.FIRST).start();
        if (input >= 0) {
            libc.close(input);
        }
        pid = Math.max(started, 0);
        group = pid;
        missing = started > 0 && spawn.error() != 0;
        if (started < 0) {
            messages.fatal("unable to fork for \"", path, "\" pausing", -started);
            stages.failedToStart(Clock.monotonic());
        } else if (missing) {
            messages.fatal("unable to start child: ", path, spawn.error());
        }
    }

    /** Stage 1 may read from the console, to offer a shell when all else fails. */
    private int openInput() {
        int input = console.openInput();
        if (input < 0) {
            messages.warn("unable to open /dev/console", -input);
        }
        return Math.max(input, -1);
    }

    private void startScript(RequestScript script) {
        if (script.start() < 0) {
            stages.scriptFailedToStart(script.request(), Clock.monotonic());
        }
    }

    private long path(int stage) {
        return stage == Stages.FIRST ? first : stage == Stages.SECOND ? second : third;
    }
}
