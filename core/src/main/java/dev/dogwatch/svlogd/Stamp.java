package dev.dogwatch.svlogd;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.os.Memory;
import dev.dogwatch.service.Tai64;

/** The time in front of a line, in one of three forms, with a space behind it (contract, svlogd, "-t"). */
final class Stamp {
    /** Bytes, in every form. */
    static final int SIZE = 26;

    private static final int TAI64N = 1;
    private static final int ISO_8601 = 3;
    private static final long SECOND = 1_000_000_000L;
    private static final int SECONDS_A_DAY = 86_400;
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
            showSecond(second);
        }
        put(AT_FRACTION, 5, (int) (Math.floorMod(wallNanos, SECOND) / FRACTION_UNIT));
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

    private void showSecond(long second) {
        long days = Math.floorDiv(second, SECONDS_A_DAY);
        int rest = (int) Math.floorMod(second, SECONDS_A_DAY);
        // The calendar repeats after 400 years, 146,097 days; years are counted from March, so that leap days come last.
        long sinceMarch = days + 719_468;
        long era = Math.floorDiv(sinceMarch, 146_097);
        int dayOfEra = (int) Math.floorMod(sinceMarch, 146_097);
        int yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int month = (5 * dayOfYear + 2) / 153;
        int day = dayOfYear - (153 * month + 2) / 5 + 1;
        int civilMonth = month < 10 ? month + 3 : month - 9;
        put(0, 4, (int) (era * 400 + yearOfEra + (civilMonth <= 2 ? 1 : 0)));
        libc.putByte(text + 4, '-');
        put(5, 2, civilMonth);
        libc.putByte(text + 7, '-');
        put(8, 2, day);
        libc.putByte(text + 10, form == ISO_8601 ? 'T' : '_');
        put(11, 2, rest / 3_600);
        libc.putByte(text + 13, ':');
        put(14, 2, rest / 60 % 60);
        libc.putByte(text + 16, ':');
        put(17, 2, rest % 60);
        libc.putByte(text + 19, '.');
    }

    private void put(int at, int digits, int value) {
        int rest = value;
        for (int i = digits - 1; i >= 0; i--) {
            libc.putByte(text + at + i, '0' + rest % 10);
            rest /= 10;
        }
    }
}
