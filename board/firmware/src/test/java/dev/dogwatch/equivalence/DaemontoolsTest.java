package dev.dogwatch.equivalence;

import static dev.dogwatch.e2e.Equivalence.onBoth;

import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Scene;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** chpst by the name of one of the six small programs of daemontools, also with a d in front. */
@EndToEnd
class DaemontoolsTest {

    private static final String NAMES = "setuidgid envuidgid envdir pgrphack setlock softlimit";

    /** A line of shell for which the six are the first programs in PATH. */
    private static void run(Scene scene, String line) {
        scene.arrange("mkdir -p six; for name in " + NAMES + "; do ln -sf '" + scene.suite().program("chpst") + "' six/$name; ln -sf $name six/d$name; done");
        scene.run(scene.shell("PATH=$PWD/six:$PATH; " + line));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "setuidgid           | setuidgid account child", "setuidgid root     | setuidgid account child", "dsetuidgid | setuidgid account child",
        "envuidgid           | envuidgid account child", "envuidgid root     | envuidgid account child", "denvuidgid | envuidgid account child",
        "envdir              | envdir dir child", "envdir .                  | envdir dir child", "denvdir | envdir dir child",
        "pgrphack            | pgrphack child", "dpgrphack                  | pgrphack child",
        "setlock             | setlock [ -nNxX ] file program [ arg ... ]", "setlock a | setlock [ -nNxX ] file program [ arg ... ]",
        "setlock -n -x a     | setlock [ -nNxX ] file program [ arg ... ]", "dsetlock  | setlock [ -nNxX ] file program [ arg ... ]",
    })
    void callsThatAreNone(String line, String usage) {
        onBoth(scene -> run(scene, line)).agree().says("2> usage: " + usage, "2> ", "= 100");
    }

    private static final String SOFTLIMIT = "2> usage: softlimit [-a allbytes] [-c corebytes] [-d databytes] [-f filebytes] [-l lockbytes] [-m membytes]"
            + " [-o openfiles] [-p processes] [-r residentbytes] [-s stackbytes] [-t cpusecs] child";

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"softlimit", "softlimit -a 1000000000", "dsoftlimit", "softlimit -o = --"})
    void softlimitsUsage(String line) {
        onBoth(scene -> run(scene, line)).agree().says(SOFTLIMIT, "2> ", "= 100");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "setlock -z a true  | setlock: illegal option -- z", "dsetlock -nz a true | dsetlock: illegal option -- z",
        "softlimit -z true  | softlimit: illegal option -- z", "dsoftlimit -a      | dsoftlimit: option requires an argument -- a",
    })
    void wrongOptionsAreNamed(String line, String complaint) {
        onBoth(scene -> run(scene, line)).agree().says("2> " + complaint, "2> ", "= 100");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"softlimit -o 1x true", "softlimit -o =1 true", "dsoftlimit -m x true", "softlimit -a - true"})
    void aWrongLimitTellsTheUsageOfChpst(String line) {
        onBoth(scene -> {
            scene.arrange("ln -s '" + scene.suite().program("chpst") + "' softlimit; ln -s softlimit dsoftlimit");
            scene.note(scene.shell("./" + line).run().toString().replace(" [-C pwd]", ""));
        }).agree().says("2> usage: softlimit [-vVP012] [-u user[:group]] [-U user[:group]] [-b argv0] [-e dir] [-/ root] [-n nice] [-l|-L lock]"
                + " [-m n] [-d n] [-o n] [-p n] [-f n] [-c n] [-t n] prog", "2> ", "= 100");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"setuidgid", "dsetuidgid"})
    void setuidgid(String name) {
        onBoth(scene -> scene.run(Accounts.script(scene, "ann:x:1001:2001:::\n-v:x:1002:2002:::\n", "ann:x:3:\n", """
                ln -s "$(command -v chpst)" %1$s
                for user in ann -v ann:ann :1:1 '' nobody-here; do ./%1$s "$user" grep -E '^(Uid|Gid|Groups):' /proc/self/status; done
                ./%1$s ann nosuch; ./%1$s ann ./nosuch; ./%1$s ann -x
                mount -t tmpfs none /etc; ./%1$s ann true""".formatted(name)))).agree().says(
                "Uid:\t1001\t1001\t1001\t1001", "Gid:\t2001\t2001\t2001\t2001", "Groups:\t2001 ", "2> chpst: fatal: unknown account: -v",
                "2> chpst: fatal: unknown account: ann:ann", "2> chpst: fatal: unknown account: :1:1", "2> chpst: fatal: unknown account: ",
                "2> chpst: fatal: unknown account: nobody-here", "2> chpst: fatal: unable to run: nosuch: file does not exist",
                "2> chpst: fatal: unable to get password file entry: file does not exist", "= 111");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"envuidgid", "denvuidgid"})
    void envuidgid(String name) {
        onBoth(scene -> scene.run(Accounts.script(scene, "ann:x:1001:2001:::\n", "", """
                ln -s "$(command -v chpst)" %1$s
                UID=1 ./%1$s ann printenv UID GID; ./%1$s ann id -u; ./%1$s bob true; ./%1$s ann nosuch
                mount -t tmpfs none /etc; ./%1$s ann true""".formatted(name)))).agree().says("1001", "2001", "0",
                "2> chpst: fatal: unknown account: bob", "2> chpst: fatal: unable to run: nosuch: file does not exist",
                "2> chpst: fatal: unable to get password file entry: file does not exist", "= 111");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"envdir", "denvdir"})
    void envdir(String name) {
        onBoth(scene -> {
            scene.arrange("mkdir e; echo 1 >e/A; : >e/B; mkdir -p f/D");
            run(scene, "B=2 " + name + " e sh -c 'echo $A $B.'");
            run(scene, name + " f echo not reached");
            run(scene, name + " g true");
            run(scene, name + " e nosuch");
            run(scene, name + " -v true");
        }).agree().says("1 .", "= 0", "2> chpst: fatal: unable to read f/D: is a directory", "= 111",
                "2> chpst: fatal: unable to switch to directory: g: file does not exist", "= 111",
                "2> chpst: fatal: unable to run: nosuch: file does not exist", "= 111",
                "2> chpst: fatal: unable to switch to directory: -v: file does not exist", "= 111");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"pgrphack", "dpgrphack"})
    void pgrphack(String name) {
        onBoth(scene -> {
            run(scene, name + " sh -c 'set -- $(cat /proc/$$/stat); [ $1 = $6 ] && echo leads || echo follows'");
            run(scene, name + " " + name + " echo twice");
            run(scene, name + " nosuch");
            run(scene, name + " -v");
        }).agree().says("leads", "= 0", "twice", "= 0", "2> chpst: fatal: unable to run: nosuch: file does not exist", "= 111",
                "2> chpst: fatal: unable to run: -v: file does not exist", "= 111");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"setlock", "dsetlock"})
    void setlock(String name) {
        onBoth(scene -> {
            run(scene, name + " lock sh -c 'readlink /proc/$$/fd/3; exit 3'");
            for (String options : new String[] {"", "-N", "-nN", "-x", "-xX", "-nNx", "-Xx --"}) {
                run(scene, name + " lock sh -c '" + name + " " + options + " lock echo not reached; echo $?'");
                run(scene, name + " " + options + " nowhere/lock echo not reached");
                run(scene, name + " " + options + " lock nosuch");
            }
            run(scene, "mkfifo go; " + name + " lock sh -c 'read x <go; echo first >>said' & exec 4>go; "
                    + name + " -n lock sh -c 'echo second >>said' & sleep 0.3; echo >&4; exec 4>&-; wait; cat said");
        }).agree().says("DIR/lock", "= 3", "2> chpst: fatal: unable to lock: lock: temporary failure", "= 0",
                "2> chpst: fatal: unable to open lock: nowhere/lock: file does not exist", "= 111",
                "2> chpst: fatal: unable to run: nosuch: file does not exist", "= 111", "first", "second", "= 0").neverSays("\nnot reached");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"softlimit", "dsoftlimit"})
    void softlimit(String name) {
        onBoth(scene -> {
            run(scene, "ulimit -n 100; " + name + " -o 50 sh -c 'ulimit -n'; " + name + " -o = sh -c 'ulimit -n'; " + name + " -o 500 sh -c 'ulimit -n'");
            run(scene, name + " -c 0 nosuch");
        }).agree().says("50", "100", "100", "= 0", "2> chpst: fatal: unable to run: nosuch: file does not exist", "= 111");
    }

    @Test
    void theSixKnowNoOptionsOfChpst() {
        onBoth(scene -> {
            run(scene, "pgrphack -V");
            run(scene, "setuidgid -V true");
            run(scene, "envdir -V true");
        }).agree().says("2> chpst: fatal: unable to run: -V: file does not exist", "2> chpst: fatal: unknown account: -V",
                "2> chpst: fatal: unable to switch to directory: -V: file does not exist");
    }
}
