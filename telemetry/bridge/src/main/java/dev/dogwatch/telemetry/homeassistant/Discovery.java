package dev.dogwatch.telemetry.homeassistant;

import dev.dogwatch.telemetry.mqtt.Identity;
import dev.dogwatch.telemetry.mqtt.JsonText;
import dev.dogwatch.telemetry.mqtt.Message;
import dev.dogwatch.telemetry.mqtt.Topics;
import dev.dogwatch.telemetry.node.Inventory;
import dev.dogwatch.telemetry.node.NodeListener;
import dev.dogwatch.telemetry.node.ServiceName;
import dev.dogwatch.telemetry.node.ServiceState;
import dev.dogwatch.telemetry.node.WatchdogState;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Tells Home Assistant how to read what is published anyway: the retained configurations of its MQTT discovery, a device for
 * the node and three entities for each service. Source: home-assistant.io, integrations mqtt, binary_sensor.mqtt and
 * sensor.mqtt. For any number of threads.
 */
public final class Discovery implements NodeListener {
    private static final String RUNNING = "_running";
    private static final String PROBLEM = "_problem";
    private static final String STARTS = "_starts";

    private final String prefix;
    private final Identity identity;
    private final Topics topics;
    private final Consumer<Message> outbox;
    private final String nodeId;
    private final AtomicBoolean onlineTold = new AtomicBoolean();

    /** @param prefix what Home Assistant calls its discovery prefix; @param outbox takes what is to be published */
    public Discovery(String prefix, Identity identity, Topics topics, Consumer<Message> outbox) {
        this.prefix = prefix;
        this.identity = identity;
        this.topics = topics;
        this.outbox = outbox;
        // No two underscores come of a name, so that no two pairs of site and node make the same.
        nodeId = id(identity.site().getBytes(StandardCharsets.UTF_8)) + "__" + id(identity.node().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void service(ServiceName name, ServiceState before, ServiceState after) {
        String id = id(name.bytes());
        if (after == null) {
            outbox.accept(Message.nothing(topic("binary_sensor", id + RUNNING)));
            outbox.accept(Message.nothing(topic("binary_sensor", id + PROBLEM)));
            outbox.accept(Message.nothing(topic("sensor", id + STARTS)));
        } else if (before == null) {
            String state = topics.state(name);
            publish("binary_sensor", id + RUNNING, available(entity(id + RUNNING, name.text(), state,
                    "{{ 'ON' if value_json.state == 'run' else 'OFF' }}")).put("device_class", "running")
                    .put("json_attributes_topic", state));
            publish("binary_sensor", id + PROBLEM, available(entity(id + PROBLEM, name.text() + " problem", state,
                    "{{ 'ON' if value_json.gave_up or (value_json.want == 'up' and value_json.state != 'run') else 'OFF' }}"))
                    .put("device_class", "problem").put("entity_category", "diagnostic"));
            publish("sensor", id + STARTS, available(entity(id + STARTS, name.text() + " starts", state, "{{ value_json.starts }}"))
                    .put("state_class", "total_increasing").put("icon", "mdi:restart").put("entity_category", "diagnostic"));
        }
    }

    @Override
    public void inventory(Inventory inventory) {
        if (onlineTold.getAndSet(true)) {
            return;
        }
        publish("binary_sensor", "online", entity("online", "online", topics.status(), "{{ 'ON' if value_json.online else 'OFF' }}")
                .put("device_class", "connectivity").put("entity_category", "diagnostic"));
    }

    @Override
    public void watchdog(WatchdogState state) {
        if (state == null) {
            outbox.accept(Message.nothing(topic("binary_sensor", "watchdog")));
        } else {
            publish("binary_sensor", "watchdog", available(entity("watchdog", "watchdog", topics.watchdog(),
                    "{{ 'OFF' if value_json.gate == 'open' else 'ON' }}")).put("device_class", "problem")
                    .put("entity_category", "diagnostic").put("json_attributes_topic", topics.watchdog()));
        }
    }

    @Override
    public void directories(Set<ServiceName> all) {
        // Only what is supervised has a state to be read.
    }

    private JsonText entity(String id, String name, String stateTopic, String template) {
        return new JsonText().put("unique_id", "dogwatch_" + nodeId + "_" + id).put("name", name).put("state_topic", stateTopic)
                .put("value_template", template).put("qos", 1)
                .putObject("device", new JsonText().putStrings("identifiers", List.of("dogwatch_" + nodeId)).put("name", identity.node())
                        .put("manufacturer", "Dogwatch").put("model", identity.board() == null ? identity.arch() : identity.board())
                        .put("sw_version", identity.version()).put("suggested_area", identity.site()))
                .putObject("origin", new JsonText().put("name", "dogwatch-telemetry").put("sw_version", identity.version()));
    }

    /** What the will and the end in order say counts for all but the entity that shows it. */
    private JsonText available(JsonText entity) {
        return entity.put("availability_topic", topics.status())
                .put("availability_template", "{{ 'online' if value_json.online else 'offline' }}");
    }

    private void publish(String component, String id, JsonText configuration) {
        outbox.accept(new Message(topic(component, id), configuration.bytes(), true, Message.NO_SEQ));
    }

    private String topic(String component, String id) {
        return prefix + "/" + component + "/" + nodeId + "/" + id + "/config";
    }

    /** Of the characters that Home Assistant takes; another one, and the underscore, is an underscore and two digits. */
    private static String id(byte[] name) {
        StringBuilder id = new StringBuilder();
        for (byte b : name) {
            if (b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z' || b == '-') {
                id.append((char) b);
            } else {
                id.append('_').append(Character.toUpperCase(Character.forDigit(b >> 4 & 15, 16)))
                        .append(Character.toUpperCase(Character.forDigit(b & 15, 16)));
            }
        }
        return id.toString();
    }
}
