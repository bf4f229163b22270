package dev.dogwatch.telemetry.mqtt;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.function.BooleanSupplier;

/**
 * The node's two clocks, as messages tell them. A time of day is no time of day when it is before 2025, or before the year
 * of this release and the kernel says that nobody keeps its clock right: some boards begin where they were switched off.
 */
public final class NodeClock {
    private static final long RELEASED = year(2026);
    /** A board without a battery begins in 1970, or when its kernel was built. */
    private static final long FIRST = year(2025);
    /** The last moment that RFC 3339 can write: ms since 1970. */
    private static final long LAST = 253_402_300_799_999L;

    private NodeClock() {
    }

    private static long year(int year) {
        return LocalDateTime.of(year, 1, 1, 0, 0).toEpochSecond(ZoneOffset.UTC) * 1000;
    }

    /** ms of CLOCK_MONOTONIC, by which HotSpot's nanoTime goes on Linux. */
    public static long monotonicMillis() {
        return System.nanoTime() / 1_000_000;
    }

    /** Now, or null while nobody has set the clock. */
    public static String now() {
        return text(System.currentTimeMillis());
    }

    /** A moment (ms since 1970), or null when it is by a clock that nobody had set. */
    public static String text(long millis) {
        return text(millis, KernelClock::isUnsynchronised);
    }

    static String text(long millis, BooleanSupplier unsynchronised) {
        if (millis < FIRST || millis > LAST || millis < RELEASED && unsynchronised.getAsBoolean()) {
            return null;
        }
        LocalDateTime time = LocalDateTime.ofEpochSecond(millis / 1000, 0, ZoneOffset.UTC);
        // By hand: java.time.format is 60 classes, and takes a JVM that interprets milliseconds for each message.
        StringBuilder text = new StringBuilder(24);
        digits(text, 4, time.getYear()).append('-');
        digits(text, 2, time.getMonthValue()).append('-');
        digits(text, 2, time.getDayOfMonth()).append('T');
        digits(text, 2, time.getHour()).append(':');
        digits(text, 2, time.getMinute()).append(':');
        digits(text, 2, time.getSecond()).append('.');
        return digits(text, 3, (int) (millis % 1000)).append('Z').toString();
    }

    private static StringBuilder digits(StringBuilder text, int width, int value) {
        String digits = Integer.toString(value);
        return text.repeat('0', width - digits.length()).append(digits);
    }
}
