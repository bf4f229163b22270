package dev.dogwatch.equivalence;

import static dev.dogwatch.e2e.Equivalence.onBoth;

import dev.dogwatch.e2e.Command;
import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Scene;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** -e: a directory of which each file is a variable. */
@EndToEnd
class ChpstEnvironmentTest {

    /** Shows the environment that begins as given, changed by the directory {@code e}. */
    private static Command shown(Scene scene, String before) {
        return scene.shell("exec env -i " + before + " \"$(command -v chpst)\" -e e /usr/bin/env").named("env");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "printf one >e/A              | A=one", "printf 'one\\n' >e/A        | A=one", "printf 'one\\ntwo\\n' >e/A | A=one",
        "printf 'one \\t \\n' >e/A    | A=one", "printf ' one' >e/A         | A= one", "printf '\\n' >e/A          | A=",
        "printf '  \\n x' >e/A        | A=", "printf 'a=b' >e/A          | A=a=b", "printf 'a\\r\\n' >e/A       | A=a\r",
        "printf 'a\\0b \\n' >e/A      | A=a", "printf 'a\\0' >e/A          | A=a", "printf '\\303\\244' >e/A | A=\u00c3\u00a4",
        "printf x >'e/A B'            | A B=x", "printf x >e/A=B            | A=B=x", ": >e/A=B                   | A=B",
        "printf x >e/=                | ===x", "printf x >e/0              | 0=x",
    })
    void theFirstLineIsTheValue(String file, String variable) {
        onBoth(scene -> {
            scene.arrange("mkdir e; " + file);
            scene.run(shown(scene, "A=before Z=1"));
        }).agree().says(variable.replace("===x", "==x"), "= 0");
    }

    @Test
    void anEmptyFileRemovesAVariableAndOnlyThat() {
        onBoth(scene -> {
            scene.arrange("mkdir e; : >e/B; : >e/NOT_SET; printf new >e/D");
            scene.run(shown(scene, "A=1 B=2 BB=3 C=4 D=5 E=6"));
        }).agree().says("A=1", "= 0").neverSays("B=2").neverSays("NOT_SET").says("BB=3").says("D=new");
    }

    @Test
    void aValueOfManyBlocksIsTakenWhole() {
        onBoth(scene -> {
            scene.arrange("mkdir e; head -c 100000 /dev/zero | tr '\\0' x >e/A; echo y >>e/A; echo z >>e/A");
            scene.run(scene.shell("chpst -e e sh -c 'echo ${#A}'"));
        }).agree().says("100001", "= 0");
    }

    @Test
    void aValueLongerThanTheKernelTakesIsTheProgramsFault() {
        onBoth(scene -> {
            scene.arrange("mkdir e; head -c 3000000 /dev/zero | tr '\\0' x >e/A");
            scene.run(scene.command("chpst", "-e", "e", "true"));
        }).agree().says("2> chpst: fatal: unable to run: true: argument list too long", "= 111");
    }

    @Test
    void dotFilesAndDirectoriesAreSkipped() {
        onBoth(scene -> {
            scene.arrange("mkdir -p e/D e/.hidden; echo 1 >e/.A; echo 2 >e/B");
            scene.run(shown(scene, "A=1"));
            scene.run(scene.command("chpst", "-v", "-e", "e", "true"));
        }).agree().says("A=1", "B=2", "= 0", "2> chpst: warning: unable to read e/D: is a directory", "= 0").neverSays(".A=");
    }

    @Test
    void aFifoThatNobodyWritesToIsEmpty() {
        onBoth(scene -> {
            scene.arrange("mkdir e; mkfifo e/A");
            scene.run(shown(scene, "A=1 B=2"));
        }).agree().says("B=2", "= 0").neverSays("A=1");
    }

    @Test
    void aFifoThatIsWrittenToIsWaitedForByNobody() {
        onBoth(scene -> {
            scene.arrange("mkdir e; mkfifo e/A");
            scene.run(scene.shell("exec 3<>e/A; exec chpst -e e true"));
        }).agree().says("2> chpst: fatal: unable to read e/A: temporary failure", "= 111");
    }

    @ParameterizedTest(name = "-e {0}")
    @CsvSource(delimiter = '|', value = {
        "e      | ln -s e e            | unable to switch to directory: e: symbolic link loop",
        "e      | :                    | unable to switch to directory: e: file does not exist",
        "''     | :                    | unable to switch to directory: : file does not exist",
        "e/     | : >e                 | unable to switch to directory: e/: not a directory",
        "e      | mkdir e; ln -s A e/A | unable to read e/A: symbolic link loop",
        "../s/e | mkdir e; ln -s A/b e/A; : >e/Z; rm e/A; ln -s Z/b e/A | unable to read ../s/e/A: not a directory",
    })
    void whatCannotBeReadIsFatal(String directory, String arrangement, String complaint) {
        onBoth(scene -> {
            scene.arrange(arrangement);
            scene.run(scene.command("chpst", "-e", directory, "true"));
        }).agree().says("2> chpst: fatal: " + complaint, "= 111");
    }

    @Test
    void aDanglingLinkRemovesTheVariable() {
        onBoth(scene -> {
            scene.arrange("mkdir e; ln -s nowhere e/B");
            scene.run(shown(scene, "A=1 B=2"));
        }).agree().says("A=1", "= 0").neverSays("B=2");
    }

    @Test
    void aDanglingLinkDoesNotGetItsNeighboursValue() {
        onBoth(scene -> {
            // So many that, in whatever order the directory lists them, a link follows a file.
            scene.arrange("mkdir e; for i in 1 2 3 4 5 6 7 8 9; do echo neighbour >e/file$i; ln -s nowhere e/link$i; done");
            scene.run(scene.shell("chpst -e e env | grep -q '^link.*neighbour' && echo some || echo none").named("links"));
        }).differ("a variable whose file is not there gets the value of the file before it", oracle -> oracle.says("some", "= 0"),
                ours -> ours.says("none", "= 0"));
    }

    @Test
    void theDirectoryIsLeftAgain() {
        onBoth(scene -> {
            scene.arrange("mkdir e; echo 1 >e/A");
            scene.run(scene.command("chpst", "-e", "e", "/bin/pwd"));
            scene.run(scene.shell("chpst -e e ls /proc/self/fd"));
        }).agree().says("DIR", "= 0", "0", "1", "2", "3", "= 0").neverSays("4");
    }

    @Test
    void theProgramIsLookedUpInThePathFromBefore() {
        onBoth(scene -> {
            scene.arrange("mkdir e; echo /nowhere >e/PATH");
            scene.run(scene.command("chpst", "-e", "e", "/bin/sh", "-c", "echo $PATH"));
            scene.run(scene.command("chpst", "-e", "e", "true"));
        }).agree().says("/nowhere", "= 0", "= 0");
    }

    @Test
    void theUserIsToldAfterTheDirectory() {
        onBoth(scene -> {
            scene.arrange("mkdir e; echo 1 >e/UID; : >e/GID");
            scene.run(scene.shell("exec env -i GID=2 UID=3 A=4 \"$(command -v chpst)\" -e e -U :10:20 /usr/bin/env").named("env"));
        }).agree().says("GID=20", "UID=10", "= 0").neverSays("UID=1\n").says("A=4");
    }

    @Test
    void whatIsChangedLeavesItsPlaceToTheLast() {
        onBoth(scene -> {
            scene.arrange("mkdir e; printf 2 >e/B");
            scene.run(shown(scene, "A=1 B=1 C=1 D=1"));
        }).agree().says("A=1", "D=1", "C=1", "B=2", "= 0");
    }
}
