package dev.dogwatch.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dogwatch.libc.Edge;
import dev.dogwatch.libc.PanamaLibc;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Strings in JSON: any bytes go in, valid UTF-8 without control characters comes out, and valid text comes out as it was. */
class JsonTest {
    @BeforeAll
    static void useTheJvmsLibc() {
        Edge.libc = new PanamaLibc();
    }

    private static byte[] text(byte[] bytes) {
        long from = Memory.allocate(Math.max(bytes.length, 1));
        for (int i = 0; i < bytes.length; i++) {
            Edge.libc.putByte(from + i, bytes[i]);
        }
        Bytes out = new Bytes(16);
        new Json(out, "").text(from, bytes.length);
        Edge.libc.free(from);
        byte[] text = new byte[out.length()];
        for (int i = 0; i < text.length; i++) {
            text[i] = Edge.libc.getByte(out.address() + i);
        }
        return text;
    }

    private static String text(String hex) {
        return new String(text(HexFormat.of().parseHex(hex)), StandardCharsets.UTF_8);
    }

    @Test
    void membersTakeTheirNamesInTurn() {
        Bytes out = new Bytes(16);
        Json json = new Json(out, "a bc d e ");
        for (int i = 0; i < 2; i++) {
            json.begin();
            json.none();
            json.truth(i == 0);
            json.number(-7);
            json.seconds(12_034);
            json.end();
        }
        StringBuilder said = new StringBuilder();
        for (int i = 0; i < out.length(); i++) {
            said.append((char) Edge.libc.getByte(out.address() + i));
        }
        assertEquals("{\"a\":null,\"bc\":true,\"d\":-7,\"e\":12.034}{\"a\":null,\"bc\":false,\"d\":-7,\"e\":12.034}", said.toString());
    }

    @Test
    void controlCharactersQuotesAndBackslashesAreEscaped() {
        assertEquals("\\u0000\\u001f\\u000a \\\"\\\\/\u007f", text("001f0a20225c2f7f"));
    }

    @Test
    void onlyTheShortestFormOfACharacterIsOne() {
        assertEquals("\u00e4\u20ac\ud83d\udc15", text("c3a4e282acf09f9095"));
        assertEquals("\ufffd\ufffd", text("c0af"), "longer than needed");
        assertEquals("\ufffd\ufffd\ufffd", text("e09fbf"), "longer than needed");
        assertEquals("\ufffd\ufffd\ufffd\ufffd", text("f08fbfbf"), "longer than needed");
        assertEquals("\ud7ff\ufffd\ufffd\ufffd\ue000", text("ed9fbf" + "eda080" + "ee8080"), "half of a pair");
        assertEquals("\udbff\udfff\ufffd\ufffd\ufffd\ufffd", text("f48fbfbf" + "f4908080"), "beyond the last");
        assertEquals("\ufffd\ufffd", text("e282"), "cut off");
        assertEquals("\ufffda", text("c361"));
    }

    @Test
    void anyBytesGiveValidUtf8() throws CharacterCodingException {
        Random random = new Random(20_261_122);
        int[] interesting = {0x00, 0x1f, 0x22, 0x5c, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc2, 0xdf, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xf5, 0xff};
        for (int round = 0; round < 30_000; round++) {
            byte[] bytes = new byte[random.nextInt(12)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (random.nextBoolean() ? interesting[random.nextInt(interesting.length)] : random.nextInt(256));
            }
            String said = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text(bytes))).toString();
            assertTrue(said.chars().noneMatch(c -> c < ' '), said);
            if (isValid(bytes)) {
                assertEquals(new String(bytes, StandardCharsets.UTF_8), unescaped(said));
            } else {
                assertTrue(said.contains("\ufffd"), () -> HexFormat.of().formatHex(bytes));
            }
        }
    }

    private static boolean isValid(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static String unescaped(String text) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && text.charAt(++i) == 'u') {
                c = (char) Integer.parseInt(text.substring(i + 1, i + 5), 16);
                i += 4;
            } else if (c == '\\') {
                c = text.charAt(i);
            }
            plain.append(c);
        }
        return plain.toString();
    }
}
