package dev.dogwatch.service;

import static dev.dogwatch.libc.Edge.libc;

/** TAI64N time stamps as runit writes them: 12 bytes, big-endian (contract, runsv, "status"). */
public final class Tai64 {
    private Tai64() {
    }

    /** 2^62 plus the ten seconds by which TAI was ahead of UTC in 1970. */
    private static final long EPOCH = 4611686018427387914L;
    private static final long SECOND = 1_000_000_000L;

    /** The bytes of a stamp. */
    public static final int SIZE = 12;

    /** Stores a wall-clock time (ns since 1970) as 12 bytes at the address. */
    public static void store(long address, long wallNanos) {
        long seconds = label(wallNanos);
        int nanos = (int) Math.floorMod(wallNanos, SECOND);
        for (int i = 0; i < 8; i++) {
            libc.putByte(address + i, (int) (seconds >>> 56 - 8 * i));
        }
        for (int i = 0; i < 4; i++) {
            libc.putByte(address + 8 + i, nanos >>> 24 - 8 * i);
        }
    }

    /** The TAI64 label of a wall-clock time (ns since 1970), an unsigned number of seconds. */
    public static long label(long wallNanos) {
        return EPOCH + Math.floorDiv(wallNanos, SECOND);
    }

    /** The wall-clock time (ns since 1970) of the stamp at the address; any twelve bytes are one. */
    public static long wall(long address) {
        return (load(address) - EPOCH) * SECOND + nanos(address);
    }

    /** The TAI64 label at the address; any eight bytes are one. */
    public static long load(long address) {
        long label = 0;
        for (int i = 0; i < 8; i++) {
            label = label << 8 | libc.getByte(address + i) & 0xff;
        }
        return label;
    }

    /** The nanoseconds of the stamp at the address; any four bytes are some. */
    public static int nanos(long address) {
        int nanos = 0;
        for (int i = 8; i < SIZE; i++) {
            nanos = nanos << 8 | libc.getByte(address + i) & 0xff;
        }
        return nanos;
    }
}
