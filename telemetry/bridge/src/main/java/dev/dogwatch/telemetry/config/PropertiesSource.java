package dev.dogwatch.telemetry.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.configuration2.PropertiesConfiguration;
import org.apache.commons.configuration2.ex.ConfigurationException;
import org.apache.commons.configuration2.ex.ConfigurationRuntimeException;
import org.apache.commons.configuration2.interpol.ConfigurationInterpolator;

/** A properties file that knows at which line each of its keys stands, and refuses what it does not know. */
final class PropertiesSource {
    private final Path file;
    private final Map<String, Integer> lines = new HashMap<>();
    private final PropertiesConfiguration configuration = new PropertiesConfiguration();
    private int lastLine;

    PropertiesSource(Path file, List<Problem> problems) {
        this.file = file;
        // No look-ups here: the reader of all sources has those that are allowed. And no `include`.
        configuration.setInterpolator(new ConfigurationInterpolator());
        configuration.setIncludesAllowed(false);
        configuration.setIOFactory(new PropertiesConfiguration.DefaultIOFactory() {
            @Override
            public PropertiesConfiguration.PropertiesReader createPropertiesReader(Reader in) {
                return new LineNoting(in, problems);
            }
        });
        try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            configuration.read(in);
        } catch (IllegalArgumentException | ConfigurationRuntimeException e) {
            // What Commons Configuration says of an escape that is none: a backslash, u, and no number.
            problems.add(new Problem(file + ":" + lastLine, "", "it cannot be understood from there on: " + e.getMessage()));
        } catch (IOException | ConfigurationException e) {
            problems.add(new Problem(file.toString(), "", "unable to read it: " + reason(e)));
        }
        for (String name : lines.keySet()) {
            if (Key.of(name).isEmpty()) {
                problems.add(new Problem(where(name), name, "there is no such key; docs/telemetry.md has all of them"));
            }
        }
    }

    private static String reason(Exception e) {
        Throwable root = e instanceof ConfigurationException && e.getCause() != null ? e.getCause() : e;
        return switch (root) {
            case NoSuchFileException _ -> "no such file";
            case AccessDeniedException _ -> "permission denied";
            case CharacterCodingException _ -> "it is no UTF-8";
            default -> root.getMessage();
        };
    }

    PropertiesConfiguration configuration() {
        return configuration;
    }

    String where(String key) {
        return file + ":" + lines.getOrDefault(key, 0);
    }

    private final class LineNoting extends PropertiesConfiguration.PropertiesReader {
        private final List<Problem> problems;

        LineNoting(Reader in, List<Problem> problems) {
            super(in);
            this.problems = problems;
        }

        @Override
        public boolean nextProperty() throws IOException {
            boolean found;
            try {
                found = super.nextProperty();
            } finally {
                lastLine = getLineNumber();
            }
            if (found && lines.putIfAbsent(getPropertyName(), getLineNumber()) != null) {
                problems.add(new Problem(file + ":" + getLineNumber(), getPropertyName(), "it is given more than once; once is allowed"));
            }
            return found;
        }
    }
}
