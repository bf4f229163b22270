package dev.dogwatch.chpst;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.libc.Edge;
import dev.dogwatch.libc.PanamaLibc;
import dev.dogwatch.os.CString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines of passwd, wherever they lie in the buffer. What glibc makes of odd ones, the end-to-end tests ask it. */
class AccountFileTest {
    @TempDir
    private Path scratch;

    @BeforeAll
    static void useTheJvmsLibc() {
        Edge.libc = new PanamaLibc();
    }

    private AccountFile file(String content) throws IOException {
        Path file = scratch.resolve("passwd");
        Files.write(file, content.getBytes(ISO_8859_1));
        return new AccountFile(CString.of(file.toString()), 2);
    }

    private static String find(AccountFile file, String name) {
        int found = file.find(CString.of(name), name.length());
        return found == 1 ? file.number(0) + " " + file.number(1) : "" + found;
    }

    @Test
    void theFirstSoundLineOfANameCounts() throws IOException {
        AccountFile file = file("ann:x:one:1\nann:x:1:2:::\nann:x:3:4:::\nbob:x:5:6");
        assertEquals("1 2", find(file, "ann"));
        assertEquals("5 6", find(file, "bob"));
        assertEquals("0", find(file, "an"));
        assertEquals("0", find(file, "anna"));
        assertEquals("0", find(file, ""));
        assertEquals("0", find(file, "x"));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "4294967295, -1", "2147483648, -2147483648"})
    void idsHave32Bits(String written, int id) throws IOException {
        AccountFile file = file("ann:x:" + written + ":7:::\n");
        assertEquals(id + " 7", find(file, "ann"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"4294967296", "99999999999999999999999", "-1", "", "x", "1x", "- 1", "+", "-"})
    void whatIsNoIdMakesNoLine(String written) throws IOException {
        assertEquals("0", find(file("ann:x:" + written + ":7:::\n"), "ann"));
        assertEquals("0", find(file("ann:x:7:" + written + "\n"), "ann"));
    }

    @Test
    void aLineMayLieAnywhereInTheBuffer() throws IOException {
        for (int before = 350; before < 450; before++) {
            AccountFile file = file("#" + "x".repeat(before) + "\nann:x:1234:5678:::\nbob:x:1:2:::\n");
            assertEquals("1234 5678", find(file, "ann"));
            assertEquals("1 2", find(file, "bob"));
        }
    }

    @Test
    void anyBytesAreAFile() throws IOException {
        Random random = new Random(7);
        for (int i = 0; i < 300; i++) {
            byte[] noise = new byte[random.nextInt(1500)];
            random.nextBytes(noise);
            for (int at = 0; at < noise.length; at += 1 + random.nextInt(9)) {
                noise[at] = (byte) ":\n0\0#+".charAt(random.nextInt(6));
            }
            assertEquals("1 2", find(file(new String(noise, ISO_8859_1) + "\nann:x:1:2"), "ann"));
        }
    }

    @Test
    void aFileThatCannotBeReadIsAnError() {
        assertEquals("" + -Abi.ENOENT, find(new AccountFile(CString.of(scratch + "/none"), 2), "ann"));
        assertEquals("" + -Abi.EISDIR, find(new AccountFile(CString.of(scratch.toString()), 2), "ann"));
    }
}
