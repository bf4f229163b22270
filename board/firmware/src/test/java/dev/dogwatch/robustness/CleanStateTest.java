package dev.dogwatch.robustness;

import static dev.dogwatch.robustness.Ours.onOurs;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Posix;
import dev.dogwatch.e2e.Scene;
import dev.dogwatch.e2e.Supervise;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every start of a service finds the same state of its process: the first one, one after a death, one after down and up, and one under
 * another runsv; however odd the state of the runsvdir was above all of them.
 */
@EndToEnd
class CleanStateTest {

    private static final int SIGHUP = 1;
    private static final int SIGUSR1 = 10;
    private static final int SIGPIPE = 13;

    @Test
    void ofAService() {
        String dump = alwaysTheSame("all/a", "exec runsvdir all");
        assertEquals(0, signals(dump, "SigBlk"));
        assertEquals(0, signals(dump, "SigIgn"));
        assertEquals(0, signals(dump, "SigCgt"));
        assertTrue(dump.contains("descriptor 1 pipe\n"), dump);
        assertTrue(dump.contains("/all/a\n"), dump);
    }

    @Test
    void ofALogService() {
        String dump = alwaysTheSame("all/a/log", "exec runsvdir all");
        assertTrue(dump.contains("descriptor 0 pipe\n"), dump);
        assertTrue(dump.contains("/all/a/log\n"), dump);
    }

    @Test
    void ofAServiceUnderAnOddRunsvdir() {
        odd("all/a");
    }

    @Test
    void ofALogServiceUnderAnOddRunsvdir() {
        odd("all/a/log");
    }

    /** Who ignores CHLD is not told of it, and finds no child to wait for: a supervisor must not leave it at that. */
    @ParameterizedTest
    @ValueSource(strings = {"all/a", "all/a/log"})
    void underARunsvdirThatWasStartedIgnoringTheDeathOfItsChildren(String prober) {
        String dump = alwaysTheSame(prober, "exec env --ignore-signal=CHLD runsvdir all");
        assertEquals(0, signals(dump, "SigIgn"));
    }

    @Test
    void ofAServiceThatIsASession() {
        onOurs(scene -> {
            Tree tree = grow(scene, "all/a", "exec runsvdir -P all");
            String first = awaitDump(scene, "all/a");
            int runsv = tree.runsv("a");
            String ledByFirst = "session " + runsv + ", group " + runsv + "\n";
            assertTrue(first.contains(ledByFirst), first);
            Posix.kill(runsv, Posix.SIGTERM);
            Proc.awaitEnd(runsv);
            int next = tree.runsv("a");
            String second = awaitDump(scene, "all/a");
            assertEquals(first.replace(ledByFirst, "session " + next + ", group " + next + "\n"), second);
        });
    }

    private static void odd(String prober) {
        String dump = alwaysTheSame(prober, """
                umask 027
                exec 7<all 9>>nine
                export ODD='a  b' EMPTY= TWICE=1
                exec nice -n 3 prlimit --nofile=77: --core=0: --stack=4194304: --nproc=9999: env --block-signal=HUP,USR1,CHLD,TERM,RTMIN,SEGV --ignore-signal=HUP,USR1,PIPE,TERM runsvdir all""");
        assertEquals(0, signals(dump, "SigBlk"));
        // TERM, which the supervisors use themselves, is at its default; the rest is as the user wished.
        assertEquals(bit(SIGHUP) | bit(SIGUSR1) | bit(SIGPIPE), signals(dump, "SigIgn"));
        assertEquals(0, signals(dump, "SigCgt"));
        List<String> inherited = dump.lines().filter(line -> line.startsWith("descriptor ")).map(line -> line.split(" ")[1]).toList();
        assertEquals(List.of("0", "1", "2", "7", "9"), inherited);
        assertTrue(dump.contains("umask 027\n") && dump.contains("nice 3,") && dump.contains("limit 7 77 "), dump);
        assertTrue(dump.contains("environment ODD=a  b\n") && dump.contains("environment EMPTY=\n"), dump);
    }

    /** The dump of the first start, after all others have turned out to be equal. */
    private static String alwaysTheSame(String prober, String start) {
        String[] result = new String[1];
        onOurs(scene -> {
            Tree tree = grow(scene, prober, start);
            Supervise supervise = scene.service("all/a").supervise();
            Supervise probed = prober.endsWith("log") ? scene.service("all/a").logSupervise() : supervise;
            String first = awaitDump(scene, prober);

            int pid = probed.await("run").status().pid();
            Posix.kill(pid, Posix.SIGKILL);
            assertEquals(first, awaitDump(scene, prober), "after a death");

            probed.await("run");
            probed.control("d");
            probed.await("down");
            probed.control("u");
            assertEquals(first, awaitDump(scene, prober), "after down and up");

            probed.await("run");
            int runsv = tree.runsv("a");
            Posix.kill(runsv, Posix.SIGTERM);
            if (probed != supervise) {
                // runsv waits for the log service to read to the end, which the probe never does.
                supervise.await("down");
                Posix.kill(probed.pid(), Posix.SIGKILL);
            }
            Proc.awaitEnd(runsv);
            assertEquals(first, awaitDump(scene, prober), "under another runsv");
            result[0] = first;
        });
        return result[0];
    }

    /** A set of signals of the dump, without those above 31: C libraries use them, also those of the programs above us. */
    private static long signals(String dump, String name) {
        return dump.lines().filter(line -> line.startsWith(name)).mapToLong(line -> Long.parseUnsignedLong(line.split("\t")[1], 16)).sum() & 0x7fffffff;
    }

    private static long bit(int signal) {
        return 1L << signal - 1;
    }

    private static Tree grow(Scene scene, String prober, String start) {
        String probe = Compiled.program("probe").toString();
        scene.idler("all/a").log("exec cat");
        // The probe is the interpreter: a shell in between would tidy up.
        scene.service(prober).file("run", "#!" + probe + "\n").mode("run", "rwxr-xr-x");
        return Tree.grow(scene, scene.shell(start));
    }

    /** Waits for the dump of the next start and takes it away. */
    private static String awaitDump(Scene scene, String prober) {
        Path dump = scene.root().resolve(prober).resolve("run.dump");
        Await.until(() -> "a dump of " + prober + ", there is " + scene.read(dump), () -> scene.read(dump).endsWith("end\n"));
        String text = scene.read(dump);
        scene.arrange("rm " + prober + "/run.dump");
        return text;
    }
}
