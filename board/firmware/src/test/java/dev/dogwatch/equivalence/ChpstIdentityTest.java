package dev.dogwatch.equivalence;

import static dev.dogwatch.e2e.Equivalence.onBoth;

import dev.dogwatch.e2e.EndToEnd;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** -u and -U: who the program runs as, by name out of passwd and group, or by number. */
@EndToEnd
class ChpstIdentityTest {

    private static final String SHOW = " grep -E '^(Uid|Gid|Groups):' /proc/self/status";
    private static final String PASSWD = "root:x:0:0:root:/root:/bin/sh\nann:x:1001:2001:::\n1234:x:1002:2002:::\n";
    private static final String GROUP = "root:x:0:\nstaff:x:3001:ann,bob\nwheel:x:3002:\n3003:x:3004:\n";

    @ParameterizedTest(name = "-u {0}")
    @CsvSource({
        "ann, 1001, 2001", "1234, 1002, 2002", "ann:staff, 1001, 3001", "ann:staff:wheel, 1001, 3001 3002", "root:3003, 0, 3004",
        "ann:wheel:staff, 1001, 3001 3002", "ann:wheel:wheel, 1001, 3002 3002",
    })
    void byName(String user, String uid, String groups) {
        onBoth(scene -> scene.run(Accounts.script(scene, PASSWD, GROUP, "chpst -u " + user + SHOW))).agree()
                .says("Uid:\t" + (uid + "\t").repeat(4).strip(), "Groups:\t" + groups + " ", "= 0");
    }

    @ParameterizedTest(name = "-u {0}")
    @CsvSource({
        ":1:2, 1, 2", ":1:2:3, 1, 2 3", ":1:3:2, 1, 2 3", "::5, 0, 5", ":1:, 1, 0", ":1::, 1, 0 0", "::, 0, 0",
        ":4294967297:2, 1, 2", ":65534:65534, 65534, 65534", ":18446744073709551617:18446744073709551618, 1, 2",
    })
    void byNumber(String user, String uid, String groups) {
        onBoth(scene -> scene.run(scene.shell("chpst -u " + user + SHOW))).agree()
                .says("Uid:\t" + (uid + "\t").repeat(4).strip(), "Groups:\t" + groups + " ", "= 0");
    }

    @Test
    void theFirstGroupIsTheProcesssOwn() {
        onBoth(scene -> scene.run(scene.shell("chpst -u :1:9:2:7" + SHOW))).agree().says("Gid:\t9\t9\t9\t9", "Groups:\t2 7 9 ");
    }

    @ParameterizedTest(name = "-u {0}")
    @CsvSource({
        ":, ''", ":1, 1", ":x, x", ":1x:2, 1x:2", ":1:2x, 1:2x", ":1:2:x, 1:2:x", ":ann:staff, ann:staff", ":-1:2, -1:2", ":1:+2, 1:+2",
    })
    void numbersThatAreNone(String user, String told) {
        onBoth(scene -> {
            scene.run(scene.command("chpst", "-u", user, "true"));
            scene.run(scene.command("chpst", "-U", user, "true"));
        }).agree().says("2> chpst: fatal: invalid uid/gids: " + told, "= 111", "2> chpst: fatal: invalid uid/gids: " + told, "= 111");
    }

    @ParameterizedTest(name = "-u {0}")
    @ValueSource(strings = {"nobody-here", "", "0", "ann:", "ann:nobody-here", "ann:staff:", "ann:staff:nobody-here", "ann::staff", "bob:staff",
        "nobody-here:nobody-here", " ann", "ann ", "ANN", "ann:staff ", "+", "-", "ann:1234"})
    void namesThatNobodyHas(String user) {
        onBoth(scene -> scene.run(Accounts.script(scene, PASSWD, GROUP, "chpst -u '" + user + "' true; chpst -U '" + user + "' true")))
                .agree().says("2> chpst: fatal: unknown user/group: " + user, "2> chpst: fatal: unknown user/group: " + user, "= 111");
    }

    @Test
    void sixtyGroupsAreTakenAndMoreAreNotLookedAt() {
        String groups = IntStream.rangeClosed(1, 60).mapToObj(i -> "g" + i + ":x:" + (1000 + i) + ":\n").collect(Collectors.joining());
        String names = IntStream.rangeClosed(1, 60).mapToObj(i -> ":g" + i).collect(Collectors.joining());
        onBoth(scene -> scene.run(Accounts.script(scene, PASSWD, groups,
                "chpst -u ann" + names + ":nobody-here" + SHOW + "; chpst -u ann:nobody-here" + names + " true")))
                .agree().says("Gid:\t1001\t1001\t1001\t1001", "2> chpst: fatal: unknown user/group: ann:nobody-here" + names, "= 111");
    }

    @ParameterizedTest(name = "60 and \"{0}\"")
    @CsvSource({"'', 0", ":, 0", ":7, 111", "x, 111", "::, 111"})
    void sixtyNumbersAreTakenAndMoreAreWrong(String more, int code) {
        String numbers = IntStream.rangeClosed(1, 60).mapToObj(i -> ":" + i).collect(Collectors.joining());
        onBoth(scene -> scene.run(scene.shell("chpst -u :1" + numbers + more + SHOW))).agree().says("= " + code);
    }

    @Test
    void theEnvironmentTellsOfItWithoutBecomingIt() {
        onBoth(scene -> scene.run(Accounts.script(scene, PASSWD, GROUP,
                "UID=7 GID=8 chpst -U ann:wheel:staff sh -c 'echo $UID $GID'; chpst -U :4294967295:4294967294 printenv UID GID;"
                        + " chpst -U ann id -u; chpst -U ann -u 1234 printenv UID; chpst -u 1234 -U ann printenv GID")))
                .agree().says("1001 3002", "4294967295", "4294967294", "0", "1001", "2001", "= 0");
    }

    @Test
    void anIdThatIsNoneCannotBeTaken() {
        onBoth(scene -> {
            scene.run(scene.command("chpst", "-u", ":4294967295:1", "true"));
            scene.run(scene.command("chpst", "-u", ":1:4294967295", "true"));
        }).agree().says("2> chpst: fatal: unable to setuid: invalid argument", "= 111",
                "2> chpst: fatal: unable to setgroups: invalid argument", "= 111");
    }

    @ParameterizedTest(name = "without CAP_{0}")
    @CsvSource({"SETGID, unable to setgroups", "SETUID, unable to setuid"})
    void whoMayNotChangeIsTold(String capability, String complaint) {
        onBoth(scene -> scene.run(scene.shell("exec setpriv --bounding-set=-" + capability.toLowerCase(Locale.ROOT) + " chpst -u :1:1 true")))
                .agree().says("2> chpst: fatal: " + complaint + ": permission denied", "= 111");
    }

    @ParameterizedTest(name = "[{index}]")
    @CsvSource(delimiter = '|', value = {
        "mount -t tmpfs none /etc                                    | file does not exist",
        "mount -t tmpfs none /etc; mkdir /etc/passwd                 | is a directory",
        "mount -t tmpfs none /etc; ln -s passwd /etc/passwd          | symbolic link loop",
        "mount -t tmpfs none /etc; : >/etc/x; ln -s x/y /etc/passwd  | not a directory",
    })
    void aPasswdThatCannotBeReadIsNotOneWithoutTheName(String spoiling, String reason) {
        onBoth(scene -> {
            String script = spoiling + "; chpst -u ann true; chpst -U ann:staff true; chpst -u :1:1 /bin/echo by number";
            // The programs of the suite may lie anywhere but in /etc.
            scene.run(Accounts.script(scene, PASSWD, GROUP, script));
        }).agree().says("by number", "2> chpst: fatal: unable to get password/group file entry: " + reason,
                "2> chpst: fatal: unable to get password/group file entry: " + reason, "= 0");
    }

    @Test
    void aGroupThatCannotBeReadMattersWhereOneIsNamed() {
        onBoth(scene -> scene.run(Accounts.script(scene, PASSWD, GROUP,
                "umount /etc/group; mount -t tmpfs none /etc; cat passwd >/etc/passwd; chpst -u ann" + SHOW + "; chpst -u ann:staff true")))
                .agree().says("Groups:\t2001 ", "2> chpst: fatal: unable to get password/group file entry: file does not exist", "= 111");
    }

    @ParameterizedTest(name = "[{index}] {0}")
    @ValueSource(strings = {
        "ann:x:5:6:::\\n", "ann:x:5:6", "ann:x:5:6:", "  ann:x:5:6:::\\n", "\\t\\v\\f\\rann:x:5:6:::\\n", "ann:: 5: 6:::\\n", "ann:x:+5:+6:::\\n",
        "\\n\\n# ann:x:7:7:::\\n\\nann:x:5:6:::\\n", "#ann:x:5:6:::\\n", "ann:x:5:6:::\\nann:x:7:8:::\\n", "ann:x:x:6:::\\nann:x:7:8:::\\n",
        "ann:x::6:::\\n", "ann:x:5::::\\n", "ann:x:5\\n", "ann:x\\n", "ann\\n", "ann", "", "\\n", ":", "ann:x:5 :6:::\\n", "ann:x:5:6 :::\\n", "ann:x:5x:6:::\\n",
        "ann:x:05:006:::\\n", "ann:x:0x5:6:::\\n", "ann:x:4294967296:6:::\\n", "ann:x:5:4294967296:::\\n", "ann:x:99999999999999999999999:6:::\\n",
        "ann:x:-1:6:::\\n", "ann:x:-0:6:::\\n", "ann:x:--5:6:::\\n", "ann:x:5:6\\r\\n", "ann:x:5:6\\0junk:::\\n", "ann:x:5\\0:6:::\\n", "\\0ann:x:5:6:::\\n",
        "ann\\0:x:5:6:::\\nann:x:7:8:::\\n", "annb:x:5:6:::\\nan:x:5:6:::\\nann:x:7:8:::\\n", "+ann:x:5:6:::\\n+::::::\\n", "+\\n-ann\\nann:x:7:8:::\\n", "+:x:5:6:::\\n",
        "\\377\\376:x:1:2:::\\nann:x:7:8:::\\n",
    })
    void linesOfPasswdAsGlibcReadsThem(String passwd) {
        onBoth(scene -> scene.run(Accounts.script(scene, "", GROUP,
                "printf '" + passwd + "' >/etc/passwd; for u in ann '' + +ann '#ann' '# ann'; do chpst -U \"$u\" printenv UID GID; done"))).agree().says("= 111");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {
        "staff:x:5:\\n", "staff:x:5", " staff:x:5:a,b\\n", "staff::5:a,b,,\\n", "staff:x\\n", "staff\\n", "staff:x:\\n", "staff:x:x:\\nstaff:x:6:\\n",
        "#staff:x:5:\\nstaff:x:6:\\n", "+staff:x:5:\\n+\\n-\\n", "staff:x:5 :\\n", "staff:x: 5:\\n", "staff:x:4294967295:\\n", "staff:x:5\\0:\\n",
    })
    void linesOfGroupAsGlibcReadsThem(String group) {
        onBoth(scene -> scene.run(Accounts.script(scene, PASSWD, "",
                "printf '" + group + "' >/etc/group; chpst -U ann:staff printenv UID GID; chpst -u ann:staff" + SHOW + "; chpst -U ann:+staff true")))
                .agree().says("= 111");
    }

    @Test
    void linesMayBeOfAnyLength() {
        String filler = "x".repeat(70_000);
        String passwd = "long:" + filler + ":1:1:::\n" + filler + ":x:2:2:::\nann:" + filler + ":1001:2001:" + filler + "::\nbob:x:3:3:::\n";
        String members = IntStream.range(0, 9000).mapToObj(i -> "member" + i).collect(Collectors.joining(","));
        onBoth(scene -> scene.run(Accounts.script(scene, passwd, "big:x:77:" + members + "\nstaff:x:78:" + members,
                "for u in ann bob long ann:big bob:staff x; do chpst -U $u printenv UID GID; done")))
                .agree().says("1001", "2001", "3", "3", "1", "1", "1001", "77", "3", "78", "= 111");
    }

    @Test
    void aLineThatIsTheLastAndIndentedIsReadAsItStands() {
        onBoth(scene -> scene.run(Accounts.script(scene, PASSWD, "  staff:x:12", "chpst -U ann:staff printenv GID")))
                .differ("glibc moves the line to the left and leaves its end where it was, so that it reads 1212",
                        oracle -> oracle.says("= 0"), ours -> ours.says("12", "= 0"));
    }
}
