package dev.dogwatch.telemetry.mqtt;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * A name as one level of a topic: {@code /}, {@code +}, {@code #}, {@code %}, and control characters are percent-encoded; so
 * is each byte above 0x7f of a name that is no UTF-8, which no topic may have.
 */
final class TopicLevel {
    private TopicLevel() {
    }

    static String of(String name) {
        return of(name.getBytes(StandardCharsets.UTF_8));
    }

    static String of(byte[] name) {
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

    private static void append(StringBuilder level, int c, boolean encode) {
        if (encode) {
            percent(level, c);
        } else if (Character.isISOControl(c) || "/+#%".indexOf(c) >= 0) {
            for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                percent(level, b & 0xff);
            }
        } else {
            level.appendCodePoint(c);
        }
    }

    private static void percent(StringBuilder level, int b) {
        level.append('%').append(Character.toUpperCase(Character.forDigit(b >> 4, 16)))
                .append(Character.toUpperCase(Character.forDigit(b & 15, 16)));
    }
}
