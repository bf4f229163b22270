package dev.dogwatch.robustness;

import static dev.dogwatch.robustness.Ours.onOurs;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Outcome;
import dev.dogwatch.e2e.Posix;
import dev.dogwatch.e2e.Running;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** sv watchdog: for people, and as JSON, read by a parser that takes nothing else and held against docs/sv-watchdog.schema.json. */
@EndToEnd
class SvWatchdogTest {

    private static final ObjectMapper JSON = new ObjectMapper().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final JsonSchema SCHEMA = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(Path.of("../../docs/sv-watchdog.schema.json").toAbsolutePath().normalize().toUri());

    private static JsonNode parse(Outcome outcome) {
        try {
            JsonNode json = JSON.readTree(outcome.out());
            assertEquals(Set.of(), SCHEMA.validate(json), outcome.out());
            return json;
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + outcome.out(), e);
        }
    }

    @Test
    void tellsOfANodeThatIsFed() {
        onOurs(scene -> {
            GuardedNode node = new GuardedNode(scene);
            node.configure("device", scene.root().resolve("device") + "\n" + scene.root().resolve("missing") + "\n");
            node.idler("a").file("critical", "7");
            node.idler("odd \"name\"\t\\").file("critical", "1");
            Running runsvdir = node.start();
            Await.until(() -> "both to be healthy", () -> node.liveLines().stream().filter("state=healthy"::equals).count() == 2);
            Outcome text = node.report();
            assertEquals(0, text.exitCode());
            assertTrue(text.out().matches("(?s)gate: open\nfed: \\d+ times, the last \\d+\\.\\d s ago\ndevice: .*/device: fed, unknown, timeout 1 s\n"
                    + "device: .*/missing: missing\n.*critical: a: healthy, grace 7 s\n.*boot: 1, cause: unknown: .*\never: 0 resets, .*"), text.out());
            JsonNode json = parse(node.report("--json"));
            assertEquals("open", json.at("/watchdog/gate").asText());
            assertEquals(runsvdir.pid(), json.at("/watchdog/pid").asInt());
            assertEquals(2, json.at("/watchdog/device").size());
            assertEquals("fed", json.at("/watchdog/device/0/state").asText());
            assertEquals(1, json.at("/watchdog/device/0/timeout").asInt());
            assertEquals("missing", json.at("/watchdog/device/1/state").asText());
            assertEquals(2, json.at("/watchdog/critical").size());
            Set<String> names = Set.of(json.at("/watchdog/critical/0/name").asText(), json.at("/watchdog/critical/1/name").asText());
            assertEquals(Set.of("a", "odd \"name\"?\\"), names);
            assertTrue(json.at("/fed/times").asInt() >= 2);
        });
    }

    @Test
    void tellsWhyItIsNotFed() {
        onOurs(scene -> {
            GuardedNode node = new GuardedNode(scene);
            node.service("a").run("exit 1").file("critical", "1");
            node.start();
            node.awaitClosed("critical a: .*");
            Outcome text = node.report();
            assertEquals(1, text.exitCode());
            assertTrue(text.out().startsWith("gate: closed, critical a: "), text.out());
            JsonNode json = parse(node.report("--json"));
            assertEquals("closed", json.at("/watchdog/gate").asText());
            assertTrue(json.at("/watchdog/reason").asText().startsWith("critical a: "));
        });
    }

    @Test
    void tellsThatNobodyFeeds() {
        onOurs(scene -> {
            GuardedNode node = new GuardedNode(scene);
            Outcome never = node.report();
            assertEquals(100, never.exitCode());
            assertTrue(never.err().contains("no runsvdir -w has run"), never.err());
            Running runsvdir = node.start();
            runsvdir.signal(Posix.SIGKILL);
            runsvdir.exitCode();
            Outcome gone = node.report();
            assertEquals(100, gone.exitCode());
            assertEquals("sv: watchdog: warning: the runsvdir that had it lives no more\n", gone.err());
            assertTrue(gone.out().startsWith("boot: 1, "), gone.out());
            parse(node.report("--json"));
        });
    }

    @Test
    void aServiceOfThatNameIsReachedByItsPath() {
        onOurs(scene -> {
            GuardedNode node = new GuardedNode(scene);
            assertEquals(100, node.report("a", "b").exitCode(), "sv's own word for a command that it does not know");
        });
    }
}
