package dev.dogwatch.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dogwatch.libc.Edge;
import dev.dogwatch.libc.PanamaLibc;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes in C memory: numbers, names and options as users write and read them. */
class TextTest {
    @BeforeAll
    static void useTheJvmsLibc() {
        Edge.libc = new PanamaLibc();
    }

    private static String text(Bytes bytes) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < bytes.length(); i++) {
            text.append((char) (Edge.libc.getByte(bytes.address() + i) & 0xff));
        }
        return text.toString();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 9, 10, 11, 99, 100, 4294967295L, -1, -10, Long.MAX_VALUE, Long.MIN_VALUE + 1})
    void numbersAreWrittenInDecimal(long number) {
        assertEquals(Long.toString(number), text(new Bytes(1).putNumber(number)));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 7, 10, Long.MAX_VALUE, Long.MIN_VALUE, -1, -10})
    void unsignedNumbersAreWrittenAsSuch(long number) {
        assertEquals(Long.toUnsignedString(number), text(new Bytes(1).putUnsigned(number)));
    }

    @Test
    void bytesGrowAndKeepTheirContent() {
        Bytes bytes = new Bytes(2);
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            bytes.put("line ").putNumber(i).putByte('\n');
            expected.append("line ").append(i).append('\n');
        }
        assertEquals(expected.toString(), text(bytes));
    }

    @ParameterizedTest
    @CsvSource({"12, 12", "007x, 7", "x, 5", "'', 5", "-3, 5", "99999999999999999999, 1000000000000"})
    void numbersAreReadAsFarAsTheyGo(String written, long read) {
        assertEquals(read, DecimalNumber.leading(CString.of(written), 5));
    }

    @Test
    void stringsAreComparedByTheirBytes() {
        long string = CString.of("runsv");
        assertTrue(CString.equals(string, "runsv"));
        assertFalse(CString.equals(string, "runs"));
        assertFalse(CString.equals(string, "runsvdir"));
        assertTrue(CString.equals(string, CString.copy(string)));
        assertFalse(CString.equals(string, CString.of("runsvdir")));
    }

    @ParameterizedTest
    @CsvSource({"/usr/bin/sv, sv", "sv, sv", "a/, ''", "./x, x"})
    void theLastPartOfAPathStandsBehindTheLastSlash(String path, String part) {
        assertTrue(CString.equals(CString.lastPart(CString.of(path)), part));
    }

    private static Options options(String letters, String... words) {
        long array = Memory.allocate((words.length + 1L) * 8);
        for (int i = 0; i < words.length; i++) {
            Edge.libc.putPointer(array + i * 8L, CString.of(words[i]));
        }
        return new Options(new Arguments(words.length, array), letters);
    }

    @Test
    void optionsMayBeBundledAndEndAtTheFirstOtherWord() {
        Options options = options("w:v", "sv", "-vw3", "-w", "4", "status", "-v");
        assertEquals('v', options.next());
        assertEquals('w', options.next());
        assertTrue(CString.equals(options.argument(), "3"));
        assertEquals('w', options.next());
        assertTrue(CString.equals(options.argument(), "4"));
        assertEquals(Options.END, options.next());
        assertEquals(2, options.rest().count());
        assertTrue(CString.equals(options.rest().get(0), "status"));
    }

    @Test
    void twoDashesEndTheOptions() {
        Options options = options("v", "sv", "--", "-v");
        assertEquals(Options.END, options.next());
        assertTrue(CString.equals(options.rest().get(0), "-v"));
    }

    @Test
    void whatFollowsTwoDashesInTheirWordIsIgnored() {
        Options options = options("v", "sv", "--verbose", "-v");
        assertEquals(Options.END, options.next());
        assertTrue(CString.equals(options.rest().get(0), "-v"));
    }

    @Test
    void unknownOptionsAndMissingArgumentsAreQuestionable() {
        assertEquals('?', options("w:v", "sv", "-x").next());
        assertEquals('?', options("w:v", "sv", "-w").next());
        assertEquals('?', options("w:v", "sv", "-:").next());
    }

    @ParameterizedTest
    @CsvSource({"2, file does not exist", "13, access denied", "11, temporary failure", "21, is a directory",
        "8, exec format error", "40, symbolic link loop", "1, permission denied", "28, out of disk space",
        "4096, unknown error"})
    void errorsHaveTheReferencesWords(int errno, String words) {
        assertEquals(words, ErrorText.of(errno));
    }

    @Test
    void permanentMemoryIsAlignedAndNeverOverlaps() {
        TreeMap<Long, Integer> pieces = new TreeMap<>();
        for (int size = 1; size < 300; size++) {
            long address = Memory.permanent(size);
            assertEquals(0, address % 8);
            Map.Entry<Long, Integer> below = pieces.floorEntry(address);
            Long above = pieces.ceilingKey(address);
            assertTrue(below == null || below.getKey() + below.getValue() <= address);
            assertTrue(above == null || address + size <= above);
            pieces.put(address, size);
        }
    }
}
