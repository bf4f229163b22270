package dev.dogwatch.telemetry.schema;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Examples of each payload, right ones and wrong ones, against its schema. */
class PayloadTest {

    private static final Path EXAMPLES = Path.of("examples");
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource
    void whatIsRightHasNoFault(Payload payload, Path example) throws IOException {
        assertEquals(List.of(), payload.faults(Files.readAllBytes(example)));
    }

    static Stream<Arguments> whatIsRightHasNoFault() throws IOException {
        return examples("valid");
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource
    void whatIsWrongHasAFault(Payload payload, Path example) throws IOException {
        assertFalse(payload.faults(Files.readAllBytes(example)).isEmpty());
    }

    static Stream<Arguments> whatIsWrongHasAFault() throws IOException {
        return examples("invalid");
    }

    /** Each has at least one example, so that a directory of another name is not a test that cannot fail. */
    private static Stream<Arguments> examples(String kind) throws IOException {
        List<Arguments> all = new ArrayList<>();
        for (Payload payload : Payload.values()) {
            try (Stream<Path> files = Files.list(EXAMPLES.resolve(kind).resolve(payload.schemaName()))) {
                files.sorted().forEach(file -> all.add(Arguments.of(payload, file)));
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @EnumSource
    void theSchemaIsOneOfDraft202012(Payload payload) throws IOException {
        JsonNode schema = JSON.readTree(schemaFile(payload).toFile());
        assertEquals(SchemaId.V202012, schema.get("$schema").textValue());
        assertEquals(List.of(), List.copyOf(JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(SchemaLocation.of(SchemaId.V202012)).validate(schema)));
    }

    @ParameterizedTest
    @EnumSource
    void noObjectTakesMembersThatTheSchemaDoesNotName(Payload payload) throws IOException {
        List<JsonNode> objects = new ArrayList<>();
        collectObjects(JSON.readTree(schemaFile(payload).toFile()), objects);
        assertFalse(objects.isEmpty());
        for (JsonNode object : objects) {
            assertEquals("false", object.path("additionalProperties").asText(), object::toString);
            assertEquals(object.get("properties").size(), object.path("required").size(), object::toString);
        }
    }

    private static void collectObjects(JsonNode node, List<JsonNode> objects) {
        if (node.path("type").asText().equals("object")) {
            objects.add(node);
        }
        node.forEach(child -> collectObjects(child, objects));
    }

    @Test
    void anEventSaysAllThatAStateSays() throws IOException {
        JsonNode state = JSON.readTree(schemaFile(Payload.STATE).toFile()).get("properties");
        JsonNode event = JSON.readTree(schemaFile(Payload.EVENT).toFile()).get("properties");
        state.fieldNames().forEachRemaining(name -> assertEquals(state.get(name), event.get(name), name));
        assertEquals(state.size() + 2, event.size());
    }

    private static Path schemaFile(Payload payload) {
        return Path.of(payload.schemaName() + ".schema.json");
    }

    @ParameterizedTest
    @CsvSource({"dogwatch/v1/a/b/status,STATUS", "dogwatch/v1/a/b/birth,BIRTH", "dogwatch/v1/a/b/watchdog,WATCHDOG",
            "dogwatch/v1/a/b/dropped,DROPPED", "dogwatch/v1/a/b/cmd-result,COMMAND_RESULT",
            "dogwatch/v1/a/b/svc/nav%2Flog/state,STATE", "dogwatch/v1/a/b/svc/state/event,EVENT",
            "dogwatch/v1/a/b/cmd/restart/nav,COMMAND"})
    void theTopicTellsThePayload(String topic, Payload payload) {
        assertEquals(Optional.of(payload), Payload.of(topic));
    }

    @ParameterizedTest
    @CsvSource({"dogwatch/v2/a/b/status", "other/v1/a/b/status", "dogwatch/v1/a/b", "dogwatch/v1/a/b/svc/c/other",
            "dogwatch/v1/a/b/svc/c/d/state", "dogwatch/v1/a/b/status/", "dogwatch/v1/a/b/cmd/up"})
    void otherTopicsHaveNone(String topic) {
        assertEquals(Optional.empty(), Payload.of(topic));
    }

    @Test
    void onlyAStateMayBeEmpty() {
        List<Payload> empty = Arrays.stream(Payload.values()).filter(p -> p.faults(new byte[0]).isEmpty()).toList();
        assertEquals(List.of(Payload.STATE), empty);
    }

    @Test
    void bytesThatAreNoJsonInUtf8AreAFault() {
        for (byte[] bytes : new byte[][] {{(byte) 0xff}, "{".getBytes(UTF_8), "{} {}".getBytes(UTF_8), {0},
                "{\"online\":false,\"online\":false,\"sid\":\"q3Zk8vN2xT1a\"}".getBytes(UTF_8)}) {
            List<String> faults = Payload.STATUS.faults(bytes);
            assertTrue(faults.size() == 1 && faults.getFirst().startsWith("no JSON in UTF-8: "), faults::toString);
        }
    }
}
