package dev.dogwatch.svlogd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.dogwatch.libc.Edge;
import dev.dogwatch.libc.PanamaLibc;
import dev.dogwatch.os.CString;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Patterns whose meaning one might mistake; that they mean what they mean to C runit is tested with that. */
class PatternTest {
    @BeforeAll
    static void useTheJvmsLibc() {
        Edge.libc = new PanamaLibc();
    }

    @ParameterizedTest(name = "{0} and {1}: {2}")
    @CsvSource({
        "'', '', true", "'', a, false", "*, '', true", "a, a, true", "a, ab, false", "ab, a, false",
        "a*b, aXb, true", "a*b, aXbYb, false", "a*, a, true", "*b, b, true", "*b, a, false",
        "+a, a, true", "+a, aaa, true", "+a, '', false", "+ab, aab, true", "+ab, aaa, true", "+ab, b, false",
        "a+, a, false", "a+, a+, false", "+, '', false", "**, '*', true", "a+b, a, false", "a+b, abb, true",
    })
    void aLineMatchesOrNot(String pattern, String line, boolean matches) {
        assertEquals(matches, Pattern.matches(CString.of(pattern), CString.of(line), line.length()));
    }
}
