package dev.dogwatch.watchdog;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.os.Bytes;

/** Names from outside as the value of a line: what would end the line or is no text is a question mark. */
final class CleanText {
    private CleanText() {
    }

    static void put(Bytes out, long from, int n) {
        for (int i = 0; i < n; i++) {
            int c = libc.getByte(from + i) & 0xff;
            out.putByte(c < ' ' || c == 0x7f ? '?' : c);
        }
    }
}
