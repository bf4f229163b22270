package dev.dogwatch.equivalence;

import static dev.dogwatch.e2e.Equivalence.onBoth;

import dev.dogwatch.e2e.Command;
import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Scene;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How chpst must be called, and what it says when it is not. */
@EndToEnd
class ChpstUsageTest {

    /** As the oracle has it; newer versions also tell of -C. */
    private static final String USAGE = "usage: chpst [-vVP012] [-u user[:group]] [-U user[:group]] [-b argv0] [-e dir] [-/ root]"
            + " [-n nice] [-l|-L lock] [-m n] [-d n] [-o n] [-p n] [-f n] [-c n] [-t n] prog";

    private static void run(Scene scene, Command command) {
        scene.note(command.run().toString().replace(" [-C pwd]", ""));
    }

    @ParameterizedTest(name = "chpst {0}")
    @ValueSource(strings = {
        "", "-v", "--", "-u root", "-e .", "-P", "-012", "--any-word-that-begins-so",
        "-o 1x true", "-o x true", "-o -5 true", "-o +5 true", "-o 0x10 true", "-m 1x true", "-d 1x true", "-p 1x true", "-f 1x true",
        "-c 1x true", "-r 1x true", "-t 1x true", "-m 1k true",
        "-n 1x true", "-n -1x true", "-n +1x true", "-n +-1 true", "-n -+1 true", "-n --1 true", "-n x true",
        "-l a -l b true", "-L a -L b true", "-l a -L b true", "-L a -l a true",
    })
    void callsThatAreNone(String arguments) {
        onBoth(scene -> run(scene, scene.command("chpst", arguments.isEmpty() ? new String[0] : arguments.split(" "))))
                .agree().says("2> " + USAGE, "2> ", "= 100");
    }

    @ParameterizedTest(name = "chpst {0}")
    @CsvSource(delimiter = '|', value = {
        "-x true  | illegal option -- x", "-vx true | illegal option -- x", "-: true  | illegal option -- :",
        "-? true  | illegal option -- ?", "-3 true  | illegal option -- 3", "-u | option requires an argument -- u",
        "-v -e    | option requires an argument -- e", "-P0m | option requires an argument -- m",
    })
    void wrongOptionsAreNamed(String arguments, String complaint) {
        onBoth(scene -> run(scene, scene.command("chpst", arguments.split(" "))))
                .agree().says("2> chpst: " + complaint, "2> " + USAGE, "2> ", "= 100");
    }

    @Test
    void aDInFrontOfTheNameIsKeptInComplaintsAndDroppedInTheUsage() {
        onBoth(scene -> {
            scene.arrange("ln -s '" + scene.suite().program("chpst") + "' dchpst");
            run(scene, scene.command(scene.root().resolve("dchpst").toString(), "-x"));
        }).agree().says("2> dchpst: illegal option -- x", "2> " + USAGE, "= 100");
    }

    @Test
    void theVersionComesWithTheUsage() {
        onBoth(scene -> {
            var outcome = scene.command("chpst", "-V").run();
            // The text of the version is each suite's own.
            List<String> lines = outcome.err().lines().toList();
            scene.note("a version: " + !lines.getFirst().isBlank() + ", on stdout: " + outcome.out().length());
            scene.note(lines.subList(1, lines.size()).toString().replace(" [-C pwd]", "") + " = " + outcome.exitCode());
        }).agree().says("a version: true, on stdout: 0", "[" + USAGE + ", ] = 100");
    }

    @Test
    void thereIsAWorkingDirectorySince220() {
        onBoth(scene -> {
            scene.arrange("mkdir there");
            scene.run(scene.command("chpst", "-C", "there", "/bin/pwd"));
        }).differ("-C came with 2.2.0", oracle -> oracle.says("2> chpst: illegal option -- C", "2> " + USAGE, "= 100"),
                ours -> ours.says("DIR/there", "= 0"));
    }

    @ParameterizedTest(name = "chpst {0}")
    @ValueSource(strings = {"-v -- echo -v", "--ignored echo -v", "-vv echo -v", "-P0v echo -v", "-o20 echo -v", "-vo 20 echo -v", "-n+1 echo -v"})
    void callsThatAreRight(String arguments) {
        onBoth(scene -> scene.run(scene.command("chpst", arguments.split(" ")))).agree().says("-v", "= 0");
    }

    /** runit's own check program for chpst, which Debian's build of another version than upstream's would say the same to. */
    @Test
    void whatRunitChecksItself() {
        onBoth(scene -> {
            run(scene, scene.command("chpst"));
            scene.arrange("mkdir check; echo 1 >check/test");
            scene.run(scene.shell("chpst -echeck env | sed -ne '/^test=1$/p'"));
            scene.run(scene.command("chpst", "-llock", "true"));
            scene.run(scene.command("chpst", "-Llock", "true"));
            scene.run(scene.command("chpst", "-P", "true"));
            scene.run(scene.command("chpst", "-012", "true"));
        }).agree().says("2> " + USAGE, "= 100", "test=1", "= 0", "= 0", "= 0", "= 0", "= 0");
    }
}
