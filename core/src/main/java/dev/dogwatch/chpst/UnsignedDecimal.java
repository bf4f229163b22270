package dev.dogwatch.chpst;

import static dev.dogwatch.libc.Edge.libc;

/**
 * The digits at the beginning of a C string as a 64-bit number that wraps around, as C's unsigned long does where that
 * has 64 bits; 0 when there is none.
 */
final class UnsignedDecimal {
    private final long end;
    private final long value;

    UnsignedDecimal(long string) {
        long number = 0;
        long at = string;
        for (int digit = digit(at); digit >= 0; digit = digit(at)) {
            number = number * 10 + digit;
            at++;
        }
        value = number;
        end = at;
    }

    private static int digit(long at) {
        byte c = libc.getByte(at);
        return c >= '0' && c <= '9' ? c - '0' : -1;
    }

    long value() {
        return value;
    }

    /** The address of the first byte that is no digit. */
    long end() {
        return end;
    }

    /** Whether nothing follows the digits. Nothing at all is whole, too. */
    boolean isWhole() {
        return libc.getByte(end) == 0;
    }
}
