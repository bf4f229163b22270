package dev.dogwatch.telemetry.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeClockTest {
    private static String text(String instant, boolean unsynchronised) {
        return NodeClock.text(Instant.parse(instant).toEpochMilli(), () -> unsynchronised);
    }

    @Test
    void aClockThatNobodyKeepsRightCountsFromTheYearOfTheReleaseOn() {
        assertNull(text("2025-12-31T23:59:59.999Z", true));
        assertEquals("2026-01-01T00:00:00.000Z", text("2026-01-01T00:00:00Z", true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2025-01-01T00:00:00.000Z", "2026-02-03T04:05:06.007Z", "2028-02-29T23:59:59.999Z", "9999-12-31T23:59:59.999Z"})
    void momentsAreTextsAsRfc3339HasThem(String moment) {
        assertEquals(moment, text(moment, false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1970-01-01T00:00:00Z", "1969-12-31T23:59:59.999Z", "2024-12-31T23:59:59.999Z", "+10000-01-01T00:00:00Z"})
    void whatNobodyHasSetIsNoMoment(String moment) {
        assertNull(text(moment, false));
    }

    @Test
    void theKernelSaysWhatAdjtimexSays() throws IOException, InterruptedException {
        Process other = new ProcessBuilder("python3", "-c", "import ctypes\nb = ctypes.create_string_buffer(512)\n"
                + "r = ctypes.CDLL(None).adjtimex(b)\nprint(r >= 0 and b.raw[40] & 64 != 0)").start();
        String said = new String(other.getInputStream().readAllBytes()).strip();
        assertEquals(0, other.waitFor());
        assertEquals(said.equals("True"), KernelClock.isUnsynchronised());
    }
}
