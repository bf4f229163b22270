package dev.dogwatch.robustness;

import static dev.dogwatch.robustness.Ours.onOurs;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Outcome;
import dev.dogwatch.e2e.Posix;
import dev.dogwatch.e2e.Running;
import dev.dogwatch.e2e.Scene;
import dev.dogwatch.e2e.ServiceDirectory;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** sv log: finds the log of a service, prints its end and follows it. */
@EndToEnd
class SvLogTest {

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"exec svlogd ./main", "exec svlogd -tt -b 2000 -l1000 main", "exec dogwatch svlogd main", "svlogd main; exit",
        "exec svlogd nowhere main"})
    void theRunningSvlogdTellsWhere(String run) {
        onOurs(scene -> {
            scene.arrange("mkdir -p elsewhere/main log/main");
            ServiceDirectory service = scene.service("a").run("echo hello; exec sleep 1000").log("cd ../../elsewhere; " + run);
            scene.runsv(service);
            service.logSupervise().await("run");
            Await.until(() -> "the line", () -> scene.read(scene.root().resolve("elsewhere/main/current")).contains("hello"));
            Running log = scene.command("sv", "log", "a").start();
            Await.until(() -> "the line, there was " + log.stdout() + log.stderr(), () -> log.stdout().endsWith("hello\n"));
            log.signal(Posix.SIGTERM);
            assertEquals(128 + Posix.SIGTERM, log.exitCode());
        });
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"a/log/main", "a/log"})
    void withoutOneItIsWhereLogsUsuallyAre(String directory) {
        onOurs(scene -> {
            scene.arrange("mkdir -p " + directory + "; seq 30 >" + directory + "/current");
            Running log = scene.command("sv", "log", "a").start();
            String last = IntStream.rangeClosed(21, 30).mapToObj(i -> i + "\n").collect(Collectors.joining());
            Await.until(() -> "the last ten lines, there was " + log.stdout(), () -> log.stdout().equals(last));
            scene.arrange("printf 'not yet' >>" + directory + "/current");
            Await.until(() -> "half a line", () -> log.stdout().equals(last + "not yet"));
            log.signal(Posix.SIGTERM);
        });
    }

    @ParameterizedTest(name = "log {index}")
    @ValueSource(strings = {"", "one\n", "one", "one\ntwo", "\n\n\n\n\n\n\n\n\n\n\n\n"})
    void ofAShortLogThereAreFewerLines(String content) {
        onOurs(scene -> {
            scene.service("a").file("log/current", content);
            Running log = scene.command("sv", "log", "a").start();
            String expected = content.lines().count() > 10 ? content.substring(2) : content;
            Await.until(() -> "all", () -> log.stdout().equals(expected) && Proc.lastingly(() -> Proc.state(log.pid()) == 'S'));
            log.signal(Posix.SIGTERM);
        });
    }

    @Test
    void longLinesAreWhole() {
        onOurs(scene -> {
            String line = "x".repeat(50_000) + "\n";
            scene.service("a").file("log/current", "gone\n" + line.repeat(10));
            Running log = scene.command("sv", "log", "a").start();
            Await.until(() -> "ten lines", () -> log.stdout().length() == 10 * line.length());
            log.signal(Posix.SIGTERM);
        });
    }

    @Test
    void itFollowsOverRotationsWithoutMissingALine() {
        onOurs(scene -> {
            // Some thirty rotations, most of them while sv is busy or has not looked yet.
            scene.service("a").directory("log").file("log/config", "s2000\nn0\n");
            scene.arrange("mkfifo in");
            scene.shell("exec svlogd a/log <in").start();
            Running feeder = scene.shell("exec 3>in; echo 0 >&3; while [ ! -e go ]; do sleep 0.01; done; seq 1 12000 >&3; sleep 1000").start();
            Await.until(() -> "the first line", () -> scene.read(scene.root().resolve("a/log/current")).equals("0\n"));
            Running log = scene.command("sv", "log", "a").start();
            Await.until(() -> "the first line", () -> log.stdout().equals("0\n"));
            scene.arrange("touch go");
            Await.until(() -> "the last line", () -> log.stdout().endsWith("\n12000\n"));
            assertEquals(IntStream.rangeClosed(0, 12_000).mapToObj(i -> i + "\n").collect(Collectors.joining()), log.stdout());
            log.signal(Posix.SIGTERM);
            feeder.signal(Posix.SIGTERM);
        });
    }

    @Test
    void itEndsWithTheReaderOfItsPipe() {
        onOurs(scene -> {
            scene.service("a").file("log/current", "one\n");
            assertEquals("one\n", scene.shell("sv log a | head -n 1").run().out());
        });
    }

    @Test
    void whatIsNotThereIsSaid() {
        onOurs(scene -> {
            scene.service("bare");
            scene.service("empty").directory("log");
            assertFails(scene, "bare", "no log: neither svlogd's nor log/main/current nor log/current");
            assertFails(scene, "empty", "no log: neither svlogd's nor log/main/current nor log/current");
            assertFails(scene, "nowhere", "unable to change to service directory: file does not exist");
            assertEquals(100, scene.sv("log").exitCode());
            assertEquals(100, scene.sv("log", "bare", "empty").exitCode());
        });
    }

    private static void assertFails(Scene scene, String service, String reason) {
        Outcome outcome = scene.sv("log", service);
        assertEquals("fail: " + service + ": " + reason + "\n", outcome.out());
        assertEquals(1, outcome.exitCode());
    }
}
