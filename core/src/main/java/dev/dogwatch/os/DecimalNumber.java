package dev.dogwatch.os;

import static dev.dogwatch.libc.Edge.libc;

/** Numbers that users write. */
public final class DecimalNumber {
    private DecimalNumber() {
    }

    private static final long LARGEST = 1_000_000_000_000L;

    /** The digits at the beginning of a C string as a number, capped at 10^12; {@code otherwise} when there is none. */
    public static long leading(long string, long otherwise) {
        long value = otherwise;
        for (long at = string; isDigit(libc.getByte(at)); at++) {
            long before = at == string ? 0 : value;
            value = Math.min(LARGEST, before * 10 + (libc.getByte(at) - '0'));
        }
        return value;
    }

    /** The address behind the digits at the beginning of a C string. */
    public static long end(long string) {
        long at = string;
        while (isDigit(libc.getByte(at))) {
            at++;
        }
        return at;
    }

    private static boolean isDigit(byte c) {
        return c >= '0' && c <= '9';
    }
}
