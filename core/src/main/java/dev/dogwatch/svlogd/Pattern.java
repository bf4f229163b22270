package dev.dogwatch.svlogd;

import static dev.dogwatch.libc.Edge.libc;

/**
 * The patterns of the config file (contract, svlogd, "Patterns"): {@code *} skips to the next occurrence of the
 * character that follows it, {@code +} stands for one or more of the character that follows it, everything else for
 * itself. There is no way back: {@code a*b} does not match {@code aXbYb}.
 */
final class Pattern {
    private Pattern() {
    }

    /**
     * Whether a pattern, a C string, matches all {@code n} bytes of a line. Where C runit looks at what a former line
     * left behind this one, or behind the pattern's end (a {@code +} at the end of either), there is no match.
     */
    static boolean matches(long pattern, long line, int n) {
        long p = pattern;
        long at = line;
        long end = line + n;
        while (true) {
            byte c = libc.getByte(p++);
            if (c == 0) {
                return at == end;
            }
            if (c == '*') {
                byte next = libc.getByte(p);
                if (next == 0) {
                    return true;
                }
                while (at < end && libc.getByte(at) != next) {
                    at++;
                }
                if (at == end) {
                    return false;
                }
            } else if (c == '+') {
                byte repeated = libc.getByte(p++);
                if (repeated == 0 || at == end || libc.getByte(at) != repeated) {
                    return false;
                }
                while (at < end && libc.getByte(at) == repeated) {
                    at++;
                }
                if (at == end) {
                    // Whatever the pattern still asks for.
                    return true;
                }
            } else {
                if (at == end || libc.getByte(at) != c) {
                    return false;
                }
                at++;
            }
        }
    }
}
