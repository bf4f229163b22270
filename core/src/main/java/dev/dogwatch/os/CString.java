package dev.dogwatch.os;

import static dev.dogwatch.libc.Edge.libc;

/**
 * NUL-terminated strings in C memory, by address. Names and paths stay bytes from the kernel to the kernel: they
 * are never decoded, so a name in any encoding passes through unchanged.
 */
public final class CString {
    private CString() {
    }

    /** A new C string of an ASCII text, for the program's own constants: never freed. */
    public static long of(String ascii) {
        int n = ascii.length();
        long address = Memory.permanent(n + 1);
        for (int i = 0; i < n; i++) {
            libc.putByte(address + i, ascii.charAt(i));
        }
        libc.putByte(address + n, 0);
        return address;
    }

    /** The number of bytes before the NUL. */
    public static int length(long string) {
        int n = 0;
        while (libc.getByte(string + n) != 0) {
            n++;
        }
        return n;
    }

    /** Whether the C string is this ASCII text. */
    public static boolean equals(long string, String ascii) {
        int n = ascii.length();
        for (int i = 0; i < n; i++) {
            if (libc.getByte(string + i) != ascii.charAt(i)) {
                return false;
            }
        }
        return libc.getByte(string + n) == 0;
    }

    /** Whether two C strings are the same bytes. */
    public static boolean equals(long a, long b) {
        for (int i = 0;; i++) {
            byte c = libc.getByte(a + i);
            if (c != libc.getByte(b + i)) {
                return false;
            }
            if (c == 0) {
                return true;
            }
        }
    }

    /** Whether the bytes at the address begin with this ASCII text; no byte behind the first that differs is looked at. */
    public static boolean beginsWith(long bytes, String ascii) {
        int i = 0;
        while (i < ascii.length() && libc.getByte(bytes + i) == ascii.charAt(i)) {
            i++;
        }
        return i == ascii.length();
    }

    /** Whether one C string comes before another, byte by byte, each from 0 to 255. */
    public static boolean isBefore(long a, long b) {
        int i = 0;
        while (libc.getByte(a + i) == libc.getByte(b + i) && libc.getByte(a + i) != 0) {
            i++;
        }
        return (libc.getByte(a + i) & 0xff) < (libc.getByte(b + i) & 0xff);
    }

    /** A copy in memory of its own; the caller frees it. */
    public static long copy(long string) {
        int n = CString.length(string) + 1;
        long address = Memory.allocate(n);
        libc.memmove(address, string, n);
        return address;
    }

    /** The address behind the last slash: the last part of a path, as basename(1) but without trimming. */
    public static long lastPart(long path) {
        long part = path;
        for (long p = path; libc.getByte(p) != 0; p++) {
            if (libc.getByte(p) == '/') {
                part = p + 1;
            }
        }
        return part;
    }
}
