package dev.dogwatch.telemetry.mqtt;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A name as one level of a topic: {@code /}, {@code +}, {@code #}, {@code %}, control characters, and what Paho or brokers
 * refuse in topics (characters beyond U+FFFF, such as emoji, and those that Unicode says are none) are percent-encoded; so is
 * each byte above 0x7f of a name that is no UTF-8, which no topic may have.
 */
public final class TopicLevel {
    private TopicLevel() {
    }

    public static String of(String name) {
        return of(name.getBytes(StandardCharsets.UTF_8));
    }

    public static String of(byte[] name) {
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(name)).toString();
        } catch (CharacterCodingException e) {
            text = null;
        }
        StringBuilder level = new StringBuilder();
        if (text == null) {
            for (byte b : name) {
                append(level, b & 0xff, b < 0);
            }
        } else {
            text.codePoints().forEach(c -> append(level, c, false));
        }
        return level.toString();
    }

    /** The name of a level; empty: none is written so, as each name has one level only. */
    public static Optional<byte[]> name(String level) {
        byte[] bytes = level.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream name = new ByteArrayOutputStream();
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] != '%') {
                name.write(bytes[i]);
            } else if (i + 2 < bytes.length && HexFormat.isHexDigit(bytes[i + 1]) && HexFormat.isHexDigit(bytes[i + 2])) {
                name.write(HexFormat.fromHexDigits(digits(bytes, i)));
                i += 2;
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(name.toByteArray()).filter(all -> of(all).equals(level));
    }

    private static String digits(byte[] bytes, int percent) {
        return new String(bytes, percent + 1, 2, StandardCharsets.US_ASCII);
    }

    private static void append(StringBuilder level, int c, boolean encode) {
        if (encode) {
            percent(level, c);
        } else if (Character.isISOControl(c) || "/+#%".indexOf(c) >= 0 || isRefused(c)) {
            for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                percent(level, b & 0xff);
            }
        } else {
            level.appendCodePoint(c);
        }
    }

    /** Paho 1.2.5 drops the connection on what is beyond U+FFFF; a broker may on noncharacters (MQTT 3.1.1, 1.5.3). */
    private static boolean isRefused(int c) {
        return c >= 0xfffe || c >= 0xfdd0 && c <= 0xfdef;
    }

    private static void percent(StringBuilder level, int b) {
        level.append('%').append(Character.toUpperCase(Character.forDigit(b >> 4, 16)))
                .append(Character.toUpperCase(Character.forDigit(b & 15, 16)));
    }
}
