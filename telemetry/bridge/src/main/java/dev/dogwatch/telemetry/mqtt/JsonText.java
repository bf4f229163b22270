package dev.dogwatch.telemetry.mqtt;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BiConsumer;

/** Writes one JSON object, member by member. */
public final class JsonText {
    private final StringBuilder text = new StringBuilder(256).append('{');
    private boolean first = true;

    public JsonText put(String name, String value) {
        name(name);
        if (value == null) {
            text.append("null");
        } else {
            quote(value);
        }
        return this;
    }

    public JsonText put(String name, Number value) {
        name(name);
        text.append(value);
        return this;
    }

    public JsonText put(String name, Boolean value) {
        name(name);
        text.append(value);
        return this;
    }

    public JsonText putStrings(String name, List<String> values) {
        name(name);
        text.append('[');
        for (int i = 0; i < values.size(); i++) {
            text.append(i == 0 ? "" : ",");
            quote(values.get(i));
        }
        text.append(']');
        return this;
    }

    /** An array of objects. */
    public <T> JsonText putObjects(String name, List<T> values, BiConsumer<JsonText, T> members) {
        name(name);
        text.append('[');
        for (int i = 0; i < values.size(); i++) {
            JsonText object = new JsonText();
            members.accept(object, values.get(i));
            text.append(i == 0 ? "" : ",").append(object);
        }
        text.append(']');
        return this;
    }

    /** @param value null is written as such */
    public JsonText putObject(String name, JsonText value) {
        name(name);
        text.append(value);
        return this;
    }

    private void name(String name) {
        if (!first) {
            text.append(',');
        }
        first = false;
        quote(name);
        text.append(':');
    }

    private void quote(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ' || c == 0x7f || Character.isSurrogate(c)) {
                // Escaped, a half of a pair is no fault of the encoding.
                text.append("\\u").append(String.format("%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }

    @Override
    public String toString() {
        return text + "}";
    }

    public byte[] bytes() {
        return toString().getBytes(StandardCharsets.UTF_8);
    }
}
