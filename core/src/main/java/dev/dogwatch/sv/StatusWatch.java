package dev.dogwatch.sv;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.Clock;
import dev.dogwatch.os.Memory;
import dev.dogwatch.os.Poll;
import dev.dogwatch.os.Signals;

/**
 * Tells when the status of a service may have changed: status is renamed into place in the directory supervise, and
 * the fifo ok loses its reader when runsv ends.
 *
 * <p>The first is told by dnotify (fcntl(2), F_NOTIFY), the second by poll(2) on ok. inotify(7) would do both, but
 * the kernel holds up the end of a process that has used it for some 15 ms, thrice what sv needs in all. Where there
 * is no dnotify, and for all but the first {@link #MOST_WATCHED} services, sv has to look again every few ms.
 */
final class StatusWatch {
    /** ns between two looks at services whose changes are not told, and more of it for each of them. */
    private static final long WITHOUT_NOTICE = 10_000_000L;
    private static final long WITHOUT_NOTICE_EACH = 50_000L;
    /** Each takes two descriptors, of which sv must have some left to look with: the others are looked at again and again. */
    private static final int MOST_WATCHED = 16;

    /** A real-time signal, so that each one carries the descriptor it is about. Neither libc uses this one. */
    private static final int SIGNAL = 40;
    private static final int SIGNALS = 0;
    private static final int NONE = -1;

    private final int services;
    private final int watched;
    private final Poll poll;
    private final int signals;
    private final long buffer = Memory.permanent(Abi.SIGINFO_SIZE);
    private final long directory = CString.of("supervise");
    private final long ok = CString.of("supervise/ok");
    private final int[] directories;
    private final boolean[] changed;

    /** For so many services. */
    StatusWatch(int services) {
        this.services = services;
        watched = Math.min(services, MOST_WATCHED);
        poll = new Poll(1 + watched);
        directories = new int[Math.max(services, 0)];
        changed = new boolean[Math.max(services, 0)];
        long set = Signals.bit(SIGNAL) | Signals.bit(Abi.SIGIO);
        libc.sigprocmask(Abi.SIG_BLOCK, set);
        signals = libc.signalfd(-1, set, Abi.SFD_NONBLOCK | Abi.SFD_CLOEXEC);
        poll.watch(SIGNALS, Math.max(signals, NONE), Abi.POLLIN);
    }

    /** Watches the service whose directory is the current one, from now on. */
    void add(int service) {
        if (service >= watched) {
            directories[service] = NONE;
            return;
        }
        directories[service] = watchDirectory();
        int fd = libc.open(ok, Abi.O_WRONLY | Abi.O_NONBLOCK | Abi.O_CLOEXEC, 0);
        // No event asked for: only the error that a fifo without a reader is.
        poll.watch(1 + service, Math.max(fd, NONE), 0);
    }

    private int watchDirectory() {
        int fd = signals < 0 ? NONE : libc.open(directory, Abi.O_RDONLY | Abi.O_CLOEXEC, 0);
        if (fd < 0) {
            return NONE;
        }
        if (libc.fcntl(fd, Abi.F_SETSIG, SIGNAL) < 0
                || libc.fcntl(fd, Abi.F_NOTIFY, Abi.DN_RENAME | Abi.DN_MULTISHOT) < 0) {
            libc.close(fd);
            return NONE;
        }
        return fd;
    }

    /** Whether changes of this service are told; if not, it must be looked at again and again. */
    boolean watches(int service) {
        return directories[service] >= 0;
    }

    /** Waits for a change or the deadline. */
    void waitUntil(long deadline) {
        poll.waitUntil(deadline);
        for (int i = 0; i < watched; i++) {
            if (poll.happened(1 + i)) {
                changed[i] = true;
                // Told once: an error stays one, and would end every further wait.
                poll.watch(1 + i, NONE, 0);
            }
        }
        while (poll.happened(SIGNALS) && libc.read(signals, buffer, Abi.SIGINFO_SIZE) > 0) {
            take(libc.getInt(buffer), libc.getInt(buffer + Abi.SIGINFO_AT_FD));
        }
    }

    /** When a service that is not watched is to be looked at again (monotonic ns). */
    long nextLook() {
        return Clock.monotonic() + WITHOUT_NOTICE + services * WITHOUT_NOTICE_EACH;
    }

    /** Whether the service has changed since this was asked last. */
    boolean changed(int service) {
        boolean was = changed[service];
        changed[service] = false;
        return was;
    }

    private void take(int signal, int fd) {
        for (int i = 0; i < watched; i++) {
            // SIGIO says that the queue of real-time signals was full: it may be any of them.
            if (directories[i] == fd || signal == Abi.SIGIO) {
                changed[i] = true;
            }
        }
    }
}
