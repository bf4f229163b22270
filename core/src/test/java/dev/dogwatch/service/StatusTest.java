package dev.dogwatch.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.dogwatch.libc.Edge;
import dev.dogwatch.libc.PanamaLibc;
import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.Memory;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The 20 bytes of supervise/status and the line of supervise/stat, to the byte. */
class StatusTest {
    private static final long SECOND = 1_000_000_000L;

    @BeforeAll
    static void useTheJvmsLibc() {
        Edge.libc = new PanamaLibc();
    }

    private static String hex(long address, int n) {
        byte[] bytes = new byte[n];
        for (int i = 0; i < n; i++) {
            bytes[i] = Edge.libc.getByte(address + i);
        }
        return HexFormat.of().formatHex(bytes);
    }

    private static String stat(Lifecycle lifecycle) {
        Bytes text = new Bytes(4);
        StatText.append(text, lifecycle);
        StringBuilder string = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            string.append((char) Edge.libc.getByte(text.address() + i));
        }
        return string.toString();
    }

    @Test
    void aStampIsTai64nInBigEndian() {
        long at = Memory.allocate(Tai64.SIZE);
        Tai64.store(at, 1_700_000_000L * SECOND + 123_456_789);
        assertEquals("400000006553f10a" + "075bcd15", hex(at, Tai64.SIZE));
        assertEquals(Tai64.label(1_700_000_000L * SECOND), Tai64.load(at));
    }

    @Test
    void aBoardThatStartsBefore1970HasAStampToo() {
        long at = Memory.allocate(Tai64.SIZE);
        Tai64.store(at, -1);
        assertEquals("4000000000000009" + "3b9ac9ff", hex(at, Tai64.SIZE));
    }

    @Test
    void everyStateHasItsBytesAndItsLine() {
        FakeProcess process = new FakeProcess(false);
        process.begin(false);
        assertEquals("39300000" + "00" + "75" + "00" + "01", bytes(process, 12345));
        assertEquals("run\n", stat(process.lifecycle));
        process.control("p");
        assertEquals("39300000" + "01" + "75" + "00" + "01", bytes(process, 12345));
        assertEquals("run, paused\n", stat(process.lifecycle));
        process.control("d");
        assertEquals("39300000" + "01" + "64" + "01" + "01", bytes(process, 12345));
        assertEquals("run, paused, got TERM, want down\n", stat(process.lifecycle));
        process.control("x");
        assertEquals("run, paused, got TERM, want exit\n", stat(process.lifecycle));
        process.finish = true;
        process.die();
        assertEquals("39300000" + "00" + "64" + "00" + "02", bytes(process, 12345));
        assertEquals("finish, want exit\n", stat(process.lifecycle));
        process.die();
        assertEquals("00000000" + "00" + "64" + "00" + "00", bytes(process, 0));
        assertEquals("down\n", stat(process.lifecycle));
    }

    private static String bytes(FakeProcess process, int pid) {
        long at = Memory.allocate(Status.SIZE);
        Status.store(at, process.lifecycle, pid);
        assertEquals(pid, Status.pid(at));
        assertEquals(process.lifecycle.state(), Status.state(at));
        return hex(at + Tai64.SIZE, Status.SIZE - Tai64.SIZE);
    }

    @Test
    void any20BytesCanBeRead() {
        Random random = new Random(20);
        long at = Memory.allocate(Status.SIZE);
        for (int round = 0; round < 10_000; round++) {
            int pid = 0;
            for (int i = 0; i < Status.SIZE; i++) {
                int value = random.nextInt(256);
                Edge.libc.putByte(at + i, value);
                pid |= i >= 12 && i < 16 ? value << 8 * (i - 12) : 0;
            }
            assertEquals(pid, Status.pid(at));
            assertEquals(Edge.libc.getByte(at + 19), Status.state(at));
        }
    }
}
