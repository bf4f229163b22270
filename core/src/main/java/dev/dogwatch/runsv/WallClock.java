package dev.dogwatch.runsv;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.Clock;
import dev.dogwatch.os.Memory;

/**
 * Tells when somebody has set the wall clock, by how much: boards start in 1970 and jump. What has been shown of the
 * past is then shown anew, so that everybody who reads it, C runit's sv too, sees the right age of it.
 *
 * <p>timerfd_create(2), TFD_TIMER_CANCEL_ON_SET. Measured against the clock that also counts while the machine sleeps:
 * sleep is no jump.
 */
final class WallClock {
    /** ns since 1970 that never come (they fit 64 bits). */
    private static final long NEVER = 9_000_000_000L * Clock.SECOND;
    /** ns: what clocks drift apart between two looks is no jump. */
    private static final long DRIFT = Clock.MILLISECOND;

    private final long expirations = Memory.permanent(8);
    private int fd = -1;
    private long ahead;

    /** Begins to watch. Where the kernel refuses, jumps are not told. */
    void open() {
        fd = libc.timerfd_create(Abi.CLOCK_REALTIME, Abi.TFD_NONBLOCK | Abi.TFD_CLOEXEC);
        if (fd >= 0) {
            libc.timerfd_settime(fd, Abi.TFD_TIMER_ABSTIME | Abi.TFD_TIMER_CANCEL_ON_SET, NEVER);
        }
        ahead = ahead();
    }

    /** The descriptor that is readable when the clock was set, -1 for none. */
    int fd() {
        return fd;
    }

    /** By how much the clock was set since the last time (ns). */
    long jump() {
        libc.read(fd, expirations, 8);
        long before = ahead;
        ahead = ahead();
        return Math.abs(ahead - before) > DRIFT ? ahead - before : 0;
    }

    private static long ahead() {
        return Clock.wall() - libc.clock_gettime(Abi.CLOCK_BOOTTIME);
    }
}
