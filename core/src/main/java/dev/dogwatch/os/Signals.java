package dev.dogwatch.os;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;

/**
 * Signals as a readable descriptor (signalfd(2)): they are blocked for ever and read in the loop, so no handler
 * interrupts anything. A set is a bit mask, see {@link #bit}.
 *
 * <p>A spawned child gets an empty mask ({@link dev.dogwatch.libc.SpawnRequest}); a forked one inherits ours.
 */
public final class Signals {
    private static final int AT_ONCE = 2;

    private int fd = -1;
    private final long buffer = Memory.permanent(AT_ONCE * Abi.SIGINFO_SIZE);

    /** The bit of a signal in a set. */
    public static long bit(int signal) {
        return 1L << (signal - 1);
    }

    /**
     * Blocks this set (and nothing else, whatever was blocked before) and opens a descriptor for it. A program that
     * cannot have one ends with 111.
     */
    public void open(long set, Messages messages) {
        // SIGPIPE only blocked, not read: a reader of our stderr that went away is an EPIPE, not our end.
        int result = tryToOpen(set, bit(Abi.SIGPIPE));
        if (result < 0) {
            messages.die(111, "unable to create signalfd", -result);
        }
    }

    /**
     * Blocks this set and those that are only to be blocked, and opens a descriptor for the former: 0 or {@code -errno}
     * (EMFILE, ENFILE, ENOMEM), and then all are blocked all the same.
     */
    public int tryToOpen(long set, long onlyBlocked) {
        // Ignored, as whoever started us may have left it, the kernel would reap our children without a word.
        libc.sigdefault(Abi.SIGCHLD);
        libc.sigdefault(Abi.SIGTERM);
        int result = libc.sigprocmask(Abi.SIG_SETMASK, set | onlyBlocked);
        if (result == 0) {
            result = libc.signalfd(-1, set, Abi.SFD_NONBLOCK | Abi.SFD_CLOEXEC);
        }
        fd = result;
        return Math.min(result, 0);
    }

    /** The bit of a signal, or no bit when it is ignored, as by nohup(1): then it stays ignored. */
    public static long unlessIgnored(int signal) {
        return libc.sigignored(signal) == 1 ? 0 : bit(signal);
    }

    /** The descriptor to poll. */
    public int fd() {
        return fd;
    }

    /** Takes all that have arrived. */
    public long take() {
        long set = 0;
        while (true) {
            long n = libc.read(fd, buffer, AT_ONCE * Abi.SIGINFO_SIZE);
            if (n <= 0) {
                return set;
            }
            for (long at = 0; at < n; at += Abi.SIGINFO_SIZE) {
                set |= bit(libc.getInt(buffer + at));
            }
            if (n < AT_ONCE * Abi.SIGINFO_SIZE) {
                return set;
            }
        }
    }
}
