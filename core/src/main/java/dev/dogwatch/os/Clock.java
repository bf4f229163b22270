package dev.dogwatch.os;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;

/** The two clocks, in nanoseconds. The monotonic one decides; the wall clock is only shown. */
public final class Clock {
    private Clock() {
    }

    public static final long SECOND = 1_000_000_000L;
    public static final long MILLISECOND = 1_000_000L;

    /** Since some moment before boot; never steps. */
    public static long monotonic() {
        return libc.clock_gettime(Abi.CLOCK_MONOTONIC);
    }

    /** Since 1970, as the board believes; may step at any time. */
    public static long wall() {
        return libc.clock_gettime(Abi.CLOCK_REALTIME);
    }
}
