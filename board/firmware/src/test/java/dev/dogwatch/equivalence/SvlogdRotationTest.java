package dev.dogwatch.equivalence;

import static dev.dogwatch.e2e.Equivalence.onBoth;

import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Posix;
import dev.dogwatch.e2e.Running;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When a log is rotated, under which name, and which old ones are deleted. */
@EndToEnd
class SvlogdRotationTest {

    @ParameterizedTest(name = "s{0} -l {1}")
    @CsvSource({
        "1000, 100", "1000, 999", "1000, 1000", "1000, 1001", "1000, 5000", "500, 1000", "64, 10", "11, 10", "10, 10", "9, 10", "1, 1",
        "2, 1", "100000, 1000", "70000, 60000",
    })
    void itIsRotatedAtTheSameBytes(int size, int length) {
        onBoth(scene -> {
            scene.arrange("mkdir log; printf 's" + size + "\\nn0\\n' >log/config");
            // Lines of all lengths, some of them longer than a line may be.
            scene.arrange("awk 'BEGIN { for (i = 1; i < 130; i++) { s = s \"x\"; print i s } }' | head -c "
                    + Math.min(9000, size * 60) + " >in; echo >>in");
            scene.arrange("cat in | svlogd -l " + length + " -b 70000 log");
            scene.run(scene.shell("cd log; for f in @*.s current; do [ ! -e $f ] || stat -c '%A %s' $f; done").named("sizes"));
            scene.arrange("cat log/@* log/current 2>/dev/null | cmp - in");
        }).agree().says("= 0");
    }

    @Test
    void stampsAndPrefixesCountForTheSize() {
        onBoth(scene -> {
            scene.arrange("mkdir log; printf 's2000\\npprefix: \\nn0\\n' >log/config; seq 1 500 | svlogd -tt -l 100 log");
            Logs.show(scene, "log");
        }).agree().says("= 0");
    }

    @Test
    void alarmRotates() {
        onBoth(scene -> {
            scene.arrange("mkdir log");
            Running svlogd = Logs.start(scene, "-v log");
            Logs.write(scene, "echo one");
            Logs.awaitLine(scene, "one");
            svlogd.signal(Posix.SIGALRM);
            Logs.awaitRotated(scene, "log", 's', 1);
            Logs.write(scene, "echo two");
            Logs.awaitLine(scene, "two");
            svlogd.signal(Posix.SIGTERM);
            scene.awaitExit(svlogd);
            Logs.show(scene, "log");
        }).agree().says("-rwxr--r-- 4 @LABEL.s:", "one", "-rwxr--r-- 4 current:", "two");
    }

    @ParameterizedTest(name = "t{0}")
    @ValueSource(strings = {"1", "1x"})
    void anAgeRotatesWithoutInputToo(String age) {
        onBoth(scene -> {
            scene.arrange("mkdir log; echo t" + age + " >log/config");
            Running svlogd = Logs.start(scene, "log 2>/dev/null");
            Logs.write(scene, "echo one");
            Logs.awaitRotated(scene, "log", 's', 1);
            Logs.write(scene, "echo two");
            Logs.awaitRotated(scene, "log", 's', 2);
            svlogd.signal(Posix.SIGTERM);
            scene.awaitExit(svlogd);
            Logs.show(scene, "log");
        }).agree().says("-rwxr--r-- 4 @LABEL.s:", "one", "-rwxr--r-- 4 @LABEL.s:", "two");
    }

    @ParameterizedTest(name = "n{0}")
    @ValueSource(ints = {0, 1, 2, 3, 10})
    void theOldestAreDeleted(int most) {
        onBoth(scene -> {
            scene.arrange("mkdir log; cd log; printf 's100\\nn" + most + "\\n' >config; "
                    + "for i in 1 2 3 4; do echo $i >@400000005000000${i}00000000.s; done; echo t >@400000005000000500000000.t; echo x >@short.s; echo y >@400000005000000500000000.sx; echo z >other");
            scene.arrange("seq 1 60 | svlogd -l 50 log");
            Logs.show(scene, "log");
        }).agree().neverSays(".t:").says("= 0");
    }

    @Test
    void unprocessedLogsAreLogsToo() {
        onBoth(scene -> {
            scene.arrange("mkdir log; cd log; printf 's100\\nn2\\n' >config; for i in 1 2 3 4; do echo $i >@400000005000000${i}00000000.u; done");
            scene.arrange("seq 1 60 | svlogd -l 50 log");
            Logs.show(scene, "log");
        }).differ("until 2.3.0 logs without a processor's blessing were never deleted, and filled the disk",
                runit -> runit.says("-rw-r--r-- 2 @LABEL.u:", "1", "-rw-r--r-- 2 @LABEL.u:", "2"),
                ours -> ours.says("-rw-r--r-- 2 @LABEL.u:", "4").neverSays(".u:\n3"));
    }

    @ParameterizedTest(name = "mode {0}, {1}")
    @CsvSource({"644, x", "744, x", "600, x", "100, x", "644, ''", "744, ''", "444, x", "755, x"})
    void whatWasNotEndedInOrderIsSetAside(String mode, String content) {
        onBoth(scene -> {
            scene.arrange("mkdir log; printf '" + content + "' >log/current; chmod " + mode + " log/current");
            Logs.run(scene, "echo line | svlogd -v log");
            Logs.show(scene, "log");
        }).agree().says("= 0", "= 0");
    }

    @Test
    void whatWasSetAsideIsNotProcessed() {
        onBoth(scene -> {
            scene.arrange("mkdir log; echo '!cat' >log/config; echo old >log/current; chmod 644 log/current");
            Logs.run(scene, "echo line | svlogd log");
            Logs.show(scene, "log");
        }).agree().says("-rw-r--r-- 4 @LABEL.u:", "old", "-rwxr--r-- 5 current:", "line");
    }

    @Test
    void aCurrentThatIsTooLargeAlreadyIsRotatedBeforeTheNextLine() {
        onBoth(scene -> {
            scene.arrange("mkdir log; seq 1 100 >log/current; chmod 744 log/current; echo s50 >log/config");
            Logs.run(scene, "echo line | svlogd -l 10 log");
            Logs.show(scene, "log");
        }).agree().says("= 0");
    }
}
