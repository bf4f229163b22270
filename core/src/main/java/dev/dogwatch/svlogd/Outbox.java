package dev.dogwatch.svlogd;

import static dev.dogwatch.libc.Edge.libc;

/**
 * What is to be written to a log, in memory: a block of lines while all is well, up to a megabyte and more while the
 * disk takes nothing. Plain malloc(3), so that what is not used any more goes back.
 */
final class Outbox {
    /** Bytes; a box that is as full as this takes what still belongs to its last line, and no other. */
    static final int FULL = 1024 * 1024;
    private static final int FIRST = 4096;
    private static final int KEPT = 256 * 1024;

    private long address;
    private int capacity;
    private int length;

    long address() {
        return address;
    }

    int length() {
        return length;
    }

    boolean isFull() {
        return length >= FULL;
    }

    /** Appends bytes: false when there is no memory for them. */
    boolean put(long from, int n) {
        if (n == 0) {
            // Neither may there be anything to copy from, nor any room yet to copy to.
            return true;
        }
        if (length + n > capacity && !grow(length + n)) {
            return false;
        }
        libc.memmove(address + length, from, n);
        length += n;
        return true;
    }

    /** Appends one byte: false when there is no memory for it. */
    boolean putByte(int value) {
        if (length + 1 > capacity && !grow(length + 1)) {
            return false;
        }
        libc.putByte(address + length, value);
        length++;
        return true;
    }

    /** Takes back what was appended after the length was {@code before}. */
    void cut(int before) {
        length = before;
    }

    /** Removes the first {@code n} bytes. */
    void drop(long n) {
        length -= (int) n;
        libc.memmove(address, address + n, length);
        if (length == 0 && capacity > KEPT) {
            libc.free(address);
            address = 0;
            capacity = 0;
        }
    }

    private boolean grow(int needed) {
        int wanted = Math.max(FIRST, needed * 2);
        long larger = libc.realloc(address, wanted);
        if (larger == 0) {
            return false;
        }
        address = larger;
        capacity = wanted;
        return true;
    }
}
