package dev.dogwatch.os;

import static dev.dogwatch.libc.Edge.libc;

/**
 * JSON (RFC 8259) of objects whose members always are the same in the same order: their names are given once, and each
 * value takes the next one. Any bytes may be the value of a string; what is no UTF-8 becomes U+FFFD.
 */
public final class Json {
    private static final String HEX = "0123456789abcdef";

    private final Bytes out;
    /** The names of the members, a space behind each. */
    private final String names;
    private int at;

    /** {@code names}: of the members, in order, a space behind each; they go to {@code out}. */
    public Json(Bytes out, String names) {
        this.out = out;
        this.names = names;
    }

    /** Begins an object. */
    public void begin() {
        at = 0;
        out.put("{");
    }

    /** Ends it. */
    public void end() {
        out.put("}");
    }

    /** The next member's name; its value must follow. */
    public void name() {
        out.put(at == 0 ? "\"" : ",\"");
        for (int c = names.charAt(at++); c != ' '; c = names.charAt(at++)) {
            out.putByte(c);
        }
        out.put("\":");
    }

    /** {@code null}. */
    public void none() {
        name();
        out.put("null");
    }

    /** {@code true} or {@code false}. */
    public void truth(boolean value) {
        name();
        out.put(value ? "true" : "false");
    }

    /** A whole number. */
    public void number(long value) {
        name();
        out.putNumber(value);
    }

    /** ms, told as seconds. */
    public void seconds(long millis) {
        number(millis / 1000);
        fraction((int) (millis % 1000));
    }

    /** Three decimals. */
    public void fraction(int thousandths) {
        out.putByte('.').putByte('0' + thousandths / 100).putByte('0' + thousandths / 10 % 10).putByte('0' + thousandths % 10);
    }

    /** So many bytes. */
    public void string(long from, int n) {
        name();
        out.put("\"");
        text(from, n);
        out.put("\"");
    }

    /** What stands between the quotes of a string. */
    public void text(long from, int n) {
        int done = 0;
        while (done < n) {
            int size = sequence(from + done, n - done);
            int c = libc.getByte(from + done);
            if (size == 0) {
                out.putByte(0xef).putByte(0xbf).putByte(0xbd);
            } else if (size == 1 && c < ' ') {
                out.put("\\u00").putByte(HEX.charAt(c >> 4)).putByte(HEX.charAt(c & 15));
            } else {
                if (c == '"' || c == '\\') {
                    out.putByte('\\');
                }
                out.putMemory(from + done, size);
            }
            done += Math.max(size, 1);
        }
    }

    /** How many bytes the character at the address has; 0 when it is none of UTF-8 (RFC 3629) in {@code n} bytes. */
    private static int sequence(long at, int n) {
        int first = libc.getByte(at) & 0xff;
        if (first < 0x80) {
            return 1;
        }
        int size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
        if (first < 0xc2 || first > 0xf4 || size > n) {
            return 0;
        }
        // Neither longer than needed, nor half of a surrogate pair, nor beyond U+10FFFF.
        int second = libc.getByte(at + 1) & 0xff;
        int least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
        int most = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
        if (second < least || second > most) {
            return 0;
        }
        for (int i = 2; i < size; i++) {
            if ((libc.getByte(at + i) & 0xc0) != 0x80) {
                return 0;
            }
        }
        return size;
    }
}
