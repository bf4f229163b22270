package dev.dogwatch.svlogd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.dogwatch.libc.Edge;
import dev.dogwatch.libc.PanamaLibc;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Time stamps, held against java.time: every day of a few centuries, and moments at random. */
class StampTest {
    private static final long SECOND = 1_000_000_000L;
    private static final DateTimeFormatter UTC = DateTimeFormatter.ofPattern("uuuu-MM-dd_HH:mm:ss.SSSSS ", Locale.ROOT).withZone(ZoneOffset.UTC);

    @BeforeAll
    static void useTheJvmsLibc() {
        Edge.libc = new PanamaLibc();
    }

    @Test
    void everyDayHasItsDate() {
        Stamp stamp = new Stamp(2);
        for (long day = -20_000; day < 100_000; day++) {
            assertShows(stamp, day * 86_400 * SECOND);
        }
    }

    @Test
    void momentsAtRandomAreCutToFiveDigits() {
        Stamp stamp = new Stamp(2);
        Random random = new Random(20_261_122);
        for (int i = 0; i < 20_000; i++) {
            assertShows(stamp, random.nextLong(200L * 366 * 86_400 * SECOND));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 9_999, 10_000, SECOND - 1, SECOND, 1_709_164_799 * SECOND, 1_709_164_800 * SECOND, 951_782_400 * SECOND})
    void theEdgesOfSecondsDaysAndLeapYears(long nanos) {
        assertShows(new Stamp(2), nanos);
    }

    @Test
    void theThirdFormHasALetterInTheMiddle() {
        Stamp stamp = new Stamp(3);
        stamp.show(1_800_000_000 * SECOND + 123_456_789);
        assertEquals("2027-01-15T08:00:00.12345 ", text(stamp));
    }

    @Test
    void theFirstFormIsALabelInHexadecimal() {
        Stamp stamp = new Stamp(1);
        stamp.show(1_800_000_000 * SECOND + 255);
        assertEquals("@400000006b49d20a000000ff ", text(stamp));
    }

    private static void assertShows(Stamp stamp, long nanos) {
        stamp.show(nanos);
        Instant instant = Instant.ofEpochSecond(Math.floorDiv(nanos, SECOND), Math.floorMod(nanos, SECOND));
        assertEquals(UTC.format(instant), text(stamp));
    }

    private static String text(Stamp stamp) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Stamp.SIZE; i++) {
            text.append((char) Edge.libc.getByte(stamp.address() + i));
        }
        return text.toString();
    }
}
