package dev.dogwatch.equivalence;

import static dev.dogwatch.e2e.Equivalence.onBoth;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Posix;
import dev.dogwatch.e2e.Running;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How runsvdir must be called, and what it says of directories that are none. */
@EndToEnd
class RunsvdirUsageTest {

    @ParameterizedTest(name = "runsvdir {0}")
    @ValueSource(strings = {"", "-P", "--"})
    void withoutADirectoryItTellsItsUsage(String arguments) {
        onBoth(scene -> scene.run(scene.command("runsvdir", arguments.isEmpty() ? new String[0] : arguments.split(" "))))
                .differ("-k and -w are ours", runit -> runit.says("2> usage: BIN/runsvdir [-P] dir", "2> ", "= 1"),
                        ours -> ours.says("2> usage: BIN/runsvdir [-Pkw] dir", "2> ", "= 1"));
    }

    @Test
    void theUsageNamesTheProgramAsItWasCalled() {
        onBoth(scene -> scene.run(scene.shell("exec runsvdir")))
                .differ("-k and -w are ours", runit -> runit.says("2> usage: runsvdir [-P] dir", "2> ", "= 1"),
                        ours -> ours.says("2> usage: runsvdir [-Pkw] dir", "2> ", "= 1"));
    }

    @ParameterizedTest(name = "runsvdir {0}: {1}")
    @CsvSource(delimiter = '|', value = {
        "nowhere    | runsvdir nowhere: warning: unable to stat nowhere: file does not exist",
        "-P nowhere | runsvdir nowhere: warning: unable to stat nowhere: file does not exist",
        "-- nowhere | runsvdir nowhere: warning: unable to stat nowhere: file does not exist",
        "-V         | runsvdir -V: warning: unable to stat -V: file does not exist",
        "-P -P      | runsvdir -P: warning: unable to stat -P: file does not exist",
        "-- -P      | runsvdir -P: warning: unable to stat -P: file does not exist",
        "file       | runsvdir file: warning: unable to change directory to file: not a directory",
        "loop       | runsvdir loop: warning: unable to stat loop: symbolic link loop",
    })
    void aDirectoryThatIsNoneIsWarnedOfAndWaitedFor(String arguments, String warning) {
        onBoth(scene -> {
            scene.service(".").file("file", "").link("loop", "loop");
            Running runsvdir = scene.start(scene.command("runsvdir", arguments.split(" ")));
            Await.until(() -> "a warning", () -> !runsvdir.complaints().isEmpty());
            runsvdir.signal(Posix.SIGTERM);
            scene.awaitExit(runsvdir);
        }).agree().says("runsvdir " + arguments + " ended with 0", "complaint of runsvdir " + arguments + ": " + warning);
    }

    @Test
    void whatFollowsTheLogDoesNotCount() {
        onBoth(scene -> {
            scene.service("all/a").run("echo up >>../../events; exec sleep 1000");
            scene.start(scene.command("runsvdir", "all", "log: ......................", "more", "words"));
            scene.awaitEvents("up");
        }).agree().says("events: up");
    }
}
