package dev.dogwatch.robustness;

import static dev.dogwatch.robustness.Ours.onOurs;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Posix;
import dev.dogwatch.e2e.Running;
import dev.dogwatch.e2e.Scenario;
import dev.dogwatch.e2e.Scene;
import dev.dogwatch.e2e.ServiceDirectory;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What closes the gate of the watchdog, what does not, and that the reason is on the disk before. */
@EndToEnd
class WatchdogGateTest {

    /** A scenario in which the node is guarded, with checks every second. */
    private interface Guarded {
        void play(Scene scene, GuardedNode node);
    }

    private static void guarded(Guarded scenario) {
        Scenario all = scene -> scenario.play(scene, new GuardedNode(scene).configure("check-interval", "1").configure("check-limit", "1"));
        onOurs(all);
    }

    private static void assertStarvedBy(GuardedNode node, String reason) {
        node.awaitClosed(reason);
        assertEquals("starved", node.record().get("ending"));
        assertTrue(node.record().get("reason").matches(reason), node.record()::toString);
        long fed = node.fed();
        Await.pause(Duration.ofMillis(1200));
        assertEquals(fed, node.fed());
    }

    @Test
    void aStoppedRunsvStarvesIt() {
        guarded((scene, node) -> {
            ServiceDirectory service = node.idler("a");
            Running runsvdir = node.start();
            service.supervise().await("run");
            int runsv = supervisor(runsvdir);
            Posix.kill(runsv, Posix.SIGSTOP);
            assertStarvedBy(node, "runsv of a is stopped");
            Posix.kill(runsv, Posix.SIGCONT);
            node.awaitOpen();
            Await.until(() -> "the record to forget it", () -> node.record().get("ending").equals("running"));
        });
    }

    @Test
    void aStoppedRunsvThatIsNoChildStarvesItToo() {
        guarded((scene, node) -> {
            ServiceDirectory service = node.idler("a");
            Running runsvdir = node.start();
            service.supervise().await("run");
            int runsv = supervisor(runsvdir);
            runsvdir.signal(Posix.SIGKILL);
            runsvdir.exitCode();
            node.start();
            Posix.kill(runsv, Posix.SIGSTOP);
            assertStarvedBy(node, "runsv of a is stopped");
            Posix.kill(runsv, Posix.SIGCONT);
            node.awaitOpen();
        });
    }

    /** The pid of the one runsv that a runsvdir has. */
    private static int supervisor(Running runsvdir) {
        Await.until(() -> "a runsv", () -> children(runsvdir).size() == 1);
        return (int) children(runsvdir).getFirst().pid();
    }

    private static List<ProcessHandle> children(Running runsvdir) {
        return ProcessHandle.of(runsvdir.pid()).orElseThrow().children().filter(child -> child.info().command().isPresent()).toList();
    }

    @Test
    void aRunsvThatIsKilledAndComesBackDoesNot() {
        guarded((scene, node) -> {
            node.idler("a");
            Running runsvdir = node.start();
            for (int i = 0; i < 3; i++) {
                Posix.kill(supervisor(runsvdir), Posix.SIGKILL);
                node.awaitFedOn();
            }
            assertEquals("0", node.boot().get("starved"));
            assertEquals("running", node.record().get("ending"));
        });
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = ';', value = {
        "exit 1                    ; true              ;critical a: (down|finish|settling) for [2-9] s",
        "exec sleep 0.3            ; true              ;critical a: (down|finish|settling|check failed) for [2-9] s",
        "exec sleep 1000           ; exit 1            ;critical a: check failed for [2-9] s",
        "exec sleep 1000           ; kill -9 $$        ;critical a: check failed for [2-9] s",
        "exec sleep 1000           ; exec sleep 1000 ; critical a: check took too long for [2-9] s",
    })
    void aCriticalServiceThatIsNotHealthyStarvesItBehindItsGrace(String run, String check, String reason) {
        guarded((scene, node) -> {
            node.idler("b");
            node.service("a").run(run).check(check).file("critical", "2\n");
            node.start();
            assertStarvedBy(node, reason);
        });
    }

    @Test
    void aCriticalServiceThatDoesNotGetReadyStarvesIt() {
        guarded((scene, node) -> {
            node.service("a").run("exec sleep 1000").file("notification-fd", "3").file("critical", "2\n");
            node.start();
            assertStarvedBy(node, "critical a: not ready for [2-9] s");
        });
    }

    @Test
    void oneThatRecoversIsForgiven() {
        guarded((scene, node) -> {
            ServiceDirectory service = node.service("a").run("exec sleep 1000").check("exec test ! -e ../../sick").file("critical", "2\n");
            node.start();
            scene.arrange(": >sick");
            node.awaitClosed("critical a: check failed for [2-9] s");
            scene.arrange("rm sick");
            node.awaitOpen();
            assertEquals("run", service.supervise().await("run").stat());
        });
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"exit 1", "exec sleep 0.2"})
    void whoIsNotCriticalMayFailAsOftenAsItLikes(String run) {
        guarded((scene, node) -> {
            ServiceDirectory service = node.service("a").run(run).check("exit 1");
            node.start();
            Await.until(() -> "some deaths, there are " + service.supervise().counters(),
                    () -> Integer.parseInt(service.supervise().counters().get("deaths")) >= 4);
            node.awaitFedOn();
            assertEquals("open", node.live().get("gate"));
        });
    }

    @Test
    void whoWasTakenDownOnPurposeIsLetBe() {
        guarded((scene, node) -> {
            ServiceDirectory service = node.idler("a").file("critical", "1\n");
            node.start();
            service.supervise().await("run");
            assertEquals(0, scene.command("sv", "down", service.path().toString()).run().exitCode());
            Await.until(() -> "it to be told; there is " + node.liveLines(), () -> node.liveLines().contains("state=down, as wanted"));
            node.awaitFed(node.fed() + 8);
            assertEquals("open", node.live().get("gate"));
        });
    }

    @Test
    void slowChecksHoldNobodyUp() {
        onOurs(scene -> {
            GuardedNode node = new GuardedNode(scene).configure("check-interval", "1").configure("check-limit", "60");
            node.idler("a").check("echo begun >>../../events; sleep 3; echo done >>../../events").file("critical", "1\n");
            node.start();
            scene.awaitEventCount(1);
            long fed = node.fed();
            scene.awaitEventCount(4);
            assertTrue(node.fed() >= fed + 4, "fed while they ran");
            assertEquals("open", node.live().get("gate"));
        });
    }

    @Test
    void aCheckThatIsNoProgramCountsAsNone() {
        guarded((scene, node) -> {
            node.idler("a").file("check", "#!/nonexistent\n").mode("check", "rwxr-xr-x").file("critical", "1\n");
            Running runsvdir = node.start();
            Await.until(() -> "a word of it", () -> runsvdir.stderr().contains("unable to run "));
            node.awaitFed(node.fed() + 8);
            assertEquals("open", node.live().get("gate"));
        });
    }

    @Test
    void whichServicesAreCriticalMayChange() {
        guarded((scene, node) -> {
            ServiceDirectory service = node.service("a").run("exit 1");
            node.start();
            service.file("critical", "1");
            node.awaitClosed("critical a: .*");
            scene.arrange("rm all/a/critical");
            node.awaitOpen();
            service.file("critical", "soon");
            Await.until(() -> "its grace", () -> node.liveLines().contains("grace=30"));
        });
    }

    @Test
    void aDiskThatIsFullStarvesItWhereThatIsAskedFor() {
        onOurs(scene -> {
            PrivateMounts.assumePermitted(scene);
            GuardedNode node = new GuardedNode(scene).configure("disk", scene.root().resolve("small") + " 90 1\n");
            scene.arrange("mkdir small");
            Running runsvdir = node.start("exec unshare -m sh -c 'mount -t tmpfs -o size=64k none small && exec runsvdir -w all'");
            node.awaitFedOn();
            assertEquals("open", node.live().get("gate"));
            runsvdir.signal(Posix.SIGKILL);
            runsvdir.exitCode();
            node.start("exec unshare -m sh -c 'mount -t tmpfs -o size=64k none small; dd if=/dev/zero of=small/fill bs=1k 2>/dev/null; exec runsvdir -w all'");
            node.awaitClosed("disk .*/small: full");
        });
    }

    @Test
    void aReadOnlyDiskStarvesItWhereThatIsAskedFor() {
        onOurs(scene -> {
            PrivateMounts.assumePermitted(scene);
            GuardedNode node = new GuardedNode(scene).configure("disk", scene.root().resolve("small") + " 90 1\n");
            scene.arrange("mkdir small");
            node.start("exec unshare -m sh -c 'mount -t tmpfs -o ro none small && exec runsvdir -w all'");
            node.awaitClosed("disk .*/small: read-only");
        });
    }
}
