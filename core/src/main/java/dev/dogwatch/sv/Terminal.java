package dev.dogwatch.sv;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.Memory;

/** The terminal behind standard input and output: keys as they are typed, a screen of its own, and all as before at the end. */
final class Terminal {
    private static final int STDIN = 0;
    private static final int STDOUT = 1;
    private static final int USUAL_ROWS = 24;
    private static final int USUAL_COLUMNS = 80;

    private final long before = Memory.permanent(Abi.TERMIOS_SIZE);
    private final long now = Memory.permanent(Abi.TERMIOS_SIZE);
    private final long size = Memory.permanent(Abi.WINSIZE_SIZE);
    private final boolean screen = libc.ioctl(STDOUT, Abi.TCGETS, before) == 0;
    private final boolean keys = libc.ioctl(STDIN, Abi.TCGETS, before) == 0;

    /** Whether standard output is one. */
    boolean isScreen() {
        return screen;
    }

    /** Whether standard input is one. */
    boolean hasKeys() {
        return keys;
    }

    /** Lines that are not waited for, and not shown. To be said again when the process was stopped in between. */
    void enter() {
        if (keys) {
            libc.memmove(now, before, Abi.TERMIOS_SIZE);
            libc.putInt(now + Abi.TERMIOS_AT_LOCAL, libc.getInt(now + Abi.TERMIOS_AT_LOCAL) & ~(Abi.ICANON | Abi.ECHO));
            libc.ioctl(STDIN, Abi.TCSETS, now);
        }
    }

    /** As it was. */
    void leave() {
        if (keys) {
            libc.ioctl(STDIN, Abi.TCSETS, before);
        }
    }

    int rows() {
        return extent(0, USUAL_ROWS);
    }

    int columns() {
        return extent(2, USUAL_COLUMNS);
    }

    /** A serial line does not know how large the screen is at its other end. */
    private int extent(int offset, int usual) {
        int n = libc.ioctl(STDOUT, Abi.TIOCGWINSZ, size) == 0 ? libc.getShort(size + offset) & 0xffff : 0;
        return n == 0 ? usual : n;
    }
}
