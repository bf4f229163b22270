package dev.dogwatch.robustness;

import static dev.dogwatch.robustness.Ours.onOurs;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Posix;
import dev.dogwatch.e2e.Running;
import dev.dogwatch.e2e.ServiceDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a boot knows of those before it. */
@EndToEnd
class WatchdogBootTest {

    private static void awaitRecorded(GuardedNode node, String boots) {
        Await.until(() -> "boot " + boots + " to be recorded, there is " + node.record(),
                () -> boots.equals(node.record().get("boots")) && node.record().containsKey("end"));
    }

    @Test
    void bootsAreCountedAndRunsvdirsAreNot() {
        onOurs(scene -> {
            GuardedNode node = new GuardedNode(scene);
            Running runsvdir = node.start();
            awaitRecorded(node, "1");
            assertEquals("unknown", node.boot().get("cause"));
            runsvdir.signal(Posix.SIGKILL);
            runsvdir.exitCode();
            runsvdir = node.start();
            assertEquals("1", node.boot().get("boots"));
            node.reset(runsvdir);
            node.start();
            awaitRecorded(node, "2");
            assertEquals("1", node.boot().get("unclean"));
        });
    }

    @Test
    void aNodeThatWasStarvedSaysWhy() {
        onOurs(scene -> {
            GuardedNode node = new GuardedNode(scene);
            node.service("a").run("exit 1").file("critical", "1");
            Running runsvdir = node.start();
            node.awaitClosed("critical a: .*");
            node.reset(runsvdir);
            scene.arrange("rm all/a/critical");
            Running next = node.start();
            awaitRecorded(node, "2");
            assertEquals("watchdog", node.boot().get("cause"));
            assertTrue(node.boot().get("reason").startsWith("critical a: "), node.boot()::toString);
            assertEquals("1", node.boot().get("resets"));
            assertEquals("1", node.boot().get("starved"));
            assertTrue(Integer.parseInt(node.boot().get("service-deaths")) > 0, node.boot()::toString);
            Await.until(() -> "a word of it", () -> next.stderr().contains("watchdog: boot 2, cause: watchdog: critical a: "));
        });
    }

    @Test
    void anOrderlyEndIsNoReset() {
        onOurs(scene -> {
            GuardedNode node = new GuardedNode(scene).configure("stop", "disarmed");
            Running runsvdir = node.start();
            runsvdir.signal(Posix.SIGTERM);
            assertEquals(0, runsvdir.exitCode());
            node.reset(runsvdir);
            node.start();
            awaitRecorded(node, "2");
            assertEquals("poweroff", node.boot().get("cause"));
            assertEquals("0", node.boot().get("resets"));
        });
    }

    @Test
    void aBootLoopIsBrokenAndTheSafeSetGoesOn() {
        onOurs(scene -> {
            GuardedNode node = new GuardedNode(scene).configure("boot-loop", "2 1000000").configure("safe", "ssh\n");
            ServiceDirectory safe = node.idler("ssh");
            ServiceDirectory sick = node.service("a").run("exit 1").file("critical", "1");
            for (int i = 1; i <= 2; i++) {
                Running runsvdir = node.start();
                assertEquals("no", node.boot().get("safe-mode"));
                node.awaitClosed("critical a: .*");
                node.reset(runsvdir);
            }
            Running runsvdir = node.start();
            assertEquals("yes", node.boot().get("safe-mode"));
            safe.supervise().await("run");
            assertFalse(sick.supervise().isSupervised());
            assertTrue(runsvdir.stderr().contains("watchdog: safe mode after 2 resets"), runsvdir.stderr());
            assertTrue(node.report().out().contains("safe mode: only the safe services are started"));
            node.awaitFed(node.fed() + 8);
            runsvdir.signal(Posix.SIGKILL);
            runsvdir.exitCode();
            node.start();
            assertFalse(sick.supervise().isSupervised(), "nor under the next runsvdir");
            scene.arrange("rm all/a/critical run/safe-mode");
            Await.until(() -> "all services", sick.supervise()::isSupervised);
            Await.until(() -> "a word of it", () -> node.boot().get("safe-mode").equals("no"));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "garbage", "dogwatch-watchdog 1\nboots=7\n", "dogwatch-watchdog 2\nboots=7\nend=\n"})
    void aRecordThatIsNoneIsBegunAnew(String content) {
        onOurs(scene -> {
            GuardedNode node = new GuardedNode(scene);
            scene.arrange("mkdir state");
            GuardedNode.write(scene.root().resolve("state/watchdog"), content);
            Running runsvdir = node.start();
            awaitRecorded(node, "1");
            assertTrue(runsvdir.stderr().contains("state/watchdog is no record, or not a whole one: begun anew"), runsvdir.stderr());
        });
    }

    @Test
    void withNowhereToWriteItFeedsAllTheSame() {
        onOurs(scene -> {
            GuardedNode node = new GuardedNode(scene);
            scene.arrange(": >state");
            node.service("a").run("exit 1").file("critical", "1");
            Running runsvdir = node.start();
            Await.until(() -> "a word of it", () -> runsvdir.stderr().contains("unable to write " + scene.root().resolve("state/watchdog")));
            node.awaitClosed("critical a: .*");
        });
    }
}
