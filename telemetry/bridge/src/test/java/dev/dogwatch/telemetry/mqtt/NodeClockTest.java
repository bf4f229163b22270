package dev.dogwatch.telemetry.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class NodeClockTest {
    private static String text(String instant, boolean unsynchronised) {
        return NodeClock.text(Instant.parse(instant).toEpochMilli(), () -> unsynchronised);
    }

    @Test
    void aClockThatNobodyKeepsRightCountsFromTheYearOfTheReleaseOn() {
        assertNull(text("2025-12-31T23:59:59.999Z", true));
        assertEquals("2026-01-01T00:00:00.000Z", text("2026-01-01T00:00:00Z", true));
    }

    @Test
    void oneThatIsKeptRightCountsFrom2025On() {
        assertNull(text("2024-12-31T23:59:59.999Z", false));
        assertEquals("2025-01-01T00:00:00.000Z", text("2025-01-01T00:00:00Z", false));
        assertNull(text("+10000-01-01T00:00:00Z", false));
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
