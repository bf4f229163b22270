package dev.dogwatch.telemetry.command;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The payload of a command (command.schema.json).
 *
 * @param nonce 8 to 64 characters
 * @param expires after that it is not obeyed
 * @param by who commands, 1 to 128 characters
 */
record Order(String nonce, Instant expires, String by) {
    private static final int LARGEST = 2048;
    private static final Set<String> MEMBERS = Set.of("nonce", "expires", "by");
    private static final Pattern TIME = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z");
    private static final JsonFactory JSON = JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(1).maxStringLength(LARGEST).maxNameLength(16)
                    .maxDocumentLength(LARGEST).build())
            .build();

    /** Takes nothing but what the schema allows. */
    static Order of(byte[] payload) throws RefusedException {
        if (payload.length > LARGEST) {
            throw new RefusedException("the payload is larger than " + LARGEST + " bytes");
        }
        Map<String, String> members = members(payload);
        if (!members.keySet().equals(MEMBERS)) {
            throw new RefusedException("the payload lacks one of nonce, expires, by");
        }
        return new Order(text(members, "nonce", 8, 64), time(members.get("expires")), text(members, "by", 1, 128));
    }

    private static Map<String, String> members(byte[] payload) throws RefusedException {
        Map<String, String> members = new HashMap<>();
        // Of a text, not of bytes: the parser would find out an encoding of its own.
        try (JsonParser parser = JSON.createParser(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new RefusedException("the payload is no JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                if (!MEMBERS.contains(name) || parser.nextToken() != JsonToken.VALUE_STRING) {
                    throw new RefusedException("the payload has other members than the texts nonce, expires, by");
                }
                members.put(name, parser.getText());
            }
            if (parser.nextToken() != null) {
                throw new RefusedException("the payload does not end after its object");
            }
            return members;
        } catch (CharacterCodingException e) {
            throw new RefusedException("the payload is no UTF-8");
        } catch (IOException e) {
            throw new RefusedException("the payload is no JSON as it has to be");
        }
    }

    private static String text(Map<String, String> members, String name, int least, int most) throws RefusedException {
        String text = members.get(name);
        int length = text.codePointCount(0, text.length());
        if (length < least || length > most) {
            throw new RefusedException(name + " has not " + least + " to " + most + " characters");
        }
        return text;
    }

    private static Instant time(String text) throws RefusedException {
        try {
            if (TIME.matcher(text).matches()) {
                return Instant.parse(text);
            }
        } catch (DateTimeException e) {
            // As the other ones that are no time.
        }
        throw new RefusedException("expires is no time as in 2026-11-22T10:00:30.000Z");
    }
}
