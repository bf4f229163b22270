package dev.dogwatch.board.image;

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

/** Reads board.properties and takes nothing that is not a known key, given once, with a value of its form. */
final class ProfileReader {
    private final Path file;
    private final List<Problem> problems;
    private final Map<String, Integer> lines = new HashMap<>();
    private final Map<String, String> values = new HashMap<>();

    private ProfileReader(Path file, List<Problem> problems) {
        this.file = file;
        this.problems = problems;
    }

    /**
     * Reads the file; what is wrong goes to {@code problems} and is left out of the profile.
     *
     * @throws IOException if the file cannot be read
     */
    static Profile read(Path file, List<Problem> problems) throws IOException {
        ProfileReader reader = new ProfileReader(file, problems);
        reader.load();
        reader.lookForMissingKeys();
        return new Profile(file, reader.values, reader.lines);
    }

    private void load() throws IOException {
        PropertiesConfiguration configuration = new PropertiesConfiguration();
        // No ${file:...} and the like, and no `include`: a profile says what it says.
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
        } catch (ConfigurationException e) {
            problems.add(new Problem(file, 0, "", "unable to read it: " + e.getMessage()));
            return;
        }
        // The lines know keys that the configuration keeps to itself: `include`.
        lines.keySet().forEach(key -> take(key, configuration.getList(String.class, key, List.of())));
    }

    private void take(String name, List<String> given) {
        ProfileKey key = ProfileKey.named(name);
        int line = lines.getOrDefault(name, 0);
        if (key == null) {
            problems.add(new Problem(file, line, name, "there is no such key" + nearest(name)));
        } else if (given.size() != 1) {
            problems.add(new Problem(file, line, name, "it is given " + given.size() + " times; once is allowed"));
        } else if (!key.form().admits(given.getFirst().strip())) {
            problems.add(new Problem(file, line, name,
                    "\"" + given.getFirst() + "\" is not allowed; it is " + key.form().allowed()));
        } else {
            values.put(name, given.getFirst().strip());
        }
    }

    private void lookForMissingKeys() {
        for (ProfileKey key : ProfileKey.ALL) {
            if (key.required() && !lines.containsKey(key.name())) {
                problems.add(new Problem(file, 0, key.name(),
                        "it is missing: " + key.meaning() + "; it is " + key.form().allowed()));
            }
        }
    }

    private static String nearest(String name) {
        String best = "";
        int least = 4;
        for (ProfileKey key : ProfileKey.ALL) {
            int distance = distance(name, key.name());
            if (distance < least) {
                least = distance;
                best = key.name();
            }
        }
        return best.isEmpty() ? "; docs/board.md has all of them" : "; did you mean " + best + "?";
    }

    /** Edits of one character that make one of the other (Levenshtein). */
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }

    /** Keeps the line at which each key's value ends: the configuration itself forgets where things were. */
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
