package dev.dogwatch.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.dogwatch.telemetry.schema.Payload;
import dev.dogwatch.telemetry.testkit.Broker;
import dev.dogwatch.telemetry.testkit.Repository;
import dev.dogwatch.telemetry.testkit.Tap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What Home Assistant would read, by the rules of its documentation (MQTT discovery, MQTT sensor, MQTT binary sensor). */
@Timeout(120)
class HomeAssistantTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern TOPIC = Pattern.compile("homeassistant/(binary_sensor|sensor)/([a-zA-Z0-9_-]+)/([a-zA-Z0-9_-]+)/config");
    private static final Pattern MEMBER = Pattern.compile("value_json\\.([a-z_]+)");
    /** What all of its MQTT entities take. */
    private static final Set<String> COMMON = Set.of("unique_id", "name", "state_topic", "value_template", "qos", "device", "origin",
            "availability_topic", "availability_template", "json_attributes_topic", "entity_category", "icon", "device_class");
    private static final Map<String, Set<String>> DEVICE_CLASSES = Map.of("binary_sensor", Set.of("running", "problem", "connectivity"), "sensor", Set.of());

    @TempDir
    Path directory;
    private Node node;
    private Broker broker;
    private Tap tap;

    @BeforeEach
    void serve() {
        node = new Node(directory);
        broker = Broker.persistent(directory).start();
        tap = Tap.on(broker.url());
        node.service("a", "exec sleep 100000").service("b_1\u00e9", "exec sleep 100000").supervise();
        node.pid("a");
        node.pid("b_1\u00e9");
        bridge();
        node.awaitLog("connected to");
        tap.await("svc/a/state", "\"state\":\"run\"");
        tap.await("b_5F1_C3_A9_starts/config", "state_topic");
        tap.await("/online/config", "state_topic");
    }

    private void bridge() {
        node.bridge("--mqtt.url=" + broker.url(), "--homeassistant.enabled=true", "--board=bench");
    }

    @AfterEach
    void end() {
        node.close();
        tap.close();
        broker.close();
    }

    private List<Tap.Message> configurations() {
        return tap.messages().stream().filter(message -> message.topic().startsWith("homeassistant/") && message.payload().length > 0).toList();
    }

    @Test
    void eachConfigurationIsOneThatHomeAssistantTakes() throws IOException {
        node.remove("a");
        tap.await("end of a", m -> m.topic().endsWith("/a_starts/config") && m.payload().length == 0);
        Files.writeString(node.run().resolve("watchdog.new"), "boot-id=x\npid=1\ngate=open\nreason=\nsafe-mode=no\n");
        Files.move(node.run().resolve("watchdog.new"), node.run().resolve("watchdog"));
        tap.await("/watchdog/config", "state_topic");
        Set<String> ids = new HashSet<>();
        for (Tap.Message message : configurations()) {
            Matcher topic = TOPIC.matcher(message.topic());
            assertTrue(topic.matches(), message::topic);
            assertEquals("lab__n_2F1", topic.group(2));
            JsonNode configuration = JSON.readTree(message.payload());
            configuration.fieldNames().forEachRemaining(name -> assertTrue(COMMON.contains(name)
                    || name.equals("state_class") && topic.group(1).equals("sensor"), name));
            assertEquals("dogwatch_lab__n_2F1_" + topic.group(3), configuration.get("unique_id").textValue());
            ids.add(message.topic());
            assertEquals("[\"dogwatch_lab__n_2F1\"]", configuration.at("/device/identifiers").toString());
            assertEquals("n/1", configuration.at("/device/name").textValue());
            assertEquals("bench", configuration.at("/device/model").textValue());
            assertEquals("lab", configuration.at("/device/suggested_area").textValue());
            assertEquals("dogwatch-telemetry", configuration.at("/origin/name").textValue());
            if (configuration.has("device_class")) {
                assertTrue(DEVICE_CLASSES.get(topic.group(1)).contains(configuration.get("device_class").textValue()), message::toString);
            }
            assertReads(configuration, "state_topic", "value_template");
            if (!topic.group(3).equals("online")) {
                assertReads(configuration, "availability_topic", "availability_template");
            }
        }
        assertEquals(3 * 2 + 2, ids.size(), ids::toString);
    }

    /** The topic is one that there is, and the template speaks of members that its schema has. */
    private void assertReads(JsonNode configuration, String topicKey, String templateKey) throws IOException {
        String topic = configuration.get(topicKey).textValue();
        String template = configuration.get(templateKey).textValue();
        Payload payload = Payload.of(topic).orElseThrow(() -> new AssertionError(topic));
        tap.await("something on " + topic, message -> message.topic().equals(topic));
        JsonNode schema = JSON.readTree(Repository.path("telemetry/schema/" + payload.schemaName() + ".schema.json").toFile());
        assertTrue(template.startsWith("{{ ") && template.endsWith(" }}"), template);
        Matcher members = MEMBER.matcher(template);
        int n = 0;
        while (members.find()) {
            n++;
            String property = "\"" + members.group(1) + "\":";
            assertTrue(schema.toString().contains(property), template);
        }
        assertTrue(n > 0, template);
        // The words that it compares with are those that the schema has, or that Home Assistant wants to see.
        Matcher words = Pattern.compile("'([^']*)'").matcher(template);
        while (words.find()) {
            assertTrue(Set.of("ON", "OFF", "online", "offline").contains(words.group(1)) || schema.toString().contains("\"" + words.group(1) + "\""), template);
        }
    }

    @Test
    void aServiceThatIsRemovedTakesItsEntitiesAlongEvenIfTheBridgeWasDown() {
        node.stopBridge();
        node.remove("a");
        tap.clear();
        bridge();
        for (String topic : new String[] {"binary_sensor/lab__n_2F1/a_running", "binary_sensor/lab__n_2F1/a_problem", "sensor/lab__n_2F1/a_starts"}) {
            tap.await("end of " + topic, m -> m.topic().equals("homeassistant/" + topic + "/config") && m.payload().length == 0);
        }
        tap.await("end of its state", m -> m.topic().endsWith("svc/a/state") && m.payload().length == 0);
        try (Tap late = Tap.on(broker.url())) {
            late.await("b_5F1_C3_A9_running/config", "state_topic");
            late.await("svc/b_1\u00e9/state", "run");
            assertEquals(List.of(), late.on(topic -> topic.contains("/a_")));
        }
    }
}
