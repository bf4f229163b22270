package dev.dogwatch.os;

import static dev.dogwatch.libc.Edge.libc;

/** Date and time of day in UTC as text, {@code YYYY-MM-DDThh:mm:ss}. */
public final class UtcText {
    private UtcText() {
    }

    /** Bytes of the text. */
    public static final int SIZE = 19;

    private static final int SECONDS_A_DAY = 86_400;

    /** Stores a second since 1970, {@link #SIZE} bytes, with {@code separator} between date and time. */
    public static void store(long to, long second, int separator) {
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
        digits(to, 4, (int) (era * 400 + yearOfEra + (civilMonth <= 2 ? 1 : 0)));
        libc.putByte(to + 4, '-');
        digits(to + 5, 2, civilMonth);
        libc.putByte(to + 7, '-');
        digits(to + 8, 2, day);
        libc.putByte(to + 10, separator);
        digits(to + 11, 2, rest / 3_600);
        libc.putByte(to + 13, ':');
        digits(to + 14, 2, rest / 60 % 60);
        libc.putByte(to + 16, ':');
        digits(to + 17, 2, rest % 60);
    }

    /** Stores the last {@code n} decimal digits of a number that is not negative. */
    public static void digits(long to, int n, int value) {
        int rest = value;
        for (int i = n - 1; i >= 0; i--) {
            libc.putByte(to + i, '0' + rest % 10);
            rest /= 10;
        }
    }
}
