package dev.dogwatch.telemetry.mqtt;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** The node's two clocks, as messages tell them. */
final class NodeClock {
    /** A board without a battery begins in 1970, or when its kernel was built: what is before this is no time of day. */
    private static final Instant FIRST = Instant.parse("2025-01-01T00:00:00Z");
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'")
            .withZone(ZoneOffset.UTC);

    private NodeClock() {
    }

    /** ms of CLOCK_MONOTONIC, by which HotSpot's nanoTime goes on Linux. */
    static long monotonicMillis() {
        return System.nanoTime() / 1_000_000;
    }

    /** Now, or null while nobody has set the clock. */
    static String now() {
        return text(System.currentTimeMillis());
    }

    /** A moment (ms since 1970), or null when it is by a clock that nobody had set. */
    static String text(long millis) {
        Instant instant = Instant.ofEpochMilli(millis);
        return instant.isBefore(FIRST) || millis > 253_402_300_799_999L ? null : FORMAT.format(instant);
    }
}
