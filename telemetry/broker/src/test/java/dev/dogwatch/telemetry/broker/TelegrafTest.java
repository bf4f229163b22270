package dev.dogwatch.telemetry.broker;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.dogwatch.telemetry.schema.Payload;
import dev.dogwatch.telemetry.testkit.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The configuration of Telegraf: its form, and what its rules make of real topics and payloads. Telegraf itself is not in
 * Debian; what it would say of a mistake in another plugin's options, this does not see.
 */
class TelegrafTest {

    private static final String NODE = "dogwatch/v1/harbour/auv-07/";
    private static final Map<Payload, String> TOPICS = Map.of(Payload.STATUS, NODE + "status", Payload.BIRTH, NODE + "birth",
            Payload.WATCHDOG, NODE + "watchdog", Payload.DROPPED, NODE + "dropped", Payload.STATE, NODE + "svc/nav%2Flog/state",
            Payload.EVENT, NODE + "svc/nav%2Flog/event");
    /** Of Telegraf 1.20 to 1.3x. */
    private static final Set<String> OPTIONS = Set.of("name_override", "servers", "topics", "topic_tag", "qos", "persistent_session",
            "client_id", "data_format", "topic_parsing", "json_v2");
    private static final Set<String> FIELD_OPTIONS = Set.of("path", "rename", "type", "optional");

    private final TelegrafConfiguration configuration = TelegrafConfiguration.read();

    @Test
    void everyConsumerKeepsItsSessionUnderANameOfItsOwn() {
        Set<String> ids = new HashSet<>();
        assertEquals(5, configuration.consumers().size());
        for (JsonNode consumer : configuration.consumers()) {
            assertTrue(ids.add(consumer.get("client_id").textValue()));
            assertEquals(1, consumer.get("qos").intValue());
            assertTrue(consumer.get("persistent_session").booleanValue());
            assertEquals("json_v2", consumer.get("data_format").textValue());
        }
    }

    @Test
    void thereAreNoOptionsThatTelegrafDoesNotHave() {
        for (JsonNode consumer : configuration.consumers()) {
            assertEquals(Set.of(), without(names(consumer), OPTIONS));
            for (JsonNode parsing : consumer.get("topic_parsing")) {
                assertEquals(Set.of("topic", "tags"), names(parsing));
            }
            for (JsonNode config : consumer.get("json_v2")) {
                assertEquals(Set.of(), without(names(config), Set.of("field", "tag")));
                config.path("field").forEach(field -> assertEquals(Set.of(), without(names(field), FIELD_OPTIONS)));
                config.path("tag").forEach(tag -> assertEquals(Set.of(), without(names(tag), FIELD_OPTIONS)));
            }
        }
    }

    /** Telegraf does not start otherwise. */
    @Test
    void topicsAndTagsHaveTheSameLevels() {
        for (JsonNode consumer : configuration.consumers()) {
            for (JsonNode parsing : consumer.get("topic_parsing")) {
                assertEquals(parsing.get("topic").textValue().split("/").length, parsing.get("tags").textValue().split("/").length);
            }
        }
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource
    void whatNodesPublishBecomesOneMetric(Payload payload, String topic, Path example) throws IOException {
        List<JsonNode> subscribers = configuration.subscribers(topic);
        assertEquals(1, subscribers.size());
        JsonNode json = new ObjectMapper().readTree(example.toFile());
        TelegrafConfiguration.Metric metric = assertDoesNotThrow(() -> TelegrafConfiguration.parse(subscribers.getFirst(), topic, json));
        assertEquals("harbour", metric.tags().get("site"));
        assertEquals("auv-07", metric.tags().get("node"));
        assertEquals(topic.contains("/svc/") ? "nav%2Flog" : null, metric.tags().get("service"));
        assertEquals(payload == Payload.EVENT ? json.get("cause").textValue() : null, metric.tags().get("cause"));
        assertFalse(metric.fields().isEmpty());
        // Each member that is a number has a type, so that none changes between int and float.
        assertTrue(metric.fields().values().stream().noneMatch(Double.class::isInstance), metric::toString);
    }

    static Stream<Arguments> whatNodesPublishBecomesOneMetric() throws IOException {
        List<Arguments> all = new ArrayList<>();
        for (Map.Entry<Payload, String> entry : TOPICS.entrySet()) {
            assertEquals(entry.getKey(), Payload.of(entry.getValue()).orElseThrow());
            Path examples = Repository.path("telemetry/schema/examples/valid").resolve(entry.getKey().schemaName());
            try (Stream<Path> files = Files.list(examples)) {
                files.sorted().forEach(file -> all.add(Arguments.of(entry.getKey(), entry.getValue(), file)));
            }
        }
        return all.stream();
    }

    @Test
    void commandsAreNobodysBusiness() {
        assertEquals(List.of(), configuration.subscribers(NODE + "cmd/up/nav"));
        assertEquals(List.of(), configuration.subscribers(NODE + "cmd-result"));
    }

    @Test
    void noSecretStandsInTheFile() {
        for (JsonNode output : configuration.root().path("outputs").path("influxdb_v2")) {
            assertEquals("${INFLUX_TOKEN}", output.get("token").textValue());
        }
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Set<String> without(Set<String> all, Set<String> known) {
        Set<String> rest = new TreeSet<>(all);
        rest.removeAll(known);
        return rest;
    }
}
