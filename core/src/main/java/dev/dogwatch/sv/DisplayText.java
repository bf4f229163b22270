package dev.dogwatch.sv;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.os.Bytes;

/** Text of others for the eyes: no control character of it reaches the terminal or makes another line. */
final class DisplayText {
    private DisplayText() {
    }

    /** Appends a C string, with a question mark for each control character. */
    static void put(Bytes out, long string) {
        for (long at = string; libc.getByte(at) != 0; at++) {
            int c = libc.getByte(at);
            out.putByte(c >= 0 && c < ' ' || c == 127 ? '?' : c);
        }
    }
}
