package dev.dogwatch.telemetry.broker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import dev.dogwatch.telemetry.testkit.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.eclipse.paho.client.mqttv3.MqttTopic;

/**
 * telemetry/telegraf/dogwatch.conf, applied as the sources of Telegraf's mqtt_consumer and json_v2 do it: no Telegraf runs
 * here.
 */
record TelegrafConfiguration(JsonNode root) {

    /** One point of a measurement. */
    record Metric(String measurement, Map<String, String> tags, Map<String, Object> fields) {
    }

    static TelegrafConfiguration read() {
        try {
            return new TelegrafConfiguration(new TomlMapper().readTree(Repository.path("telemetry/telegraf/dogwatch.conf").toFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<JsonNode> consumers() {
        return list(root.path("inputs").path("mqtt_consumer"));
    }

    static List<JsonNode> list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }

    /** The consumers that subscribe to this topic. */
    List<JsonNode> subscribers(String topic) {
        return consumers().stream().filter(consumer -> list(consumer.get("topics")).stream()
                .anyMatch(filter -> MqttTopic.isMatched(filter.textValue(), topic))).toList();
    }

    /**
     * What a consumer makes of a message.
     *
     * @throws IllegalArgumentException where Telegraf would log an error and drop it
     */
    static Metric parse(JsonNode consumer, String topic, JsonNode payload) {
        Map<String, String> tags = new TreeMap<>();
        Map<String, Object> fields = new TreeMap<>();
        for (JsonNode config : consumer.get("json_v2")) {
            config.path("field").forEach(field -> value(field, payload)
                    .ifPresent(value -> fields.put(field.path("rename").asText(field.get("path").textValue()), value)));
            config.path("tag").forEach(tag -> value(tag, payload)
                    .ifPresent(value -> tags.put(tag.get("path").textValue(), value.toString())));
        }
        String[] levels = topic.split("/");
        for (JsonNode parsing : consumer.get("topic_parsing")) {
            if (matches(parsing.get("topic").textValue().split("/"), levels)) {
                String[] names = parsing.get("tags").textValue().split("/");
                for (int i = 0; i < levels.length; i++) {
                    if (!names[i].equals("_")) {
                        tags.put(names[i], levels[i]);
                    }
                }
            }
        }
        return new Metric(consumer.get("name_override").textValue(), tags, fields);
    }

    private static Optional<Object> value(JsonNode what, JsonNode payload) {
        JsonNode value = payload.path(what.get("path").textValue());
        if (value.isMissingNode() && !what.path("optional").booleanValue()) {
            throw new IllegalArgumentException("the path " + what.get("path") + " doesn't exist");
        }
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (value.isContainerNode()) {
            throw new IllegalArgumentException(what.get("path") + " is no single value");
        }
        if (what.path("type").asText().equals("int")) {
            return Optional.of(value.longValue());
        }
        // Numbers without a type are floats.
        return Optional.of(value.isNumber() ? (Object) value.doubleValue() : value.isBoolean() ? value.booleanValue() : value.textValue());
    }

    private static boolean matches(String[] expected, String[] levels) {
        return expected.length == levels.length && Arrays.equals(expected, levels, (a, b) -> a.equals("+") ? 0 : a.compareTo(b));
    }
}
