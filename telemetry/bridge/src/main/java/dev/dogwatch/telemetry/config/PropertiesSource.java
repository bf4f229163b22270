package dev.dogwatch.telemetry.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.configuration2.PropertiesConfiguration;
import org.apache.commons.configuration2.ex.ConfigurationException;
import org.apache.commons.configuration2.interpol.ConfigurationInterpolator;

/** A properties file that knows at which line each of its keys stands, and refuses what it does not know. */
final class PropertiesSource {
    private final Path file;
    private final Map<String, Integer> lines = new HashMap<>();
    private final PropertiesConfiguration configuration = new PropertiesConfiguration();

    PropertiesSource(Path file, List<Problem> problems) {
        this.file = file;
        // No look-ups here: the reader of all sources has those that are allowed. And no `include`.
        configuration.setInterpolator(new ConfigurationInterpolator());
        configuration.setIncludesAllowed(false);
        configuration.setIOFactory(new PropertiesConfiguration.DefaultIOFactory() {
            @Override
            public PropertiesConfiguration.PropertiesReader createPropertiesReader(Reader in) {
                return new LineNoting(in);
            }
        });
        try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            configuration.read(in);
        } catch (IOException | ConfigurationException e) {
            problems.add(new Problem(file.toString(), "", "unable to read it: " + e));
        }
        for (String name : lines.keySet()) {
            if (Key.of(name).isEmpty()) {
                problems.add(new Problem(where(name), name, "there is no such key; docs/telemetry.md has all of them"));
            } else if (configuration.getList(String.class, name, List.of()).size() > 1) {
                problems.add(new Problem(where(name), name, "it is given more than once; once is allowed"));
            }
        }
    }

    PropertiesConfiguration configuration() {
        return configuration;
    }

    String where(String key) {
        return file + ":" + lines.getOrDefault(key, 0);
    }

    private final class LineNoting extends PropertiesConfiguration.PropertiesReader {
        LineNoting(Reader in) {
            super(in);
        }

        @Override
        public boolean nextProperty() throws IOException {
            boolean found = super.nextProperty();
            if (found) {
                lines.put(getPropertyName(), getLineNumber());
            }
            return found;
        }
    }
}
