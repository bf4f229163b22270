package dev.dogwatch.telemetry.config;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.time.Duration;

/** What is configured: the value of each key that has one, of which all are of their forms. */
public final class Settings {
    private final Map<Key, String> values;

    Settings(Map<Key, String> values) {
        this.values = new EnumMap<>(values);
    }

    /** null: it has none. */
    public String text(Key key) {
        return values.get(key);
    }

    /** null: it has none. */
    public Path path(Key key) {
        String text = text(key);
        return text == null ? null : Path.of(text);
    }

    public int number(Key key) {
        return Integer.parseInt(text(key));
    }

    public boolean flag(Key key) {
        return Boolean.parseBoolean(text(key));
    }

    public Duration seconds(Key key) {
        return Duration.ofSeconds(number(key));
    }
}
