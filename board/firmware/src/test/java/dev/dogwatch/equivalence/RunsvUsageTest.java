package dev.dogwatch.equivalence;

import static dev.dogwatch.e2e.Equivalence.onBoth;

import dev.dogwatch.e2e.EndToEnd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** runsv takes exactly one argument, a directory it can change to. It has no options: what looks like one is a directory. */
@EndToEnd
class RunsvUsageTest {

    @Test
    void withoutADirectoryItTellsItsUsage() {
        onBoth(scene -> scene.run(scene.command("runsv")))
                .agree().says("$ runsv", "2> usage: BIN/runsv dir", "2> ", "= 1");
    }

    @Test
    void withTwoDirectoriesItTellsItsUsage() {
        onBoth(scene -> {
            scene.idler("a");
            scene.idler("b");
            scene.run(scene.command("runsv", "a", "b"));
        }).agree().says("2> usage: BIN/runsv dir", "2> ", "= 1");
    }

    @Test
    void theUsageNamesTheProgramAsItWasCalled() {
        onBoth(scene -> scene.run(scene.shell("exec runsv")))
                .agree().says("2> usage: runsv dir", "2> ", "= 1");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "nowhere, file does not exist",
        "-V,      file does not exist",
        "--,      file does not exist",
        "-P,      file does not exist",
        "a/run,   not a directory",
        "loop,    symbolic link loop",
    })
    void aDirectoryItCannotChangeToIsFatal(String directory, String reason) {
        onBoth(scene -> {
            scene.idler("a").link("../loop", "loop");
            scene.run(scene.command("runsv", directory));
        }).agree().says("2> runsv " + directory + ": fatal: unable to change to directory: " + reason, "= 111");
    }

    @Test
    void aDirectoryOfNoNameIsFatal() {
        onBoth(scene -> scene.run(scene.command("runsv", "")))
                .agree().says("2> runsv : fatal: unable to change to directory: file does not exist", "= 111");
    }

    @Test
    void aDirectoryOfTooLongANameIsFatal() {
        onBoth(scene -> scene.run(scene.command("runsv", "x".repeat(256))))
                .agree().says("2> runsv " + "x".repeat(256) + ": fatal: unable to change to directory: file name too long", "= 111");
    }
}
