package dev.dogwatch.os;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;

/**
 * Waits for descriptors and a deadline on the monotonic clock (ppoll(2)). The table is made once; waiting
 * allocates nothing.
 */
public final class Poll {
    /** A deadline that never comes. */
    public static final long NEVER = Long.MAX_VALUE;

    private final long table;
    private final int size;
    /** Places up to the last one in use: the kernel refuses a table longer than the limit of open files (EINVAL). */
    private int used;

    /** A table of {@code size} descriptors, all unused at first. */
    public Poll(int size) {
        this.size = size;
        this.table = Memory.permanent((long) size * Abi.POLLFD_SIZE);
        for (int i = 0; i < size; i++) {
            watch(i, -1, 0);
        }
    }

    /** Watches a descriptor in place {@code i}; -1 for none. Events: {@link Abi#POLLIN}, {@link Abi#POLLOUT}. */
    public void watch(int i, int fd, int events) {
        long entry = table + (long) i * Abi.POLLFD_SIZE;
        libc.putInt(entry, fd);
        libc.putShort(entry + Abi.POLLFD_AT_EVENTS, events);
        libc.putShort(entry + Abi.POLLFD_AT_REVENTS, 0);
        used = fd >= 0 ? Math.max(used, i + 1) : used;
        while (used > 0 && libc.getInt(table + (used - 1L) * Abi.POLLFD_SIZE) < 0) {
            used--;
        }
    }

    /**
     * Waits until something happens or the deadline (ns, {@link Clock#monotonic()}) has come; 0 looks and returns.
     *
     * @return the number of descriptors with events; 0 at the deadline, on EINTR, and on ENOMEM (the caller's loop
     *     comes round again)
     */
    public int waitUntil(long deadline) {
        long timeout = -1;
        if (deadline != NEVER) {
            timeout = deadline == 0 ? 0 : deadline - Clock.monotonic();
            if (timeout < 0) {
                timeout = 0;
            }
        }
        int n = libc.ppoll(table, used, timeout);
        for (int fewer = used - 1; n == -Abi.EINVAL && fewer > 0; fewer--) {
            // The limit of open files was lowered below what we have open: the last places go first.
            libc.putShort(table + (long) fewer * Abi.POLLFD_SIZE + Abi.POLLFD_AT_REVENTS, 0);
            n = libc.ppoll(table, fewer, timeout);
        }
        if (n <= 0) {
            for (int i = 0; i < size; i++) {
                libc.putShort(table + (long) i * Abi.POLLFD_SIZE + Abi.POLLFD_AT_REVENTS, 0);
            }
            return 0;
        }
        return n;
    }

    /** Whether place {@code i} had an event (or an error, or a hang-up) in the last wait. */
    public boolean happened(int i) {
        return libc.getShort(table + (long) i * Abi.POLLFD_SIZE + Abi.POLLFD_AT_REVENTS) != 0;
    }
}
