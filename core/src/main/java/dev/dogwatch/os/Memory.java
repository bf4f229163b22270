package dev.dogwatch.os;

import static dev.dogwatch.libc.Edge.libc;

/**
 * C memory that a program cannot go on without. What lives as long as the program is laid out densely, one piece
 * behind the other: a forked child then writes to one page where malloc(3), which sorts by size, would have it write
 * to five, and each of them would become memory of its own.
 */
public final class Memory {
    private static final int PAGE = 4096;
    private static final int CHUNK = 4 * PAGE;
    private static final int ALIGNMENT = 8;
    /** Larger pieces, which a supervisor seldom writes to, would push the others apart. */
    private static final int LARGEST = 512;

    private static long next;
    private static long end;

    private Memory() {
    }

    /** malloc(3) that ends the program with 111 and a message when there is no memory. */
    public static long allocate(long size) {
        return orDie(libc.malloc(size));
    }

    /** realloc(3) that ends the program with 111 and a message when there is no memory. */
    public static long resize(long address, long size) {
        return orDie(libc.realloc(address, size));
    }

    /** Memory for as long as the program runs: it must not be given to free(3). Ends the program as {@link #allocate}. */
    public static long permanent(long size) {
        return size > LARGEST ? allocate(size) : together(size);
    }

    /** As {@link #permanent}, beside the small pieces whatever the size: for what a supervisor writes to all the time. */
    public static long together(long size) {
        if (end - next < size) {
            long chunk = allocate(CHUNK + PAGE);
            next = (chunk + PAGE - 1) / PAGE * PAGE;
            end = next + CHUNK;
        }
        long address = next;
        next = (next + size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        return address;
    }

    /** Makes {@code n} bytes zero. */
    public static void clear(long address, int n) {
        for (int i = 0; i < n; i++) {
            libc.putByte(address + i, 0);
        }
    }

    /** Whether {@code n} bytes are the same in two places. */
    public static boolean same(long a, long b, int n) {
        for (int i = 0; i < n; i++) {
            if (libc.getByte(a + i) != libc.getByte(b + i)) {
                return false;
            }
        }
        return true;
    }

    /** Lets the next {@link #permanent} begin a page, if the one begun has less than {@code size} bytes left. */
    public static void keepTogether(int size) {
        long left = (PAGE - next % PAGE) % PAGE;
        if (left < size) {
            next = Math.min(next + left, end);
        }
    }

    private static long orDie(long address) {
        if (address == 0) {
            Messages.dieOutOfMemory();
        }
        return address;
    }
}
