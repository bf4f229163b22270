package dev.dogwatch.sv;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.Children;
import dev.dogwatch.os.Clock;
import dev.dogwatch.os.FileStatus;
import dev.dogwatch.os.Poll;
import dev.dogwatch.os.Signals;
import dev.dogwatch.os.Spawn;

/**
 * ./check of the current directory (contract, sv, "./check"): without stdout, exit 0 means that the service is there.
 * Without a script it is; a script that cannot be executed counts as if it were not there, with a complaint.
 *
 * <p>With a time limit it leads a session of its own, so that it can be killed with all that it has started. A signal
 * from the terminal then does not reach it: one that would end sv ends it as well.
 */
final class CheckScript {
    /** It may take as long as it likes. */
    static final long UNLIMITED = 0;
    /** ns that the check of a crash-only service gets. */
    static final long CRASH_ONLY_LIMIT = Clock.SECOND;

    private static final long ENDING = Signals.bit(Abi.SIGINT) | Signals.bit(Abi.SIGTERM) | Signals.bit(Abi.SIGHUP)
            | Signals.bit(Abi.SIGQUIT);
    private static final int CHILD = 0;
    private static final int SIGNALS = 1;
    private static final int NONE = -1;
    /** ns between two looks where the kernel tells no end of a process. */
    private static final long LOOK = 10 * Clock.MILLISECOND;

    private final Report report;
    private final long path = CString.of("check");
    private final Spawn spawn = new Spawn(path, CString.of("./check")).withoutStdout();
    private final FileStatus look = new FileStatus();
    private Poll poll;
    private int signals = NONE;
    private boolean timedOut;

    CheckScript(Report report) {
        this.report = report;
    }

    /** Whether the current directory has one. */
    boolean exists() {
        return look.of(path) != -Abi.ENOENT;
    }

    /** Whether the last one failed because its time was up. */
    boolean timedOut() {
        return timedOut;
    }

    /** Runs it and waits for it, so many ns at most; what lives on then is killed and has failed. */
    boolean passes(long name, long limit) {
        timedOut = false;
        int result = look.of(path);
        if (result == -Abi.ENOENT) {
            return true;
        }
        if (result < 0) {
            report.complain("unable to stat ", name, "/check", -result);
            return false;
        }
        if (limit != UNLIMITED) {
            holdSignals();
        }
        int child = spawn.session(limit != UNLIMITED).start();
        if (child < 0) {
            report.complain("unable to fork for ", name, "/check", -child);
        } else if (spawn.error() != 0) {
            report.complain("unable to run ", name, "/check", spawn.error());
        }
        result = child < 0 ? child : limit == UNLIMITED ? Children.await(child) : await(child, Clock.monotonic() + limit);
        if (limit != UNLIMITED) {
            // One that has come meanwhile ends us here.
            libc.sigprocmask(Abi.SIG_UNBLOCK, ENDING);
        }
        if (result < 0) {
            if (child > 0 && !timedOut) {
                report.complain("unable to wait for child ", name, "/check", -result);
            }
            return false;
        }
        // C runit takes a check that a signal killed for one that passed: it looks at the exit code alone.
        return spawn.error() != 0 || !Children.killed(Children.status()) && Children.exitCode(Children.status()) == 0;
    }

    private void holdSignals() {
        libc.sigprocmask(Abi.SIG_BLOCK, ENDING);
        if (poll == null) {
            poll = new Poll(2);
            signals = libc.signalfd(NONE, ENDING, Abi.SFD_NONBLOCK | Abi.SFD_CLOEXEC);
            poll.watch(SIGNALS, Math.max(signals, NONE), Abi.POLLIN);
        }
    }

    /** 0, or {@code -errno}; EAGAIN when it had to be killed. */
    private int await(int child, long deadline) {
        int end = libc.pidfd_open(child, 0);
        poll.watch(CHILD, Math.max(end, NONE), Abi.POLLIN);
        int result = Children.reap(child);
        while (result == 0 && Clock.monotonic() < deadline && !poll.happened(SIGNALS)) {
            poll.waitUntil(end < 0 ? Math.min(deadline, Clock.monotonic() + LOOK) : deadline);
            result = Children.reap(child);
        }
        poll.watch(CHILD, NONE, 0);
        if (end >= 0) {
            libc.close(end);
        }
        if (result != 0) {
            return Math.min(result, 0);
        }
        timedOut = true;
        libc.kill(-child, Abi.SIGKILL);
        // An emulator that turns vfork into fork may not have come to the session yet.
        libc.kill(child, Abi.SIGKILL);
        return -Abi.EAGAIN;
    }
}
