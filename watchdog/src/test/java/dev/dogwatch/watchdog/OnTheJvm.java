package dev.dogwatch.watchdog;

import dev.dogwatch.libc.Edge;
import dev.dogwatch.libc.PanamaLibc;
import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.Memory;
import java.nio.charset.StandardCharsets;

/** C memory for tests that run on a JVM. */
final class OnTheJvm {
    private OnTheJvm() {
    }

    static void useItsLibc() {
        Edge.libc = new PanamaLibc();
    }

    /** A C string. */
    static long string(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        long address = Memory.allocate(bytes.length + 1L);
        for (int i = 0; i < bytes.length; i++) {
            Edge.libc.putByte(address + i, bytes[i]);
        }
        Edge.libc.putByte(address + bytes.length, 0);
        return address;
    }

    static String text(Bytes bytes) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < bytes.length(); i++) {
            text.append((char) (Edge.libc.getByte(bytes.address() + i) & 0xff));
        }
        return text.toString();
    }
}
