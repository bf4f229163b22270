package dev.dogwatch.telemetry.node;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The name of a service as the kernel has it, or of a log service ({@code NAME/log}).
 *
 * @param raw a character from 0 to 255 for each byte of the name, so that a name in any encoding stays itself
 */
public record ServiceName(String raw) implements Comparable<ServiceName> {

    /** The one that is written so in UTF-8. */
    public static ServiceName of(String text) {
        return new ServiceName(new String(text.getBytes(UTF_8), ISO_8859_1));
    }

    /** The one of these bytes. */
    public static ServiceName of(byte[] bytes) {
        return new ServiceName(new String(bytes, ISO_8859_1));
    }

    /** Its log service. */
    public ServiceName log() {
        return new ServiceName(raw + "/log");
    }

    public byte[] bytes() {
        return raw.getBytes(ISO_8859_1);
    }

    /** For people: what is no UTF-8 is U+FFFD. */
    public String text() {
        return new String(bytes(), UTF_8);
    }

    @Override
    public int compareTo(ServiceName other) {
        return raw.compareTo(other.raw);
    }

    @Override
    public String toString() {
        return text();
    }
}
