package dev.dogwatch.robustness;

import static dev.dogwatch.robustness.Ours.onOurs;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Posix;
import dev.dogwatch.e2e.Running;
import dev.dogwatch.e2e.ServiceDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** supervise/counters tells what has happened since the boot (docs/observing.md). */
@EndToEnd
class CountersTest {

    @Test
    void startsAndDeathsAndHowItEnded() {
        onOurs(scene -> {
            ServiceDirectory service = scene.service("a").run("test -e ../second && exec sleep 1000; : >../second; exit 7").log("exec cat");
            scene.runsv(service);
            service.supervise().awaitCounter("starts", 2);
            Map<String, String> counters = service.supervise().counters();
            assertEquals("1", counters.get("deaths"));
            assertEquals("7", counters.get("exit"));
            assertEquals("-1", counters.get("signal"));
            assertEquals(Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip(), counters.get("boot"));
            assertTrue(number(counters, "died") <= number(counters, "started"));
            assertEquals(number(counters, "started") / 1_000_000_000L, number(counters, "since") / 1_000_000_000L);
            Instant started = Instant.EPOCH.plusNanos(number(counters, "started-wall"));
            assertTrue(Duration.between(started, Instant.now()).abs().toMinutes() < 5, started::toString);
            assertEquals("1", service.logSupervise().counters().get("starts"));

            Posix.kill(service.supervise().await("run").status().pid(), Posix.SIGTERM);
            service.supervise().awaitCounter("signal", Posix.SIGTERM);
            assertEquals("-1", service.supervise().counters().get("exit"));
        });
    }

    @Test
    void theNextRunsvGoesOnCounting() {
        onOurs(scene -> {
            ServiceDirectory service = scene.idler("a");
            Running runsv = scene.runsv(service);
            service.supervise().await("run");
            service.supervise().awaitCounter("starts", 1);
            String since = service.supervise().counters().get("since");
            runsv.signal(Posix.SIGKILL);
            runsv.exitCode();
            Running next = scene.runsv(service);
            service.supervise().await("run");
            assertEquals("1", service.supervise().counters().get("starts"));
            assertEquals(since, service.supervise().counters().get("since"));
            service.supervise().control("x");
            assertEquals(0, next.exitCode());
            scene.runsv(service);
            service.supervise().awaitCounter("starts", 2);
            assertEquals("1", service.supervise().counters().get("deaths"));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "nonsense",
        "",
        "counters 1\nboot 01234567-89ab-cdef-0123-456789abcdef\nstarts 99\ndeaths 98\ntext x\ncounters 1\n",
    })
    void whatIsNotOfThisBootIsForgotten(String content) {
        onOurs(scene -> {
            ServiceDirectory service = scene.idler("a").file("supervise/counters", content.replace("text x\n",
                    "text " + "x".repeat(640 - content.length() + 1) + "\n"));
            scene.runsv(service);
            service.supervise().awaitCounter("starts", 1);
            assertEquals("0", service.supervise().counters().get("deaths"));
            assertEquals(640, Files.size(service.supervise().file("counters")));
        });
    }

    @Test
    void aDirectoryInItsPlaceIsToldAndCostsNothingElse() {
        onOurs(scene -> {
            ServiceDirectory service = scene.idler("a").directory("supervise/counters");
            Running runsv = scene.runsv(service);
            Tree.awaitComplaint(runsv, "runsv a: warning: unable to write supervise/counters: is a directory");
            service.supervise().await("run");
            service.supervise().control("x");
            assertEquals(0, runsv.exitCode());
        });
    }

    private static long number(Map<String, String> counters, String key) {
        return Long.parseLong(counters.get(key));
    }
}
