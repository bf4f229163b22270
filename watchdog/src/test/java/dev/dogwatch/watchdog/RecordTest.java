package dev.dogwatch.watchdog;

import static dev.dogwatch.watchdog.OnTheJvm.string;
import static dev.dogwatch.watchdog.OnTheJvm.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.ValueFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What outlives a reset: what is written is read again, and nothing that is read does harm. */
class RecordTest {
    private static final String BOOT = "01234567-89ab-cdef-0123-456789abcdef";

    @TempDir
    Path directory;

    @BeforeAll
    static void useTheJvmsLibc() {
        OnTheJvm.useItsLibc();
    }

    private boolean parse(Record record, byte[] content) throws IOException {
        Path path = directory.resolve("record");
        Files.write(path, content);
        ValueFile file = new ValueFile(new Bytes(1024), 4000);
        assertEquals(0, file.read(string(path.toString())));
        return record.parse(file);
    }

    private static Record full() {
        Record record = new Record();
        record.boot(string(BOOT));
        record.boots = 12;
        record.resets = 3;
        record.starved = 4;
        record.unclean = 5;
        record.deathsBefore = 600;
        record.deaths = 7;
        record.uptimeBefore = 80_000;
        record.uptime = 9;
        record.driverTells = true;
        record.ending = Record.STARVED;
        record.history.add(10);
        record.history.add(20);
        record.reason.put("critical heart: check failed for 30 s");
        return record;
    }

    private static String written(Record record) {
        Bytes out = new Bytes(64);
        record.put(out);
        return text(out);
    }

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        String written = written(full());
        Record read = new Record();
        assertTrue(parse(read, written.getBytes()));
        assertTrue(read.isOf(string(BOOT)));
        assertEquals(written, written(read));
    }

    @Test
    void whatIsNotWholeIsNone() throws IOException {
        byte[] written = written(full()).getBytes();
        String nothing = written(new Record());
        for (int n = 0; n < written.length - 1; n++) {
            Record read = full();
            assertFalse(parse(read, java.util.Arrays.copyOf(written, n)), "of " + n + " bytes");
            assertEquals(nothing, written(read), "it knows nothing then");
        }
    }

    @Test
    void anyBytesCanBeRead() throws IOException {
        Random random = new Random(7);
        byte[] written = written(full()).getBytes();
        for (int i = 0; i < 3000; i++) {
            byte[] garbled = written.clone();
            for (int k = random.nextInt(20); k >= 0; k--) {
                garbled[random.nextInt(garbled.length)] = (byte) random.nextInt(256);
            }
            Record read = new Record();
            parse(read, garbled);
            assertTrue(read.boots >= 0 && read.resets >= 0 && read.ending >= 0 && read.ending <= Record.POWEROFF);
            assertTrue(read.reason.length() <= 200);
        }
    }

    @Test
    void theLastResetsAreKept() {
        ResetHistory history = new ResetHistory();
        for (int i = 0; i < 2 * ResetHistory.MOST; i++) {
            history.add(i * 60L);
        }
        assertEquals(ResetHistory.MOST, history.within(Long.MAX_VALUE, 10_000));
        assertEquals(5, history.within(300, (2 * ResetHistory.MOST - 1) * 60L));
        history.clear();
        assertEquals(0, history.within(Long.MAX_VALUE, 10_000));
    }
}
