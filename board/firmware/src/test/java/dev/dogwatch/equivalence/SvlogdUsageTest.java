package dev.dogwatch.equivalence;

import static dev.dogwatch.e2e.Equivalence.onBoth;

import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How svlogd must be called, and what it says when it is not. */
@EndToEnd
class SvlogdUsageTest {

    private static final String USAGE = "usage: svlogd [-ttv] [-r c] [-R abc] [-l len] [-b buflen] dir ...";

    @ParameterizedTest(name = "svlogd {0}")
    @ValueSource(strings = {
        "", "-t", "-v", "--", "-r x", "-R abc", "-l 100", "-b 2000",
        "-r '' log", "-r xy log", "-rxy log", "-l 1024 log", "-b 1000 log", "-l 2000 -b 2000 log", "-b 10 log",
    })
    void callsThatAreNone(String arguments) {
        onBoth(scene -> {
            scene.arrange("mkdir log");
            scene.run(scene.shell("PATH=${PATH%%:*}:$PATH; exec svlogd " + arguments).named("svlogd"));
        }).agree().says("2> " + USAGE, "2> ", "= 111");
    }

    @ParameterizedTest(name = "svlogd {0}")
    @ValueSource(strings = {"-x log", "-r", "-l", "-R", "-b"})
    void optionsThatThereAreNot(String arguments) {
        onBoth(scene -> scene.run(scene.shell("svlogd " + arguments))).agree().says("2> " + USAGE, "2> ", "= 111");
    }

    @ParameterizedTest(name = "svlogd {0}")
    @ValueSource(strings = {
        "-b 1001 log", "-l 0 log", "-b 0 log", "-l x log", "-b x log", "-l 999 -b 1000 log", "-l 10x -b 11y log", "-tttttt log",
        "-r_ log", "-R '' log", "-R '' -r x log", "-l 50 -l 1000 log", "-- log", "-vt log",
    })
    void callsThatAreOdderThanTheyAreWrong(String arguments) {
        onBoth(scene -> {
            scene.arrange("mkdir log");
            Logs.run(scene, "printf 'a\\001b\\n' | svlogd " + arguments);
            Logs.show(scene, "log");
        }).agree().says("= 0", "= 0");
    }

    @Test
    void theVersionComesWithTheUsage() {
        onBoth(scene -> {
            Outcome outcome = scene.command("svlogd", "-V").run();
            List<String> lines = outcome.err().lines().toList();
            scene.note("a version: " + !lines.getFirst().isBlank() + ", on stdout: " + outcome.out().length());
            scene.note(String.valueOf(lines.get(1).endsWith(USAGE.substring("usage: svlogd".length()))) + " = " + outcome.exitCode());
        }).agree().says("a version: true, on stdout: 0", "true = 111");
    }

    @Test
    void withoutAnyUsableDirectoryItDoesNotStart() {
        onBoth(scene -> {
            scene.arrange("echo >file; mkdir locked");
            scene.run(scene.shell("svlogd missing file").named("svlogd missing file"));
            scene.run(scene.shell("flock -x locked/lock svlogd locked </dev/null").named("svlogd locked"));
        }).agree().says("2> svlogd: warning: unable to open log directory: missing: file does not exist",
                "2> svlogd: warning: unable to change directory: file: not a directory",
                "2> svlogd: fatal: no functional log directories.", "= 111",
                "2> svlogd: warning: unable to lock directory: locked: temporary failure",
                "2> svlogd: fatal: no functional log directories.", "= 111");
    }

    @Test
    void oneUsableDirectoryIsEnough() {
        onBoth(scene -> {
            scene.arrange("mkdir log");
            scene.run(scene.shell("echo line | svlogd missing log"));
            Logs.show(scene, "log");
        }).agree().says("2> svlogd: warning: unable to open log directory: missing: file does not exist", "= 0", "-rwxr--r-- 5 current:", "line");
    }

    @Test
    void anInputThatCannotBeReadIsItsEnd() {
        onBoth(scene -> {
            scene.arrange("mkdir log");
            scene.run(scene.shell("svlogd log <log"));
            Logs.show(scene, "log");
        }).agree().says("2> svlogd: warning: unable to read standard input: is a directory", "= 0");
    }
}
