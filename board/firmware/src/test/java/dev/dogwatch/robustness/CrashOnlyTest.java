package dev.dogwatch.robustness;

import static dev.dogwatch.robustness.Ours.onOurs;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.Command;
import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Posix;
import dev.dogwatch.e2e.Running;
import dev.dogwatch.e2e.Scene;
import dev.dogwatch.e2e.ServiceDirectory;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Two states, immediate kill, immediate restart: what the file crash-only asks for (docs/crash-only.md). */
@EndToEnd
class CrashOnlyTest {

    private static final int FLAG = 1;
    /** ns: it may be started five times at once, and once in so much time in the long run. */
    private static final long INTERVAL = 200_000_000L;
    private static final int BURST = 5;

    @Test
    void aDeathIsFollowedByAStartWithoutThePauseOfOneSecond() {
        onOurs(scene -> {
            ServiceDirectory service = stubborn(scene);
            scene.runsv(service);
            for (int crash = 0; crash < 3; crash++) {
                int pid = service.supervise().await("run").status().pid();
                Posix.kill(pid, Posix.SIGKILL);
                service.supervise().awaitSuccessorOf(pid);
            }
            assertEquals(FLAG, service.supervise().flags());
            // Three crashes within less than the three seconds that the pauses of runit would have taken.
            var counters = service.supervise().counters();
            assertEquals("4", counters.get("starts"));
            assertTrue(Long.parseLong(counters.get("started")) - Long.parseLong(counters.get("died")) < 900_000_000L, counters::toString);
        });
    }

    @Test
    void downKillsAtOnceAndTheWholeProcessGroup() {
        onOurs(scene -> {
            ServiceDirectory service = stubborn(scene);
            scene.runsv(service);
            scene.awaitEvents("up");
            int child = child(scene);
            int pid = service.supervise().await("run").status().pid();
            assertEquals(0, scene.command("sv", "down", "a").run().exitCode());
            Proc.awaitEnd(pid);
            Proc.awaitEnd(child);
            assertEquals("9", awaitDown(service).get("signal"));
            scene.awaitEvents("up");
        });
    }

    @Test
    void restartKillsAndStartsAnew() {
        onOurs(scene -> {
            ServiceDirectory service = stubborn(scene);
            scene.runsv(service);
            int pid = service.supervise().await("run").status().pid();
            scene.awaitEvents("up");
            assertEquals(0, scene.command("sv", "restart", "a").run().exitCode());
            assertFalse(Proc.isAlive(pid));
            scene.awaitEvents("up", "up");
        });
    }

    @Test
    void exitKillsAndLeavesNothing() {
        onOurs(scene -> {
            ServiceDirectory service = stubborn(scene);
            Running runsv = scene.runsv(service);
            scene.awaitEvents("up");
            int child = child(scene);
            int pid = service.supervise().await("run").status().pid();
            service.supervise().control("x");
            assertEquals(0, runsv.exitCode());
            assertFalse(Proc.isAlive(pid));
            Proc.awaitEnd(child);
        });
    }

    @Test
    void finishRunsBesideTheNextRunAndHoldsNothingUp() {
        onOurs(scene -> {
            ServiceDirectory service = stubborn(scene).finish("echo finish $1 $2 >>../events; mkfifo ../gate; read line <../gate; echo end >>../events");
            scene.runsv(service);
            int first = service.supervise().await("run").status().pid();
            scene.awaitEvents("up");
            Posix.kill(first, Posix.SIGKILL);
            service.supervise().awaitSuccessorOf(first);
            scene.awaitEventCount(3);
            assertEquals(List.of("finish -1 9", "up", "up"), scene.events().stream().sorted().toList());
            scene.arrange("echo >gate");
            Await.until(() -> "the end of finish, there are " + scene.events(), () -> scene.events().contains("end"));
            assertEquals("run", service.supervise().await("run").stat());
        });
    }

    @Test
    void finishIsKilledAfterFiveSecondsWithAllThatItStarted() {
        onOurs(scene -> {
            ServiceDirectory service = stubborn(scene).finish("sleep 1000 & echo $! >../finish-child; echo $$ >../finish; wait");
            scene.runsv(service);
            Posix.kill(service.supervise().await("run").status().pid(), Posix.SIGKILL);
            int finish = number(scene, "finish");
            int child = number(scene, "finish-child");
            Proc.awaitEnd(finish);
            Proc.awaitEnd(child);
        });
    }

    @Test
    void exitWaitsForAFinishButNotForLong() {
        onOurs(scene -> {
            ServiceDirectory service = stubborn(scene).finish("echo finish >>../events; exec sleep 1000");
            Running runsv = scene.runsv(service);
            scene.awaitEvents("up");
            service.supervise().control("x");
            scene.awaitEvents("up", "finish");
            assertEquals(0, runsv.exitCode());
        });
    }

    @Test
    void controlScriptsAreNotAskedAboutStartsAndStops() {
        onOurs(scene -> {
            ServiceDirectory service = stubborn(scene);
            for (char letter : "utdxk".toCharArray()) {
                service.onControl(letter, "echo asked >>../events");
            }
            service.onControl('h', "echo hup >>../events");
            Running runsv = scene.runsv(service);
            scene.awaitEvents("up");
            service.supervise().control("h");
            scene.awaitEvents("up", "hup");
            service.supervise().control("t");
            scene.awaitEvents("up", "hup", "up");
            service.supervise().control("x");
            assertEquals(0, runsv.exitCode());
            scene.awaitEvents("up", "hup", "up");
        });
    }

    @Test
    void whoDiesAtOnceForEverGetsItsShareOfTheNodeAndNoMore() {
        onOurs(scene -> {
            ServiceDirectory service = scene.service("a").run("exit 1").file("crash-only", "");
            scene.runsv(service);
            Await.until(() -> "many starts, there are " + service.supervise().counters(), () -> starts(service) >= BURST + 10);
            long born = Long.parseLong(service.supervise().counters().get("since"));
            long first = starts(service);
            Await.until(() -> "more starts, there are " + service.supervise().counters(), () -> starts(service) >= first + 10);
            var counters = service.supervise().counters();
            long elapsed = Long.parseLong(counters.get("started")) - born;
            assertTrue(Long.parseLong(counters.get("starts")) - first <= elapsed / INTERVAL + 2,
                    () -> counters + " is more than one start in " + INTERVAL + " ns since " + born);
            service.supervise().control("d");
            service.supervise().awaitThat("be down for good", now -> now.stat().equals("down") && now.status().want() == 'd');
        });
    }

    @Test
    void theRunsvAfterAKilledOneKillsWhatItFindsAndStartsAfresh() {
        onOurs(scene -> {
            ServiceDirectory service = stubborn(scene).log("exec cat");
            Running runsv = scene.runsv(service);
            scene.awaitEvents("up");
            int child = child(scene);
            int pid = service.supervise().await("run").status().pid();
            int log = service.logSupervise().await("run").status().pid();
            runsv.signal(Posix.SIGKILL);
            runsv.exitCode();
            assertTrue(Proc.isAlive(pid));
            scene.runsv(service);
            Proc.awaitEnd(pid);
            Proc.awaitEnd(child);
            Proc.awaitEnd(log);
            service.supervise().awaitSuccessorOf(pid);
            service.logSupervise().awaitSuccessorOf(log);
            scene.awaitEvents("up", "up");
        });
    }

    @Test
    void theEnvironmentAsksForItForAll() {
        onOurs(scene -> {
            ServiceDirectory service = scene.service("a").run("trap '' TERM; echo up >>../events; while :; do sleep 1000; done");
            Command command = scene.command("runsv", "a").env("DOGWATCH_CRASH_ONLY", "1");
            scene.supervise(command, service.supervise());
            scene.awaitEvents("up");
            assertEquals(FLAG, service.supervise().flags());
            service.supervise().control("d");
            assertEquals("9", awaitDown(service).get("signal"));
        });
    }

    @Test
    void itCountsFromTheNextByteOn() {
        onOurs(scene -> {
            ServiceDirectory service = scene.service("a").run("trap '' TERM; echo up >>../events; while :; do sleep 1000; done");
            scene.runsv(service);
            scene.awaitEvents("up");
            service.supervise().control("t");
            Await.until(() -> "TERM", () -> service.supervise().await("run, got TERM").status().term() == 1);
            service.file("crash-only", "");
            service.supervise().control("t");
            scene.awaitEvents("up", "up");
        });
    }

    /** Ignores TERM, and has a child that does so too and writes its pid to the file child. */
    private static ServiceDirectory stubborn(Scene scene) {
        return scene.service("a").file("crash-only", "").run("trap '' TERM\nsleep 1000 &\necho $! >../child.new\nmv ../child.new ../child\n"
                + "echo up >>../events\nwhile :; do sleep 1000; done");
    }

    private static int child(Scene scene) {
        return number(scene, "child");
    }

    private static int number(Scene scene, String file) {
        Await.until(() -> "a number in " + file, () -> scene.read(scene.root().resolve(file)).endsWith("\n"));
        return Integer.parseInt(scene.read(scene.root().resolve(file)).strip());
    }

    private static long starts(ServiceDirectory service) {
        return Long.parseLong(service.supervise().counters().get("starts"));
    }

    private static Map<String, String> awaitDown(ServiceDirectory service) {
        service.supervise().awaitThat("be down for good", now -> now.stat().equals("down") && now.status().want() == 'd');
        service.supervise().awaitCounter("deaths", "1");
        return service.supervise().counters();
    }
}
