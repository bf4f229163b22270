package dev.dogwatch.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dogwatch.libc.Edge;
import dev.dogwatch.libc.PanamaLibc;
import dev.dogwatch.os.BootId;
import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.Memory;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The text of supervise/counters: what is written is read again, and nothing that is read does harm. */
class CountersTest {
    private static final String BOOT = "01234567-89ab-cdef-0123-456789abcdef";

    @BeforeAll
    static void useTheJvmsLibc() {
        Edge.libc = new PanamaLibc();
    }

    private static long memory(byte[] bytes) {
        long address = Memory.allocate(bytes.length + 1L);
        for (int i = 0; i < bytes.length; i++) {
            Edge.libc.putByte(address + i, bytes[i]);
        }
        return address;
    }

    private static long memory(String text) {
        return memory(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String text(long address, int n) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < n; i++) {
            text.append((char) (Edge.libc.getByte(address + i) & 0xff));
        }
        return text.toString();
    }

    private static Counters full() {
        Counters counters = new Counters();
        counters.boot = memory(BOOT);
        counters.starts = 17;
        counters.deaths = 16;
        counters.expiries = 3;
        counters.lastExit = 111;
        counters.lastSignal = Counters.NONE;
        counters.started = 1;
        counters.startedWall = Long.MAX_VALUE;
        counters.died = Long.MAX_VALUE;
        counters.diedWall = -5;
        counters.ready = 7;
        counters.readyWall = 8;
        counters.since = 9;
        counters.sinceWall = 10;
        counters.gaveUp = true;
        counters.text = memory("all is well");
        counters.textLength = 11;
        return counters;
    }

    private static String file(Counters counters) {
        Bytes out = new Bytes(16);
        counters.format(out);
        return text(out.address(), out.length());
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        String file = file(full());
        assertEquals(Counters.SIZE, file.length());
        Counters read = new Counters();
        assertTrue(read.parse(memory(file), file.length()));
        assertEquals(BOOT, text(read.boot, BootId.SIZE));
        assertEquals(17, read.starts);
        assertEquals(16, read.deaths);
        assertEquals(3, read.expiries);
        assertEquals(111, read.lastExit);
        assertEquals(Counters.NONE, read.lastSignal);
        assertEquals(1, read.started);
        assertEquals(Long.MAX_VALUE, read.startedWall);
        assertEquals(Long.MAX_VALUE, read.died);
        assertEquals(-5, read.diedWall);
        assertEquals(7, read.ready);
        assertEquals(8, read.readyWall);
        assertEquals(9, read.since);
        assertEquals(10, read.sinceWall);
        assertTrue(read.gaveUp);
        assertEquals("all is well", text(read.text, read.textLength));
    }

    @Test
    void everyTextHasItsSizeHoweverOftenItIsWritten() {
        Counters counters = full();
        counters.textLength = 0;
        String first = file(counters);
        for (int i = 0; i < 1100; i++) {
            String next = file(counters);
            assertEquals(Counters.SIZE, next.length());
            assertFalse(next.equals(first), "another number each time");
            first = next;
        }
    }

    @Test
    void theLongestNumbersAndTextFit() {
        Counters counters = full();
        counters.starts = counters.deaths = counters.expiries = Long.MAX_VALUE;
        counters.started = counters.ready = counters.readyWall = counters.since = counters.sinceWall = Long.MIN_VALUE + 1;
        counters.diedWall = Long.MIN_VALUE + 1;
        counters.lastExit = counters.lastSignal = Integer.MIN_VALUE;
        counters.text = memory("x".repeat(500));
        counters.textLength = 500;
        String file = file(counters);
        assertEquals(Counters.SIZE, file.length());
        Counters read = new Counters();
        assertTrue(read.parse(memory(file), file.length()));
        assertEquals(Counters.TEXT_SIZE, read.textLength);
        assertEquals(Integer.MIN_VALUE, read.lastExit);
    }

    @Test
    void aTornRecordIsNoneAndChangesNothing() {
        Counters counters = full();
        String before = file(counters);
        counters.starts = 18;
        String after = file(counters);
        int same = 0;
        for (int at = 0; at <= Counters.SIZE; at++) {
            String torn = after.substring(0, at) + before.substring(at);
            Counters read = new Counters();
            read.starts = -1;
            if (read.parse(memory(torn), torn.length())) {
                assertTrue(torn.equals(before) || torn.equals(after), () -> "taken for whole:\n" + torn);
                same++;
            } else {
                assertEquals(-1, read.starts);
            }
        }
        assertTrue(same > 0);
    }

    @Test
    void anotherLengthIsNone() {
        String file = file(full());
        long address = memory(file + file);
        for (int n : new int[] {-5, 0, 1, 639, 641, 1280}) {
            assertFalse(new Counters().parse(address, n), n + " bytes");
        }
    }

    @Test
    void aMissingKeyIsZero() {
        Counters read = new Counters();
        String file = "counters 1\n" + " ".repeat(Counters.SIZE - 23) + "\ncounters 1\n";
        assertTrue(read.parse(memory(file), file.length()));
        assertEquals(0, read.starts);
        assertEquals(0, read.boot);
        assertEquals(0, read.textLength);
    }

    @Test
    void garbageDoesNoHarm() {
        Random random = new Random(20_261_122);
        byte[] whole = file(full()).getBytes(StandardCharsets.ISO_8859_1);
        // What stands behind the file must not be read, so it is where a fault would be noticed.
        long address = Memory.allocate(Counters.SIZE);
        int parsed = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = whole.clone();
            for (int n = random.nextInt(round % 2 == 0 ? 12 : 640); n > 0; n--) {
                int c = random.nextInt(3) == 0 ? "\n -0123456789".charAt(random.nextInt(13)) : random.nextInt(256);
                bytes[random.nextInt(bytes.length)] = (byte) c;
            }
            for (int i = 0; i < bytes.length; i++) {
                Edge.libc.putByte(address + i, bytes[i]);
            }
            Counters read = new Counters();
            if (read.parse(address, Counters.SIZE)) {
                parsed++;
                assertTrue(read.textLength >= 0 && read.textLength <= Counters.TEXT_SIZE);
                assertTrue(read.boot == 0 || read.boot >= address && read.boot + BootId.SIZE <= address + Counters.SIZE);
            }
        }
        assertTrue(parsed > 1000, parsed + " were whole");
    }
}
