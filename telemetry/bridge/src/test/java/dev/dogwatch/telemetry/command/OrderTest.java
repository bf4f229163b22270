package dev.dogwatch.telemetry.command;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.dogwatch.telemetry.schema.Payload;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderTest {
    private static final String GOOD = "{\"nonce\":\"12345678\",\"expires\":\"2026-11-22T10:00:30.000Z\",\"by\":\"x\"}";

    @Test
    void aCommandIsRead() throws RefusedException {
        assertEquals(new Order("12345678", Instant.parse("2026-11-22T10:00:30Z"), "x"), Order.of(GOOD.getBytes(UTF_8)));
        assertEquals("\ud83d\udc15".repeat(64), Order.of(GOOD.replace("12345678", "\ud83d\udc15".repeat(64)).getBytes(UTF_8)).nonce());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{}", "[]", "null", "1", "\"x\"", "{", "x" + GOOD, GOOD + GOOD, GOOD + "x", "[" + GOOD + "]", "\ufeff" + GOOD,
            "{\"nonce\":\"12345678\",\"nonce\":\"87654321\",\"expires\":\"2026-11-22T10:00:30.000Z\",\"by\":\"x\"}",
            "{\"nonce\":\"12345678\",\"expires\":\"2026-11-22T10:00:30.000Z\",\"by\":\"x\",\"more\":\"\"}",
            "{\"nonce\":\"12345678\",\"expires\":\"2026-11-22T10:00:30.000Z\"}",
            "{\"nonce\":\"1234567\",\"expires\":\"2026-11-22T10:00:30.000Z\",\"by\":\"x\"}",
            "{\"nonce\":12345678,\"expires\":\"2026-11-22T10:00:30.000Z\",\"by\":\"x\"}",
            "{\"nonce\":null,\"expires\":\"2026-11-22T10:00:30.000Z\",\"by\":\"x\"}",
            "{\"nonce\":[\"12345678\"],\"expires\":\"2026-11-22T10:00:30.000Z\",\"by\":\"x\"}",
            "{\"nonce\":\"12345678\",\"expires\":\"2026-11-22T10:00:30Z\",\"by\":\"x\"}",
            "{\"nonce\":\"12345678\",\"expires\":\"2026-11-22T10:00:30.000+01:00\",\"by\":\"x\"}",
            "{\"nonce\":\"12345678\",\"expires\":\"2026-13-22T10:00:30.000Z\",\"by\":\"x\"}",
            "{\"nonce\":\"12345678\",\"expires\":\"2026-11-22T10:00:30.000Z\",\"by\":\"\"}",
            "{'nonce':'12345678','expires':'2026-11-22T10:00:30.000Z','by':'x'}",
            "{\"nonce\":\"12345678\",\"expires\":\"2026-11-22T10:00:30.000Z\",\"by\":\"x\",}",
            "{/**/\"nonce\":\"12345678\",\"expires\":\"2026-11-22T10:00:30.000Z\",\"by\":\"x\"}"})
    void nothingElseIs(String text) {
        assertThrows(RefusedException.class, () -> Order.of(text.getBytes(UTF_8)));
    }

    @Test
    void norIsWhatIsTooLargeOrInAnotherEncoding() {
        for (byte[] bytes : new byte[][] {GOOD.replace("12345678", "1".repeat(65)).getBytes(UTF_8), GOOD.replace("x\"", "x".repeat(129) + "\"").getBytes(UTF_8),
                (GOOD + " ".repeat(3000)).getBytes(UTF_8), "[".repeat(2000).getBytes(UTF_8), "{\"nonce\":".repeat(200).getBytes(UTF_8),
                GOOD.getBytes(UTF_16BE), {(byte) 0xff}, new byte[2048], GOOD.replace("x\"", "\u0000\"").getBytes(UTF_8)}) {
            assertThrows(RefusedException.class, () -> Order.of(bytes), () -> new String(bytes, UTF_8));
        }
    }

    /** What is changed by chance is taken only where the schema takes it. */
    @Test
    void whateverIsTakenIsOfTheSchema() {
        Random random = new Random(1);
        int taken = 0;
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = GOOD.getBytes(UTF_8);
            for (int n = random.nextInt(3); n >= 0; n--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                Order.of(bytes);
                taken++;
                assertEquals(java.util.List.of(), Payload.COMMAND.faults(bytes), () -> new String(bytes, UTF_8));
            } catch (RefusedException e) {
                // As most are.
            }
        }
        System.out.println(taken + " of 50000 are taken");
        assertEquals(true, taken > 100);
    }
}
