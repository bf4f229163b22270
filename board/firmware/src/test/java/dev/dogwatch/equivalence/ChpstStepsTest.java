package dev.dogwatch.equivalence;

import static dev.dogwatch.e2e.Equivalence.onBoth;

import dev.dogwatch.e2e.EndToEnd;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What chpst does one after the other: session, directory of variables, root, niceness, user, lock, closed streams, program. */
@EndToEnd
class ChpstStepsTest {

    /** The shell itself tells what it has open, since a child of it would have more. */
    private static final String DESCRIPTORS = "for fd in 0 1 2 3 4 5 6 7 8 9; do [ -e /proc/$$/fd/$fd ] && echo open $fd; done; ";

    @Test
    void aSessionOfItsOwn() {
        onBoth(scene -> {
            String probe = "set -- $(cat /proc/$$/stat); [ $1 = $5 ] && [ $1 = $6 ] && echo leads || echo follows";
            scene.run(scene.command("chpst", "-P", "/bin/sh", "-c", probe));
            scene.run(scene.command("chpst", "/bin/sh", "-c", probe));
            scene.run(scene.command("chpst", "-P", scene.suite().program("chpst").toString(), "-P", "/bin/sh", "-c", probe));
        }).agree().says("leads", "= 0", "follows", "= 0", "leads", "= 0");
    }

    @Test
    void theProgramHasTheLockAndNothingElse() {
        onBoth(scene -> {
            scene.arrange("umask 0; mkdir e; echo 1 >e/A");
            scene.run(scene.shell("umask 027; exec chpst -l lock -e e -U :1:1 sh -c '" + DESCRIPTORS + "readlink /proc/$$/fd/3'"));
            scene.run(scene.shell("stat -c '%a %s' lock"));
        }).agree().says("open 0", "open 1", "open 2", "open 3", "DIR/lock", "= 0", "600 0", "= 0");
    }

    @Test
    void theLockIsAppendedToAndKeepsItsContentAndMode() {
        onBoth(scene -> {
            scene.arrange("echo kept >lock; chmod 444 lock");
            scene.run(scene.command("chpst", "-l", "lock", "/bin/sh", "-c", "echo more >&3; grep flags /proc/self/fdinfo/3"));
            scene.run(scene.shell("stat -c %a lock; cat lock"));
        }).agree().says("= 0", "444", "kept", "more");
    }

    @Test
    void aHeldLockIsWaitedForOrNot() {
        onBoth(scene -> {
            scene.run(scene.shell("chpst -l lock sh -c 'chpst -L lock true; echo $?; flock -n 3 && echo ours; exec 3>&-; chpst -L lock true; echo $?'"));
            // It is let go of only by who holds it: the second waits until the first has spoken.
            scene.run(scene.shell("mkfifo go; chpst -l lock sh -c 'read x <go; echo first >>said' & exec 4>go; "
                    + "chpst -l lock sh -c 'echo second >>said' & sleep 0.3; echo >&4; exec 4>&-; wait; cat said"));
        }).agree().says("2> chpst: fatal: unable to lock: lock: temporary failure", "= 0", "first", "second", "= 0");
    }

    @ParameterizedTest(name = "-l {0}")
    @CsvSource(delimiter = '|', value = {
        ".          | is a directory", "a/b | file does not exist", "fifo | device not configured", "file/x | not a directory", "loop | symbolic link loop",
        "''         | file does not exist",
    })
    void aLockThatCannotBeOpened(String file, String reason) {
        onBoth(scene -> {
            scene.arrange("mkfifo fifo; : >file; ln -s loop loop");
            for (String option : new String[] {"-l", "-L"}) {
                scene.run(scene.command("chpst", option, file, "echo", "not reached"));
            }
        }).agree().neverSays("not reached\n=").says("= 111", "= 111");
    }

    @Test
    void theLockIsOpenedByTheNewUser() {
        onBoth(scene -> {
            scene.arrange("mkdir -m 755 closed; mkdir -m 777 open");
            scene.run(scene.command("chpst", "-u", ":12345:23456", "-l", "closed/lock", "true"));
            scene.run(scene.command("chpst", "-u", ":12345:23456", "-l", "open/lock", "true"));
            scene.run(scene.shell("stat -c '%u %g %a' open/lock; ls closed"));
        }).agree().says("2> chpst: fatal: unable to open lock: closed/lock: access denied", "= 111", "= 0", "12345 23456 600");
    }

    @Test
    void theVariablesAreReadByTheOldUserInTheOldRoot() {
        onBoth(scene -> {
            scene.arrange("mkdir -m 700 e; echo 1 >e/A; mkdir jail");
            scene.run(scene.command("chpst", "-e", "e", "-u", ":12345:23456", "printenv", "A"));
            scene.run(scene.command("chpst", "-/", "jail", "-e", "e", "-l", "lock", "/nothing"));
            scene.run(scene.shell("ls . jail"));
        }).agree().says("1", "= 0", "2> chpst: fatal: unable to run: /nothing: file does not exist", "= 111", "e", "jail", "jail:", "lock");
    }

    @Test
    void theLockLiesInTheNewRoot() {
        onBoth(scene -> {
            scene.arrange("mkdir -p jail/there");
            scene.run(scene.command("chpst", "-/", "jail", "-l", "/there/lock", "true"));
            scene.run(scene.shell("ls jail/there"));
        }).agree().says("2> chpst: fatal: unable to run: true: file does not exist", "= 111", "lock");
    }

    @Test
    void namesAreLookedUpInTheNewRoot() {
        onBoth(scene -> {
            scene.arrange("mkdir -p jail/etc; echo nobody-else:x:0:7::: >jail/etc/passwd; echo a:x:9: >jail/etc/group");
            scene.run(scene.command("chpst", "-u", "nobody-else:a", "-/", "jail", "-l", "lock", "true"));
            scene.run(scene.command("chpst", "-u", "nobody-else:b", "-/", "jail", "true"));
            scene.run(scene.shell("stat -c %g jail/lock"));
        }).agree().says("2> chpst: fatal: unable to run: true: file does not exist", "2> chpst: fatal: unknown user/group: nobody-else:b", "9");
    }

    @ParameterizedTest(name = "-/ {0}")
    @CsvSource({"nowhere, file does not exist", "file, not a directory", "'', file does not exist", "loop, symbolic link loop"})
    void aRootThatIsNone(String root, String reason) {
        onBoth(scene -> {
            scene.arrange(": >file; ln -s loop loop");
            scene.run(scene.command("chpst", "-/", root, "true"));
        }).agree().says("2> chpst: fatal: unable to change directory: " + root + ": " + reason, "= 111");
    }

    @Test
    void whoMayNotChangeTheRootIsTold() {
        onBoth(scene -> scene.run(scene.shell("exec setpriv --bounding-set=-sys_chroot chpst -/ . true"))).agree()
                .says("2> chpst: fatal: unable to change root directory: permission denied", "= 111");
    }

    @Test
    void lessNiceBeforeAnotherUser() {
        onBoth(scene -> scene.run(scene.command("chpst", "-u", ":12345:23456", "-n", "-3", "nice"))).agree().says("-3", "= 0");
    }

    @ParameterizedTest(name = "chpst {0}")
    @CsvSource({"-0", "-1", "-2", "-01", "-12", "-02", "-012", "-0 -1 -2", "-00"})
    void closedStreams(String options) {
        onBoth(scene -> {
            scene.run(scene.shell("chpst " + options + " sh -c 'for fd in 0 1 2; do [ -e /proc/$$/fd/$fd ] || closed=$closed$fd; done; echo closed $closed >told'; cat told"));
        }).agree().says("closed " + options.chars().filter(Character::isDigit).distinct().sorted().mapToObj(Character::toString)
                .collect(Collectors.joining()), "= 0");
    }

    @Test
    void aStreamThatIsClosedCannotBeClosed() {
        onBoth(scene -> {
            scene.run(scene.shell("exec chpst -0 true 0<&-"));
            scene.run(scene.shell("exec chpst -1 true 1>&-"));
            scene.run(scene.shell("exec chpst -2 true 2>&-"));
        }).agree().says("2> chpst: fatal: unable to close stdin: file descriptor not open", "= 111",
                "2> chpst: fatal: unable to close stdout: file descriptor not open", "= 111", "= 111");
    }

    @Test
    void theLockGetsTheFirstFreeDescriptorBeforeStreamsAreClosed() {
        onBoth(scene -> {
            scene.run(scene.shell("exec chpst -0 -l lock sh -c '" + DESCRIPTORS + "readlink /proc/$$/fd/3'"));
            scene.run(scene.shell("exec 0<&-; exec chpst -0 -l lock sh -c '" + DESCRIPTORS + "'"));
            scene.run(scene.shell("exec 0<&-; exec chpst -l lock sh -c 'readlink /proc/$$/fd/0'"));
        }).agree().says("open 1", "open 2", "open 3", "DIR/lock", "open 1", "open 2", "DIR/lock", "= 0");
    }

    @Test
    void theMaskAndDispositionOfSignalsStay() {
        onBoth(scene -> scene.run(scene.shell("exec env --block-signal=USR1 --ignore-signal=USR2,PIPE --default-signal=HUP chpst grep -E '^Sig(Blk|Ign|Cgt)' /proc/self/status")))
                .agree().says("SigBlk:\t0000000000000200", "= 0");
    }
}
