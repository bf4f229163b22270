package dev.dogwatch.robustness;

import static dev.dogwatch.robustness.Ours.onOurs;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.dogwatch.e2e.Command;
import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** chpst where the C runit that can be run here is too old to be asked, or would fail. */
@EndToEnd
class ChpstTest {

    private static void assertOutcome(Command command, int code, String out, String err) {
        Outcome outcome = command.run();
        assertEquals(err, outcome.normaliser().apply(outcome.err()));
        assertEquals(out, outcome.normaliser().apply(outcome.out()));
        assertEquals(code, outcome.exitCode());
    }

    @Test
    void itsUsageIsThatOf220AndLater() {
        onOurs(scene -> assertOutcome(scene.command("chpst"), 100, "", "usage: chpst [-vVP012] [-u user[:group]] [-U user[:group]] [-b argv0]"
                + " [-e dir] [-/ root] [-C pwd] [-n nice] [-l|-L lock] [-m n] [-d n] [-o n] [-p n] [-f n] [-c n] [-t n] prog\n\n"));
    }

    @Test
    void theDirectoryIsChangedInTheNewRootBeforeTheLockAndAfterTheVariables() {
        onOurs(scene -> {
            scene.arrange("mkdir -p jail/there e; echo 1 >e/A");
            assertOutcome(scene.command("chpst", "-C", "there", "-/", "jail", "-l", "lock", "-e", "e", "./x"), 111, "",
                    "chpst: fatal: unable to run: ./x: file does not exist\n");
            assertOutcome(scene.shell("ls jail/there"), 0, "lock\n", "");
            assertOutcome(scene.command("chpst", "-C", "jail", "-e", "e", "/bin/sh", "-c", "echo $A; pwd"), 0, "1\nDIR/jail\n", "");
        });
    }

    @Test
    void theDirectoryIsChangedByTheOldUser() {
        onOurs(scene -> {
            scene.arrange("mkdir -m 700 closed");
            assertOutcome(scene.command("chpst", "-u", ":12345:23456", "-C", "closed", "/usr/bin/id", "-u"), 0, "12345\n", "");
        });
    }

    @ParameterizedTest(name = "-C {0}")
    @CsvSource({"nowhere, file does not exist", "file, not a directory", "'', file does not exist"})
    void aDirectoryThatIsNone(String directory, String reason) {
        onOurs(scene -> {
            scene.arrange(": >file");
            assertOutcome(scene.command("chpst", "-C", directory, "true"), 111, "",
                    "chpst: fatal: unable to change directory: " + directory + ": " + reason + "\n");
        });
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"chpst", "dchpst", "/any/where/chpst", "pgrphack", "dpgrphack", "softlimit"})
    void itIsInTheOneProgram(String name) {
        onOurs(scene -> {
            assertOutcome(scene.command("dogwatch", name, "echo", "run"), 0, "run\n", "");
            assertOutcome(scene.command("dogwatch", name, "./nosuch"), 111, "", "chpst: fatal: unable to run: ./nosuch: file does not exist\n");
        });
    }

    @Test
    void noSignalIsBlockedForTheProgram() {
        onOurs(scene -> assertOutcome(scene.shell("env --default-signal chpst cat /proc/self/status | grep -E '^Sig(Blk|Cgt)'"), 0,
                "SigBlk:\t0000000000000000\nSigCgt:\t0000000000000000\n", ""));
    }

    @Test
    void aVariableWithoutAnEndIsRefused() {
        onOurs(scene -> {
            scene.arrange("mkdir e; ln -s /dev/zero e/A");
            assertOutcome(scene.command("chpst", "-e", "e", "true"), 111, "", "chpst: fatal: unable to read e/A: file too big\n");
        });
    }

    @Test
    void withoutAFreeDescriptorItSaysSo() {
        onOurs(scene -> {
            assumeFalse(Ours.sanitized(), "a program that is not static cannot even start");
            scene.arrange("mkdir e");
            assertOutcome(scene.shell("ulimit -n 3; exec chpst -u root true"), 111, "",
                    "chpst: fatal: unable to get password/group file entry: process cannot open more files\n");
            assertOutcome(scene.shell("ulimit -n 3; exec chpst -l lock true"), 111, "",
                    "chpst: fatal: unable to open lock: lock: process cannot open more files\n");
            assertOutcome(scene.shell("ulimit -n 3; exec chpst -e e true"), 111, "",
                    "chpst: fatal: unable to open current working directory: process cannot open more files\n");
        });
    }

    @Test
    void manyVariablesAreTaken() {
        onOurs(scene -> {
            scene.arrange("mkdir e; i=0; while [ $i -lt 3000 ]; do echo value $i >e/variable$i; i=$((i + 1)); done");
            assertOutcome(scene.shell("chpst -e e env | grep -c '^variable.*=value'"), 0, "3000\n", "");
        });
    }
}
