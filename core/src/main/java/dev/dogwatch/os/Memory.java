package dev.dogwatch.os;

import static dev.dogwatch.libc.Edge.libc;

/** C memory that a program cannot go on without. */
public final class Memory {
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

    private static long orDie(long address) {
        if (address == 0) {
            Messages.dieOutOfMemory();
        }
        return address;
    }
}
