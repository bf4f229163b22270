package dev.dogwatch.service;

import static dev.dogwatch.libc.Edge.libc;

/**
 * One datagram of sd_notify(3): lines {@code NAME=VALUE}. Those that mean nothing here (MAINPID, FDSTORE, ...) are
 * passed over. Any bytes can be read; nothing in them makes a reader fail.
 */
public final class NotifyMessage {
    private NotifyMessage() {
    }

    /** READY=1. */
    public static final int READY = 1;
    /** RELOADING=1 or STOPPING=1: not ready, until it says READY=1. */
    public static final int NOT_READY = 1 << 1;
    /** WATCHDOG=1. */
    public static final int KEEPALIVE = 1 << 2;
    /** WATCHDOG=trigger. */
    public static final int EXPIRE = 1 << 3;

    /** What {@code n} bytes say, as a set; of READY and NOT_READY the last line counts. */
    public static int parse(long text, int n) {
        int said = 0;
        for (int at = 0; at < n; at = lineEnd(text, n, at) + 1) {
            int length = lineEnd(text, n, at) - at;
            if (is(text + at, length, "READY=1")) {
                said = said & ~NOT_READY | READY;
            } else if (is(text + at, length, "RELOADING=1") || is(text + at, length, "STOPPING=1")) {
                said = said & ~READY | NOT_READY;
            } else if (is(text + at, length, "WATCHDOG=1")) {
                said |= KEEPALIVE;
            } else if (is(text + at, length, "WATCHDOG=trigger")) {
                said |= EXPIRE;
            }
        }
        return said;
    }

    /** Where the value of STATUS= begins, -1 when there is none. */
    public static int statusAt(long text, int n) {
        for (int at = 0; at < n; at = lineEnd(text, n, at) + 1) {
            if (lineEnd(text, n, at) - at >= 7 && is(text + at, 7, "STATUS=")) {
                return at + 7;
            }
        }
        return -1;
    }

    /** Where the line that {@code at} is in ends. */
    public static int lineEnd(long text, int n, int at) {
        int end = at;
        while (end < n && libc.getByte(text + end) != '\n') {
            end++;
        }
        return end;
    }

    private static boolean is(long line, int length, String word) {
        if (length != word.length()) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (libc.getByte(line + i) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
