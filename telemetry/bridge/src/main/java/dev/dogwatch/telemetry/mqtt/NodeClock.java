package dev.dogwatch.telemetry.mqtt;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.function.BooleanSupplier;

/**
 * The node's two clocks, as messages tell them. A time of day is no time of day when it is before 2025, or before the year
 * of this release and the kernel says that nobody keeps its clock right: some boards begin where they were switched off.
 */
public final class NodeClock {
    private static final Instant RELEASED = Instant.parse("2026-01-01T00:00:00Z");
    /** A board without a battery begins in 1970, or when its kernel was built. */
    private static final Instant FIRST = Instant.parse("2025-01-01T00:00:00Z");
    /** What RFC 3339 can write: ms since 1970. */
    private static final long LAST = 253_402_300_799_999L;
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'")
            .withZone(ZoneOffset.UTC);

    private NodeClock() {
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
        Instant instant = Instant.ofEpochMilli(millis);
        boolean unset = instant.isBefore(FIRST) || millis > LAST || instant.isBefore(RELEASED) && unsynchronised.getAsBoolean();
        return unset ? null : FORMAT.format(instant);
    }
}
