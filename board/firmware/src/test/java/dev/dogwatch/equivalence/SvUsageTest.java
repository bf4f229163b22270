package dev.dogwatch.equivalence;

import static dev.dogwatch.e2e.Equivalence.onBoth;

import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How sv must be called, and what it says when it is not. */
@EndToEnd
class SvUsageTest {

    private static final String USAGE = "2> usage: sv [-v] [-w sec] command service ...";

    @ParameterizedTest(name = "sv {0}")
    @ValueSource(strings = {
        "", "status", "-v", "-v status", "-w 1", "-w 1 status", "--", "-- status",
        "z a", "rest a", "r a", "restarted a", "fo a", "force a", "force-up a", "force-stop-now a", "version a",
        "0 a", "3 a", "U a", "S a", "K a", "? a",
    })
    void callsThatAreNone(String arguments) {
        onBoth(scene -> scene.run(scene.command("sv", arguments.isEmpty() ? new String[0] : arguments.split(" "))))
                .agree().says(USAGE, "2> ", "= 100");
    }

    @Test
    void aCommandOfNoLetters() {
        onBoth(scene -> scene.run(scene.command("sv", "", "a"))).agree().says(USAGE, "2> ", "= 100");
    }

    @Test
    void anOptionThatThereIsNot() {
        onBoth(scene -> scene.run(scene.command("sv", "-x", "status", "a"))).agree().says("2> sv: illegal option -- x", USAGE, "2> ",
                "= 100");
    }

    @ParameterizedTest(name = "sv {0}")
    @ValueSource(strings = {"-w", "-v -w", "-vw"})
    void anOptionWithoutItsArgument(String arguments) {
        onBoth(scene -> scene.run(scene.command("sv", arguments.split(" ")))).agree().says("2> sv: option requires an argument -- w", USAGE,
                "2> ", "= 100");
    }

    @Test
    void theVersionComesWithTheUsage() {
        onBoth(scene -> {
            Outcome outcome = scene.command("sv", "-V").run();
            // The text of the version is each suite's own.
            List<String> lines = outcome.err().lines().toList();
            scene.note("a version: " + !lines.getFirst().isBlank() + ", on stdout: " + outcome.out().length());
            scene.note(lines.subList(1, lines.size()) + " = " + outcome.exitCode());
        }).agree().says("a version: true, on stdout: 0", "[usage: sv [-v] [-w sec] command service ..., ] = 100");
    }

    @Test
    void itsUsageDoesNotTellThePathOfIt() {
        onBoth(scene -> scene.run(scene.command(scene.suite().program("sv").toString()))).agree().says(USAGE, "2> ", "= 100");
    }

    @ParameterizedTest(name = "sv {0}")
    @CsvSource(delimiter = '|', value = {
        "status -v        | -v",
        "-- status a      | a",
        "--foo status a   | a",
        "-w x status a    | a",
        "-wx status a     | a",
        "-w 0x10 status a | a",
        "-vv status a     | a",
        "-vw3 status a    | a",
        "-w -v status a   | a",
        "statusquo a      | a",
        "stopping a       | a",
        "up-there a       | a",
        "1st a            | a",
        "exit-now a       | a",
        "Dull a           | a",
        "Tall a           | a",
        "Exact a          | a",
        "X a              | a",
    })
    void callsThatAreOdderThanTheyAreWrong(String arguments, String service) {
        onBoth(scene -> scene.run(scene.command("sv", arguments.split(" "))))
                .agree().says("fail: " + service + ": unable to change to service directory: file does not exist", "= 1");
    }

    @Test
    void theDefaultDirectoryIsUsedWithoutSvdir() {
        // Named differently by Debian and upstream, and absent on a machine without runit; either way the service is not found there.
        onBoth(scene -> {
            scene.service("no-such-service-anywhere");
            scene.run(scene.command("sv", "status", "no-such-service-anywhere").env("SVDIR", null));
        }).agree().says("fail: no-such-service-anywhere: unable to change to service directory: file does not exist", "= 1");
    }
}
