package dev.dogwatch.equivalence;

import static dev.dogwatch.e2e.Equivalence.onBoth;

import dev.dogwatch.e2e.EndToEnd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which program chpst becomes, and why it cannot. */
@EndToEnd
class ChpstExecutionTest {

    /** Files of every kind, by the name of the kind; "there" is a good one. */
    private static final String FILES = """
            mkdir -p good bad none dir/there dir/there2
            printf '#!/bin/sh\\necho good "$@"\\n' >good/there; cp good/there there; chmod 755 good/there there
            cp good/there bad/there; chmod 644 bad/there
            printf 'no format\\n' >none/there; chmod 755 none/there
            ln -s loop loop; : >file""";

    @ParameterizedTest(name = "PATH={0} {1}")
    @CsvSource(delimiter = '|', value = {
        "good            | there  | good x", "none:good   | there  | 2> chpst: fatal: unable to run: there: exec format error",
        "bad:good        | there  | good x", "good:bad    | there  | good x", "bad:nowhere | there | 2> chpst: fatal: unable to run: there: access denied",
        "nowhere:bad     | there  | 2> chpst: fatal: unable to run: there: access denied",
        "dir:good        | there  | good x", "dir         | there  | 2> chpst: fatal: unable to run: there: access denied",
        "nowhere         | there  | 2> chpst: fatal: unable to run: there: file does not exist",
        "file:good       | there  | 2> chpst: fatal: unable to run: there: not a directory",
        "loop:good       | there  | 2> chpst: fatal: unable to run: there: symbolic link loop",
        "''              | there  | good x", ":nowhere    | there  | good x", "nowhere: | there | good x", "nowhere::x | there | good x",
        "nowhere:        | nosuch | 2> chpst: fatal: unable to run: nosuch: file does not exist",
        "nowhere         | ./there | good x", "nowhere    | good/there | good x", "good | dir/there | 2> chpst: fatal: unable to run: dir/there: access denied",
        "good            | none/there | 2> chpst: fatal: unable to run: none/there: exec format error",
        "good            | bad/there | 2> chpst: fatal: unable to run: bad/there: access denied",
        "good            | file/x | 2> chpst: fatal: unable to run: file/x: not a directory",
        "good            | ./nosuch | 2> chpst: fatal: unable to run: ./nosuch: file does not exist",
        "good            | ''     | 2> chpst: fatal: unable to run: : access denied",
        "nowhere         | ''     | 2> chpst: fatal: unable to run: : file does not exist",
        "good            | /      | 2> chpst: fatal: unable to run: /: access denied",
    })
    void theProgramIsLookedUp(String path, String program, String outcome) {
        onBoth(scene -> {
            scene.arrange(FILES);
            scene.run(scene.command("chpst", program, "x").env("PATH", path));
        }).agree().says(outcome, outcome.startsWith("2>") ? "= 111" : "= 0");
    }

    @Test
    void withoutPathItIsInBinOrUsrBin() {
        onBoth(scene -> {
            scene.arrange(FILES);
            scene.run(scene.command("chpst", "echo", "found").env("PATH", null));
            scene.run(scene.command("chpst", "there").env("PATH", null));
        }).agree().says("found", "= 0", "2> chpst: fatal: unable to run: there: file does not exist", "= 111");
    }

    @Test
    void anInterpreterThatIsMissing() {
        onBoth(scene -> {
            scene.arrange("printf '#!/no/such\\n' >interpreted; chmod 755 interpreted");
            scene.run(scene.command("chpst", "./interpreted"));
            scene.run(scene.command("chpst", "interpreted").env("PATH", ".:/bin"));
        }).agree().says("2> chpst: fatal: unable to run: ./interpreted: file does not exist", "= 111",
                "2> chpst: fatal: unable to run: interpreted: file does not exist", "= 111");
    }

    @Test
    void aFileThatIsBeingWrittenTo() {
        onBoth(scene -> {
            scene.arrange("cp /bin/true busy");
            scene.run(scene.shell("exec 3>>busy; exec chpst ./busy"));
        }).agree().says("2> chpst: fatal: unable to run: ./busy: text busy", "= 111");
    }

    @Test
    void anotherNameOfItsOwn() {
        onBoth(scene -> {
            scene.run(scene.shell("chpst -b other sh -c 'tr \"\\0\" \" \" </proc/$$/cmdline'"));
            scene.run(scene.command("chpst", "-b", "", "/bin/sh", "-c", "echo \"<$0>\""));
            scene.run(scene.command("chpst", "-b", "other", "nosuch"));
            scene.run(scene.command("chpst", "-b", "a", "-b", "b", "./nosuch"));
        }).agree().says("2> chpst: fatal: unable to run: other: file does not exist", "= 111", "2> chpst: fatal: unable to run: b: file does not exist", "= 111");
    }

    @Test
    void argumentsAreBytes() {
        onBoth(scene -> scene.run(scene.shell("chpst printf '%s|\\n' '' ' a ' \"$(printf '\\377\\376\\n\\001x')\" -v --"))).agree().says("|", " a |", "-v|", "--|", "= 0");
    }

    @Test
    void itsExitCodeIsTheProgramsOwn() {
        onBoth(scene -> {
            scene.run(scene.command("chpst", "/bin/sh", "-c", "exit 7"));
            scene.run(scene.command("chpst", "/bin/sh", "-c", "kill -9 $$"));
        }).agree().says("= 7", "= 137");
    }
}
