package dev.dogwatch.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.dogwatch.proof.Nock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** core/proof/transitions.nock: the seed's two-state machine as formulas, against {@link Lifecycle} in crash-only mode. */
class NockTest {
    private static final Map<String, Nock> FORMULAS = formulas();

    @ParameterizedTest(name = "*[{0} {1}] = {2}")
    @CsvSource(delimiter = '|', value = {
        "57                  | [4 0 1]               | 58",
        "[132 19]            | [4 0 3]               | 20",
        "77                  | [2 [1 42] [1 1 153 218]] | [153 218]",
        "42                  | [[4 0 1] [3 0 1]]     | [43 1]",
        "[1 [2 3]]           | [0 6]                 | 2",
        "[[22 33] 44]        | [10 [5 [1 11]] [0 1]] | [[22 11] 44]",
        "[22 [33 44]]        | [5 [0 2] [1 22]]      | 0",
        "5                   | [6 [1 1] [1 7] [1 8]] | 8",
        "5                   | [8 [4 0 1] [0 1]]     | [6 5]",
        "[[0 2] 9]           | [9 2 [0 1]]           | [0 2]",
        "5                   | [11 [3 [4 0 1]] [4 0 1]] | 6",
    })
    void theInterpreterIsNock4K(String subject, String formula, String expected) {
        assertEquals(Nock.parse(expected), Nock.evaluate(Nock.parse(subject), Nock.parse(formula)));
    }

    @Test
    void whatHasNoValueCrashes() {
        assertThrows(Nock.Crash.class, () -> Nock.evaluate(Nock.parse("[1 2]"), Nock.parse("[0 12]")));
        assertThrows(Nock.Crash.class, () -> Nock.evaluate(Nock.parse("5"), Nock.parse("[6 [1 2] [1 7] [1 8]]")));
        assertThrows(Nock.Crash.class, () -> Nock.evaluate(Nock.parse("5"), Nock.parse("[0 0]")), "the seed's no-op");
    }

    @Test
    void everyFormulaDoesWhatTheProgramDoes() {
        holds("start", process -> process.control("u"));
        holds("stop", process -> {
            process.control("d");
            process.die();
        });
        holds("restart", process -> {
            process.control("d");
            process.die();
            process.control("u");
        });
        holds("crash", process -> process.die());
        holds("supervise", process -> { });
    }

    @Test
    void theStatusIsTheState() {
        forEachService((service, process) -> assertEquals(state(process), Nock.evaluate(service, FORMULAS.get("status"))));
    }

    private static void holds(String formula, Consumer<FakeProcess> inTheProgram) {
        forEachService((service, process) -> {
            inTheProgram.accept(process);
            assertEquals(describe(process), Nock.evaluate(service, FORMULAS.get(formula)), formula + " of " + service);
        });
    }

    private interface Look {
        void at(Nock service, FakeProcess process);
    }

    /** Up and wanted up, down and wanted down, up once although it is wanted down: there is no fourth that lasts. */
    private static void forEachService(Look look) {
        for (String begin : new String[] {"u", "d", "o"}) {
            FakeProcess process = new FakeProcess(false);
            process.settings.crashOnly = true;
            process.begin(!begin.equals("u"));
            if (begin.equals("o")) {
                process.control("o");
            }
            look.at(describe(process), process);
        }
    }

    private static Nock describe(FakeProcess process) {
        return new Nock.Cell(state(process), process.lifecycle.want() == Lifecycle.WANT_UP ? Nock.YES : Nock.NO);
    }

    private static Nock state(FakeProcess process) {
        return new Nock.Atom(process.lifecycle.state());
    }

    private static Map<String, Nock> formulas() {
        Map<String, Nock> formulas = new HashMap<>();
        try {
            for (String line : Files.readAllLines(Path.of("proof/transitions.nock"))) {
                if (!line.isBlank() && !line.startsWith(";")) {
                    formulas.put(line.substring(0, line.indexOf(' ')), Nock.parse(line.substring(line.indexOf(' ') + 1)));
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return formulas;
    }
}
