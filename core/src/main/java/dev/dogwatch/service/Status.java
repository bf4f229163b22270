package dev.dogwatch.service;

import static dev.dogwatch.libc.Edge.libc;

/**
 * The 20 bytes of supervise/status (contract, runsv, "status"): who writes them and who reads them, in one place.
 * Any 20 bytes can be read; nothing in them makes a reader fail.
 */
public final class Status {
    private Status() {
    }

    public static final int SIZE = 20;

    private static final int AT_PID = 12;
    private static final int AT_PAUSED = 16;
    private static final int AT_WANT = 17;
    private static final int AT_GOT_TERM = 18;
    private static final int AT_STATE = 19;

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
}
