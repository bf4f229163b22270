package dev.dogwatch.service;

import static dev.dogwatch.libc.Edge.libc;

/**
 * The 20 bytes of supervise/status (contract, runsv, "status"): who writes them and who reads them, in one place.
 * Any 20 bytes can be read; nothing in them makes a reader fail.
 *
 * <p>Where a service is crash-only, tells its readiness or was given up, 13 bytes follow: flags, and the TAI64N stamp
 * of the moment when it became ready. C runit reads the first 20 and never misses them.
 */
public final class Status {
    private Status() {
    }

    public static final int SIZE = 20;
    /** The bytes of a status with flags. */
    public static final int EXTENDED_SIZE = 33;

    // Flags.

    /** It is killed, never asked to stop, and a death is followed by a start at once. */
    public static final int CRASH_ONLY = 1;
    /** It tells when it is ready. */
    public static final int TELLS_READINESS = 1 << 1;
    /** It has told that it is. */
    public static final int READY = 1 << 2;
    /** It is down although it is wanted up, and stays so until it is told {@code u} or {@code o}. */
    public static final int GAVE_UP = 1 << 3;

    private static final int AT_PID = 12;
    private static final int AT_PAUSED = 16;
    private static final int AT_WANT = 17;
    private static final int AT_GOT_TERM = 18;
    private static final int AT_STATE = 19;
    private static final int AT_FLAGS = 20;
    private static final int AT_READY = 21;

    /** Stores everything but the time stamp, which {@link Tai64#store} has put into the first 12 bytes. */
    public static void store(long address, Lifecycle lifecycle, int pid) {
        for (int i = 0; i < 4; i++) {
            libc.putByte(address + AT_PID + i, pid >> 8 * i);
        }
        libc.putByte(address + AT_PAUSED, lifecycle.paused() ? 1 : 0);
        libc.putByte(address + AT_WANT, lifecycle.want() == Lifecycle.WANT_UP ? 'u' : 'd');
        libc.putByte(address + AT_GOT_TERM, lifecycle.gotTerm() ? 1 : 0);
        libc.putByte(address + AT_STATE, lifecycle.state());
    }

    /** The pid, 0 for none. */
    public static int pid(long address) {
        int pid = 0;
        for (int i = 3; i >= 0; i--) {
            pid = pid << 8 | libc.getByte(address + AT_PID + i) & 0xff;
        }
        return pid;
    }

    public static boolean paused(long address) {
        return libc.getByte(address + AT_PAUSED) != 0;
    }

    /** 'u' or 'd', or whatever stands there. */
    public static int want(long address) {
        return libc.getByte(address + AT_WANT);
    }

    public static boolean gotTerm(long address) {
        return libc.getByte(address + AT_GOT_TERM) != 0;
    }

    /** {@link Lifecycle#DOWN}, {@link Lifecycle#RUN}, {@link Lifecycle#FINISH}, or whatever stands there. */
    public static int state(long address) {
        return libc.getByte(address + AT_STATE);
    }

    /**
     * Stores flags, and since when it is ready (ns since 1970, counts only with {@link #READY}), behind the 20 bytes.
     *
     * @return how many bytes the whole has: without flags there is nothing behind the 20
     */
    public static int storeFlags(long address, int flags, long readyWall) {
        if (flags == 0) {
            return SIZE;
        }
        libc.putByte(address + AT_FLAGS, flags);
        if ((flags & READY) != 0) {
            Tai64.store(address + AT_READY, readyWall);
        } else {
            for (int i = 0; i < Tai64.SIZE; i++) {
                libc.putByte(address + AT_READY + i, 0);
            }
        }
        return EXTENDED_SIZE;
    }

    /** The flags of a status of which {@code n} bytes were read: 0 when it has none. */
    public static int flags(long address, long n) {
        return n == EXTENDED_SIZE ? libc.getByte(address + AT_FLAGS) & 0xff : 0;
    }

    /** The TAI64 label of the moment when it became ready; only with {@link #READY}. */
    public static long ready(long address) {
        return Tai64.load(address + AT_READY);
    }

    /** Why a service with this status, and these {@link #flags}, is not up and ready; null when it is. */
    public static String fault(long address, int flags) {
        if ((flags & GAVE_UP) != 0) {
            return "gave up";
        }
        if (state(address) != Lifecycle.RUN || pid(address) == 0) {
            return state(address) == Lifecycle.FINISH ? "finish" : "down";
        }
        if (paused(address)) {
            return "paused";
        }
        return (flags & (TELLS_READINESS | READY)) == TELLS_READINESS ? "not ready" : null;
    }

    /** Where the whole stamp of that moment is. */
    public static long readyStamp(long address) {
        return address + AT_READY;
    }
}
