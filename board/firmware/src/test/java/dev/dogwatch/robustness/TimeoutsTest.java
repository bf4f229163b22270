package dev.dogwatch.robustness;

import static dev.dogwatch.robustness.Ours.onOurs;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Posix;
import dev.dogwatch.e2e.Running;
import dev.dogwatch.e2e.ServiceDirectory;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** timeout-kill, timeout-finish, down-signal, max-death-tally, backoff: limits that a service directory sets. */
@EndToEnd
class TimeoutsTest {

    private static final int GAVE_UP = 8;
    private static final String DEAF = "trap '' TERM; echo up >>../events; while :; do sleep 1000; done";

    @Test
    void whoDoesNotStopInTimeIsKilled() {
        onOurs(scene -> {
            ServiceDirectory service = scene.service("a").run(DEAF).file("timeout-kill", "300\n");
            Running runsv = scene.runsv(service);
            scene.awaitEvents("up");
            assertEquals(0, scene.command("sv", "stop", "a").run().exitCode());
            assertEquals("9", service.supervise().counters().get("signal"));
            assertEquals(0, scene.command("sv", "start", "a").run().exitCode());
            scene.awaitEvents("up", "up");
            service.supervise().control("x");
            assertEquals(0, runsv.exitCode());
        });
    }

    @Test
    void zeroIsNoLimitAsInS6() {
        onOurs(scene -> {
            ServiceDirectory service = scene.service("a").run(DEAF).file("timeout-kill", "0\n");
            scene.runsv(service);
            scene.awaitEvents("up");
            assertEquals(1, scene.command("sv", "-w", "1", "stop", "a").run().exitCode());
            assertEquals("run, got TERM, want down", service.supervise().await("run, got TERM, want down").stat());
        });
    }

    @Test
    void aFinishThatTakesTooLongIsKilled() {
        onOurs(scene -> {
            ServiceDirectory service = scene.idler("a").finish("echo finish >>../events; exec sleep 1000").file("timeout-finish", "2000\n");
            scene.runsv(service);
            int pid = service.supervise().await("run").status().pid();
            Posix.kill(pid, Posix.SIGKILL);
            service.supervise().awaitThat("run again", now -> now.stat().equals("run") && now.status().pid() != pid);
            scene.awaitEvents("finish");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "SIGINT", "2"})
    void theSignalThatStopsItIsTheOneItAsksFor(String signal) {
        onOurs(scene -> {
            ServiceDirectory service = scene.service("a").file("down-signal", signal + "\n")
                    .run("trap 'echo INT >>../events; exit 3' INT; trap 'echo TERM >>../events' TERM; echo up >>../events; while :; do sleep 0.05; done");
            scene.runsv(service);
            scene.awaitEvents("up");
            service.supervise().control("d");
            scene.awaitEvents("up", "INT");
            service.supervise().awaitCounter("exit", "3");
        });
    }

    @Test
    void whatCannotBeUnderstoodIsToldAndIgnored() {
        onOurs(scene -> {
            ServiceDirectory service = scene.idler("a").file("down-signal", "PLEASE\n").file("timeout-kill", "soon\n").file("backoff", "\n");
            Running runsv = scene.runsv(service);
            Tree.awaitComplaint(runsv, "runsv a: warning: ./down-signal: \"PLEASE\" is no signal, ignored");
            Tree.awaitComplaint(runsv, "runsv a: warning: ./timeout-kill: \"soon\" is no number, ignored");
            Tree.awaitComplaint(runsv, "runsv a: warning: ./backoff: \"\" is no number, ignored");
            service.supervise().control("d");
            service.supervise().await("down");
            service.supervise().control("u");
            service.supervise().await("run");
            service.supervise().control("x");
            assertEquals(0, runsv.exitCode());
            // Twice: once more when the directory changed by supervise being made in it.
            assertTrue(runsv.stderr().lines().filter(line -> line.contains("down-signal")).count() <= 2, "told again and again");
        });
    }

    @Test
    void whoDiesTooOftenIsGivenUpUntilItIsToldUp() {
        onOurs(scene -> {
            ServiceDirectory service = scene.service("a").run("echo up >>../events; exit 1").file("max-death-tally", "3\n");
            Running runsv = scene.runsv(service);
            awaitGivenUp(service);
            Tree.awaitComplaint(runsv, "runsv a: warning: gave up: it died too often, or finish exited 125; it stays down until it is told up");
            scene.awaitEvents("up", "up", "up");
            assertEquals("1", service.supervise().counters().get("gave-up"));
            service.supervise().control("u");
            scene.awaitEventCount(4);
        });
    }

    @Test
    void deathsOutsideTheWindowDoNotCount() {
        onOurs(scene -> {
            ServiceDirectory service = scene.service("a").run("echo up >>../events; exit 1").file("max-death-tally", "2 0.5\n");
            scene.runsv(service);
            // A pause of one second lies between two of them.
            scene.awaitEventCount(4);
            assertEquals(0, service.supervise().flags());
        });
    }

    @Test
    void aFinishThatExitsWith125GivesItUp() {
        onOurs(scene -> {
            ServiceDirectory service = scene.service("a").run("echo up >>../events; exit 1").finish("exit 125");
            scene.runsv(service);
            awaitGivenUp(service);
            scene.awaitEvents("up");
            assertEquals('u', service.supervise().await("down").status().want());
            // It is wanted up and is not: no check passes.
            assertEquals(1, scene.command("sv", "-w", "1", "check", "a").run().exitCode());
        });
    }

    @ParameterizedTest
    @CsvSource({"0.2 0.8 60, 200:400:800:800", "1.5, 1500:3000"})
    void pausesDoubleUpToTheLongest(String content, String pauses) {
        onOurs(scene -> {
            ServiceDirectory service = scene.service("a").file("backoff", content + "\n").run("echo up >>../events; sleep 0.3; exit 1");
            scene.runsv(service);
            List<Long> expected = Stream.of(pauses.split(":")).map(Long::valueOf).toList();
            int seen = 0;
            for (int death = 1; death <= expected.size(); death++) {
                int starts = death + 1;
                Await.until(() -> "start " + starts, () -> Integer.parseInt(service.supervise().counters().get("starts")) >= starts);
                Map<String, String> counters = service.supervise().counters();
                // Both by runsv's clock. Who comes too late finds the next death.
                if (Integer.parseInt(counters.get("starts")) == starts && Integer.parseInt(counters.get("deaths")) == death) {
                    long pause = Long.parseLong(counters.get("started")) - Long.parseLong(counters.get("died"));
                    assertTrue(pause >= expected.get(death - 1) * 1_000_000, "pause " + death + " is " + pause + " ns");
                    seen++;
                }
            }
            assertTrue(seen > 0, "no pause was seen");
        });
    }

    @Test
    void whoAsksForItNeedNotWaitForALongPause() {
        onOurs(scene -> {
            ServiceDirectory service = scene.service("a").file("backoff", "600 600\n").run("echo up >>../events; exit 1");
            scene.runsv(service);
            scene.awaitEvents("up");
            service.supervise().await("down");
            service.supervise().control("u");
            scene.awaitEvents("up", "up");
        });
    }

    private static void awaitGivenUp(ServiceDirectory service) {
        Await.until(() -> "a to be given up, its flags are " + service.supervise().flags(), () -> service.supervise().flags() == GAVE_UP);
        service.supervise().await("down");
    }
}
