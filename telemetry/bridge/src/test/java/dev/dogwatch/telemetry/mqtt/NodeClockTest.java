package dev.dogwatch.telemetry.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Moments as RFC 3339 has them. */
class NodeClockTest {
    @ParameterizedTest
    @ValueSource(strings = {"2025-01-01T00:00:00.000Z", "2026-02-03T04:05:06.007Z", "2028-02-29T23:59:59.999Z", "9999-12-31T23:59:59.999Z"})
    void momentsAreTexts(String text) {
        assertEquals(text, NodeClock.text(Instant.parse(text).toEpochMilli()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1970-01-01T00:00:00Z", "1969-12-31T23:59:59.999Z", "2024-12-31T23:59:59.999Z", "+10000-01-01T00:00:00Z"})
    void whatNobodyHasSetIsNoMoment(String text) {
        assertNull(NodeClock.text(Instant.parse(text).toEpochMilli()));
    }
}
