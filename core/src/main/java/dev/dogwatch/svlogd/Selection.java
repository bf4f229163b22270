package dev.dogwatch.svlogd;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.os.Bytes;

/** Which lines go into the log and which to stderr: the patterns of a config file, the last that matches wins. */
final class Selection {
    private static final int ROOM = 64;

    /** C strings, one behind the other: {@code +}, {@code -}, {@code e} or {@code E}, and the pattern. */
    private final Bytes rules = new Bytes(ROOM);
    private boolean logged;
    private boolean toStderr;

    void clear() {
        rules.clear();
        judgeNothing();
    }

    /** Appends a line of the config file: its bytes, any of which may be NUL. */
    void add(long line, int n) {
        for (int i = 0; i < n; i++) {
            rules.putByte(libc.getByte(line + i));
        }
        rules.putByte(0);
    }

    boolean isEmpty() {
        return rules.length() == 0;
    }

    /** Judges a line of {@code n} bytes. */
    void judge(long line, int n) {
        judgeNothing();
        long end = rules.address() + rules.length();
        long at = rules.address();
        while (at < end) {
            byte kind = libc.getByte(at);
            if (kind == '+' || kind == '-') {
                if (Pattern.matches(at + 1, line, n)) {
                    logged = kind == '+';
                }
            } else if (kind == 'e' || kind == 'E') {
                if (Pattern.matches(at + 1, line, n)) {
                    toStderr = kind == 'e';
                }
            }
            while (libc.getByte(at) != 0) {
                at++;
            }
            at++;
        }
    }

    /** Whether the line that was judged last goes into the log. */
    boolean logged() {
        return logged;
    }

    /** Whether the line that was judged last goes to stderr. */
    boolean toStderr() {
        return toStderr;
    }

    private void judgeNothing() {
        logged = true;
        toStderr = false;
    }
}
