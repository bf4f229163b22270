package dev.dogwatch.robustness;

import static dev.dogwatch.robustness.Ours.onOurs;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Outcome;
import dev.dogwatch.e2e.Posix;
import dev.dogwatch.e2e.Scene;
import dev.dogwatch.e2e.ServiceDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What sv tells is what runsv did: flags and counters of real services. */
@EndToEnd
class SvObservesRunsvTest {

    private static final String READY_ON_REQUEST = "while [ ! -e ../ready ]; do sleep 0.01; done; echo >&3; exec sleep 1000";

    @Test
    void readinessIsToldAndHealthWaitsForIt() {
        onOurs(scene -> {
            ServiceDirectory service = scene.service("a").file("notification-fd", "3\n").run(READY_ON_REQUEST);
            scene.runsv(service);
            await(scene, "waiting", node -> node.get("readiness").textValue().equals("waiting"));
            assertEquals("run: a: (pid PID) Ns, not ready\n", said(scene.sv("status", "a")));
            assertEquals("waiting\ta\n", scene.sv("list").out());
            assertEquals("fail: a: not ready\n", scene.sv("health").out());
            scene.arrange("touch ready");
            JsonNode ready = await(scene, "ready", node -> node.get("readiness").textValue().equals("ready"));
            assertTrue(ready.get("ready_for").doubleValue() <= ready.get("uptime").doubleValue(), ready::toString);
            assertEquals("run: a: (pid PID) Ns, ready Ns\n", said(scene.sv("status", "a")));
            assertEquals(0, scene.sv("health").exitCode());
        });
    }

    @Test
    void everyDeathIsCounted() {
        onOurs(scene -> {
            ServiceDirectory service = scene.idler("a").log("exec cat >/dev/null");
            scene.runsv(service);
            JsonNode first = await(scene, "the first start", node -> node.get("starts").intValue() == 1
                    && node.get("state").asText().equals("run") && node.get("log").get("state").asText().equals("run"));
            assertTrue(first.get("last_exit").isNull() && first.get("last_signal").isNull() && first.get("last_death").isNull());
            assertEquals(scene.read(Path.of("/proc/sys/kernel/random/boot_id")).strip(), first.get("boot_id").textValue());
            assertEquals(1, first.get("log").get("starts").intValue());
            Posix.kill(first.get("pid").intValue(), Posix.SIGKILL);
            JsonNode second = await(scene, "the second start", node -> node.get("starts").intValue() == 2
                    && node.get("state").asText().equals("run") && !node.get("pid").equals(first.get("pid")));
            assertEquals(1, second.get("deaths").intValue());
            assertEquals(Posix.SIGKILL, second.get("last_signal").intValue());
            assertTrue(second.get("last_exit").isNull());
            assertNotEquals(first.get("pid").intValue(), second.get("pid").intValue());
            Instant death = Instant.parse(second.get("last_death").textValue());
            assertTrue(Duration.between(death, Instant.now()).abs().toMinutes() < 5, death::toString);
            assertFalse(Instant.parse(second.get("last_start").textValue()).isBefore(death), second::toString);
            assertTrue(scene.sv("top").out().lines().anyMatch(line -> line.matches("a +run +\\d+s +2 +1 +\\d+\\.\\d +\\d+K  signal 9")));
        });
    }

    @Test
    void upStartsACrashOnlyServiceAfreshAndStartLeavesItAlone() {
        onOurs(scene -> {
            ServiceDirectory service = scene.idler("a").file("crash-only", "");
            scene.runsv(service);
            int pid = await(scene, "run", node -> node.get("crash_only").asBoolean() && !node.get("pid").isNull()).get("pid").intValue();
            assertEquals(0, scene.sv("start", "a").exitCode());
            assertEquals(pid, json(scene).get("pid").intValue());
            assertEquals(0, scene.sv("-v", "up", "a").exitCode());
            JsonNode next = await(scene, "another one", node -> !node.get("pid").isNull() && node.get("pid").intValue() != pid);
            assertEquals(Posix.SIGKILL, next.get("last_signal").intValue());
            Proc.awaitEnd(pid);
        });
    }

    @Test
    void oneThatGaveUpIsToldAndUnhealthyUntilItIsToldUp() {
        onOurs(scene -> {
            scene.runsv(scene.service("a").run("[ -e ../good ] || exit 1; exec sleep 1000").finish("exit 125"));
            JsonNode node = await(scene, "giving up", it -> it.get("gave_up").asBoolean());
            assertEquals("down", node.get("state").textValue());
            assertTrue(said(scene.sv("status", "a")).endsWith(", gave up\n"));
            assertEquals("gave-up\ta\n", scene.sv("list").out());
            assertEquals("fail: a: gave up\n", scene.sv("health").out());
            scene.arrange("touch good");
            assertEquals(0, scene.sv("start", "a").exitCode());
            assertEquals(0, scene.sv("health").exitCode());
        });
    }

    @Test
    void theTextOfADaemonThatTellsSystemdIsTold() {
        onOurs(scene -> {
            Assume.possible(scene, "python3", "command -v python3");
            scene.runsv(scene.service("a").file("notify", "").run("exec python3 -c \"import os, socket, time\n"
                    + "s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); a = os.environ['NOTIFY_SOCKET']\n"
                    + "s.connect(chr(0) + a[1:] if a[0] == '@' else a); s.send(b'READY=1'); "
                    + "s.send(b'STATUS=\\\\\\\"three\\\\\\\" of 4'); time.sleep(1000)\""));
            JsonNode node = await(scene, "the text", it -> !it.get("text").isNull() && it.get("readiness").textValue().equals("ready"));
            assertEquals("\"three\" of 4", node.get("text").textValue());
        });
    }

    @Test
    void twoNamesOfOneServiceAreTheSame() {
        onOurs(scene -> {
            scene.service("a").run("sh -c 'while :; do :; done' & wait");
            scene.arrange("ln -s a b");
            scene.runsv(scene.service("a"));
            await(scene, "run", node -> !node.get("pid").isNull());
            Await.until(() -> "memory of both", () -> scene.command("sv", "top").run().out().lines().skip(1)
                    .allMatch(line -> line.matches("[ab] +run .* [1-9]\\d+K  -")));
            List<String> tree = scene.sv("tree").out().lines().toList();
            assertEquals(tree.get(2).substring(4), tree.get(4).substring(4), tree::toString);
        });
    }

    private static JsonNode await(Scene scene, String what, Predicate<JsonNode> condition) {
        JsonNode[] seen = new JsonNode[1];
        Await.until(() -> what + ", there is " + seen[0], () -> {
            seen[0] = json(scene);
            return !seen[0].get("starts").isNull() && seen[0].get("error").isNull() && condition.test(seen[0]);
        });
        return seen[0];
    }

    private static JsonNode json(Scene scene) {
        Outcome outcome = scene.command("sv", "status", "--json", "a").run();
        try {
            return new ObjectMapper().readTree(outcome.out());
        } catch (JsonProcessingException e) {
            throw new AssertionError(outcome.out(), e);
        }
    }

    private static String said(Outcome outcome) {
        return outcome.normaliser().apply(outcome.out());
    }
}
