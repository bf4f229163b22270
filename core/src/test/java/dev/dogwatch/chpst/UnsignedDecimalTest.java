package dev.dogwatch.chpst;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.dogwatch.libc.Edge;
import dev.dogwatch.libc.PanamaLibc;
import dev.dogwatch.os.CString;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnsignedDecimalTest {
    @BeforeAll
    static void useTheJvmsLibc() {
        Edge.libc = new PanamaLibc();
    }

    @ParameterizedTest
    @CsvSource({"0, 0, true", "007, 7, true", "'', 0, true", "12:34, 12, false", "x, 0, false", "-1, 0, false", "1 , 1, true",
        "9223372036854775808, -9223372036854775808, true", "18446744073709551615, -1, true", "18446744073709551619, 3, true"})
    void digitsAreReadAsFarAsTheyGoAndWrapAround(String written, long value, boolean whole) {
        UnsignedDecimal decimal = new UnsignedDecimal(CString.of(written));
        assertEquals(value, decimal.value());
        assertEquals(whole, decimal.isWhole());
    }
}
