package dev.dogwatch.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
    private static final Set<String> METRICS = Set.of("restart", "idle");

    private static Options parse(String line) {
        return Options.parse(line.isEmpty() ? List.of() : List.of(line.split(" ")), METRICS);
    }

    @Test
    void measuresEverythingByDefault() {
        assertTrue(parse("").wants("restart"));
        assertTrue(parse("").wants("idle"));
    }

    @Test
    void measuresOnlyWhatIsNamed() {
        assertTrue(parse("--only idle --quick").wants("idle"));
        assertFalse(parse("--only idle --quick").wants("restart"));
    }

    @Test
    void namesAnUnknownMetric() {
        var problem = assertThrows(IllegalArgumentException.class, () -> parse("--only idle,speed"));
        assertEquals("--only: there is no metric \"speed\", but " + METRICS, problem.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--record --quick", "--record --only idle", "--fast", "idle", "--only"})
    void refusesWhatMakesNoSense(String line) {
        assertThrows(IllegalArgumentException.class, () -> parse(line));
    }
}
