package dev.dogwatch.equivalence;

import static dev.dogwatch.e2e.Equivalence.onBoth;
import static dev.dogwatch.equivalence.Services.release;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Processes;
import dev.dogwatch.e2e.Running;
import dev.dogwatch.e2e.Scene;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The log argument: what the services write to stderr can be read in the command line of runsvdir, as ps shows it. */
@EndToEnd
class RunsvdirLogTest {

    /** The first thing that runsvdir writes to it is a dot, so that this is not made of dots. */
    private static final String ROOM = "-".repeat(40);

    @Test
    void theLastCharactersStandInTheCommandLine() {
        onBoth(scene -> {
            speaker(scene, "echo hello >&2");
            Running runsvdir = runsvdir(scene, "all", "log: " + ROOM);
            awaitLog(runsvdir, "hello\n");
            scene.note(Processes.commandLine(runsvdir.pid()));
        }).agree().says("BIN/runsvdir|all|log: " + "-".repeat(40 - 7) + ".hello", "|");
    }

    @Test
    void whatDoesNotFitIsPushedOut() {
        String written = IntStream.rangeClosed(1, 100).mapToObj(Integer::toString).collect(Collectors.joining(" "));
        // Five characters stay, one is for the newline that seq writes.
        int room = "readproctitle: ".length() + ROOM.length() - 5 - 1;
        onBoth(scene -> {
            speaker(scene, "seq -s ' ' 100 >&2");
            Running runsvdir = runsvdir(scene, "all", "readproctitle: " + ROOM);
            awaitLog(runsvdir, " 99 100\n");
            scene.note(Processes.commandLine(runsvdir.pid()));
        }).agree().says("BIN/runsvdir|all|readp" + written.substring(written.length() - room), "|");
    }

    @Test
    void nulIsDroppedAndOtherBytesAreKept() {
        onBoth(scene -> {
            speaker(scene, "printf 'a\\0b\\tc\\001d\\377e' >&2");
            Running runsvdir = runsvdir(scene, "all", "log: " + ROOM);
            awaitLog(runsvdir, "e");
            scene.note(Processes.commandLine(runsvdir.pid()));
        }).agree().says("BIN/runsvdir|all|log: " + "-".repeat(40 - 9) + ".ab\tc\001d\u00ffe|");
    }

    @Test
    void theWarningsOfRunsvdirItselfStandThereToo() {
        onBoth(scene -> {
            Running runsvdir = scene.start(scene.command("runsvdir", "nowhere", "log: " + "-".repeat(90)));
            awaitLog(runsvdir, "file does not exist\n");
            scene.note("on stderr: " + runsvdir.stderr());
            scene.note("in the command line: " + Processes.commandLine(runsvdir.pid())
                    .contains("runsvdir nowhere: warning: unable to stat nowhere: file does not exist"));
        }).agree().says("on stderr: ", "in the command line: true");
    }

    @Test
    void theWarningsOfRunsvStandThereToo() {
        onBoth(scene -> {
            scene.service("all/a");
            Running runsvdir = scene.start(scene.command("runsvdir", "all", "log: " + "-".repeat(90)));
            awaitLog(runsvdir, "file does not exist\n");
            scene.note("in the command line: " + Processes.commandLine(runsvdir.pid())
                    .contains("runsv a: fatal: unable to start ./run: file does not exist"));
        }).agree().says("in the command line: true");
    }

    @Test
    void sevenCharactersAreEnough() {
        onBoth(scene -> {
            speaker(scene, "printf xyz >&2");
            Running runsvdir = runsvdir(scene, "all", "1234567");
            awaitLog(runsvdir, "yz");
            scene.note(Processes.commandLine(runsvdir.pid()));
        }).agree().says("BIN/runsvdir|all|12345yz|");
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(strings = {"", "1", "123456"})
    void sixAreNot(String log) {
        onBoth(scene -> {
            speaker(scene, "echo hello >&2");
            Running runsvdir = scene.start(scene.command("runsvdir", "all", log));
            release(scene);
            scene.awaitEvents("up");
            Await.until(() -> "the line on stderr", () -> runsvdir.stderr().contains("hello"));
            scene.note(Processes.commandLine(runsvdir.pid()));
        }).agree().says("BIN/runsvdir|all|" + log + "|",
                "complaint of runsvdir all " + log + ": runsvdir all: warning: log must have at least seven characters.",
                "complaint of runsvdir all " + log + ": runsvdir all: warning: log service disabled.", "complaint of runsvdir all " + log + ": hello");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"-P", "--"})
    void theOptionDoesNotShiftIt(String option) {
        onBoth(scene -> {
            speaker(scene, "printf hello >&2");
            Running runsvdir = runsvdir(scene, option, "all", "log: " + ROOM);
            awaitLog(runsvdir, "hello");
            scene.note(Processes.commandLine(runsvdir.pid()));
        }).agree().says("BIN/runsvdir|" + option + "|all|log: " + "-".repeat(40 - 6) + ".hello|");
    }

    @Test
    void standardOutputDoesNotStandThere() {
        onBoth(scene -> {
            speaker(scene, "echo to stdout; printf end >&2");
            Running runsvdir = runsvdir(scene, "all", "log: " + ROOM);
            awaitLog(runsvdir, "end");
            scene.note(Processes.commandLine(runsvdir.pid()));
            scene.note("stdout: " + runsvdir.stdout());
        }).agree().says("BIN/runsvdir|all|log: " + "-".repeat(40 - 4) + ".end|", "stdout: to stdout");
    }

    /** Says something when it is released. */
    private static void speaker(Scene scene, String command) {
        scene.service("all/a").fifo("../../gate").run("read line <$SVDIR/gate; " + command + "; echo up >>$SVDIR/events; exec sleep 1000");
    }

    /** Starts runsvdir with a log, and lets the service speak after the dot has been written. */
    private static Running runsvdir(Scene scene, String... arguments) {
        Running runsvdir = scene.start(scene.command("runsvdir", arguments));
        awaitLog(runsvdir, ".");
        release(scene);
        return runsvdir;
    }

    private static void awaitLog(Running runsvdir, String end) {
        Await.until(() -> "the end \"" + end + "\" of " + Processes.commandLine(runsvdir.pid()),
                () -> Processes.commandLine(runsvdir.pid()).endsWith(end + "|"));
    }
}
