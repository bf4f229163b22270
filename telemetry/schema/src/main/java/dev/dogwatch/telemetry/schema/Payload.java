package dev.dogwatch.telemetry.schema;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The kinds of message, each with the schema of its payload. */
public enum Payload {
    STATUS("status"),
    BIRTH("birth"),
    WATCHDOG("watchdog"),
    STATE("state"),
    EVENT("event"),
    DROPPED("dropped"),
    COMMAND("command"),
    COMMAND_RESULT("command-result");

    private static final ObjectMapper JSON = new ObjectMapper().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final String schemaName;
    private final JsonSchema schema;

    Payload(String schemaName) {
        this.schemaName = schemaName;
        try (InputStream in = Payload.class.getResourceAsStream(schemaName + ".schema.json")) {
            schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The name of the schema's file before {@code .schema.json}. */
    public String schemaName() {
        return schemaName;
    }

    /** What is published on a topic; empty when it is none of dogwatch/v1. */
    public static Optional<Payload> of(String topic) {
        String[] levels = topic.split("/", -1);
        if (levels.length < 5 || !levels[0].equals("dogwatch") || !levels[1].equals("v1")) {
            return Optional.empty();
        }
        return Optional.ofNullable(switch (levels.length) {
            case 5 -> switch (levels[4]) {
                case "status" -> STATUS;
                case "birth" -> BIRTH;
                case "watchdog" -> WATCHDOG;
                case "dropped" -> DROPPED;
                case "cmd-result" -> COMMAND_RESULT;
                default -> null;
            };
            case 7 -> switch (levels[4]) {
                case "svc" -> levels[6].equals("state") ? STATE : levels[6].equals("event") ? EVENT : null;
                case "cmd" -> COMMAND;
                default -> null;
            };
            default -> null;
        });
    }

    /** What is wrong with a payload, a sentence each; empty: nothing. Zero bytes are right as a state alone. */
    public List<String> faults(byte[] payload) {
        if (payload.length == 0) {
            return this == STATE ? List.of() : List.of("the payload is empty");
        }
        JsonNode json;
        try {
            json = JSON.readTree(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString());
        } catch (IOException e) {
            return List.of("no JSON in UTF-8: " + e.getMessage());
        }
        return schema.validate(json).stream().map(ValidationMessage::getMessage).toList();
    }
}
