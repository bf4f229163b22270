package dev.dogwatch.telemetry.fleet;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Times as payloads have them. */
final class Moment {

    private static final DateTimeFormatter TEXT = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private Moment() {
    }

    /** RFC 3339 of ms since 1970. */
    static String text(long ms) {
        return TEXT.format(Instant.ofEpochMilli(ms));
    }
}
