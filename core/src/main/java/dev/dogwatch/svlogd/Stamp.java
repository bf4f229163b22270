package dev.dogwatch.svlogd;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.os.Memory;
import dev.dogwatch.os.UtcText;
import dev.dogwatch.service.Tai64;

/** The time in front of a line, in one of three forms, with a space behind it (contract, svlogd, "-t"). */
final class Stamp {
    /** Bytes, in every form. */
    static final int SIZE = 26;

    private static final int TAI64N = 1;
    private static final int ISO_8601 = 3;
    private static final long SECOND = 1_000_000_000L;
    private static final int AT_FRACTION = 20;
    private static final int FRACTION_UNIT = 10_000;
    private static final String HEX = "0123456789abcdef";

    private final int form;
    private final long text = Memory.permanent(SIZE);
    private final long label = Memory.permanent(Tai64.SIZE);
    /** The second since 1970 whose date and time stand in the text. */
    private long shown = Long.MIN_VALUE;

    Stamp(int form) {
        this.form = form;
        libc.putByte(text + SIZE - 1, ' ');
    }

    /** The text's address. */
    long address() {
        return text;
    }

    /** Shows a wall-clock time, ns since 1970. */
    void show(long wallNanos) {
        if (form == TAI64N) {
            Tai64.store(label, wallNanos);
            putHex(text, label);
            return;
        }
        long second = Math.floorDiv(wallNanos, SECOND);
        if (second != shown) {
            shown = second;
            UtcText.store(text, second, form == ISO_8601 ? 'T' : '_');
            libc.putByte(text + UtcText.SIZE, '.');
        }
        UtcText.digits(text + AT_FRACTION, 5, (int) (Math.floorMod(wallNanos, SECOND) / FRACTION_UNIT));
    }

    /** Stores {@code @} and the 24 hexadecimal digits of a TAI64N label: 25 bytes. */
    static void putHex(long to, long label) {
        libc.putByte(to, '@');
        for (int i = 0; i < Tai64.SIZE; i++) {
            int value = libc.getByte(label + i);
            libc.putByte(to + 1 + 2 * i, HEX.charAt(value >> 4 & 15));
            libc.putByte(to + 2 + 2 * i, HEX.charAt(value & 15));
        }
    }
}
