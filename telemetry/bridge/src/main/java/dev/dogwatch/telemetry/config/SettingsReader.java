package dev.dogwatch.telemetry.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.configuration2.BaseConfiguration;
import org.apache.commons.configuration2.CompositeConfiguration;
import org.apache.commons.configuration2.interpol.ConfigurationInterpolator;
import org.apache.commons.configuration2.interpol.DefaultLookups;

/**
 * Puts the configuration together: the command line counts before the environment, that before the file, and that before
 * the defaults. A value may have {@code ${env:NAME}} in it. Can be read again and again.
 */
public final class SettingsReader {
    /** Is used where it is there. */
    public static final Path USUAL_FILE = Path.of("/etc/dogwatch/telemetry.properties");

    private static final String COMMAND_LINE = "command line";
    private static final String ENVIRONMENT = "environment";

    private final List<String> arguments;
    private final Map<String, String> environment;
    private final Path usualFile;

    /** @param usualFile what is read without {@code --config}, if it is there */
    public SettingsReader(List<String> arguments, Map<String, String> environment, Path usualFile) {
        this.arguments = List.copyOf(arguments);
        this.environment = Map.copyOf(environment);
        this.usualFile = usualFile;
    }

    /** Reads all there is. */
    public Settings read() throws InvalidConfigurationException {
        List<Problem> problems = new ArrayList<>();
        BaseConfiguration commandLine = new BaseConfiguration();
        Path file = readArguments(commandLine, problems);
        BaseConfiguration variables = new BaseConfiguration();
        BaseConfiguration defaults = new BaseConfiguration();
        for (Key key : Key.values()) {
            if (environment.containsKey(key.variable())) {
                variables.setProperty(key.text(), environment.get(key.variable()));
            }
            if (key.standard() != null) {
                defaults.setProperty(key.text(), key.standard());
            }
        }
        PropertiesSource properties = file != null ? new PropertiesSource(file, problems)
                : Files.exists(usualFile) ? new PropertiesSource(usualFile, problems) : null;

        CompositeConfiguration all = new CompositeConfiguration();
        ConfigurationInterpolator interpolator = new ConfigurationInterpolator();
        interpolator.registerLookup(DefaultLookups.ENVIRONMENT.getPrefix(), environment::get);
        all.setInterpolator(interpolator);
        all.addConfiguration(commandLine);
        all.addConfiguration(variables);
        if (properties != null) {
            all.addConfiguration(properties.configuration());
        }
        all.addConfiguration(defaults);

        Map<Key, String> values = new EnumMap<>(Key.class);
        Map<Key, String> places = new EnumMap<>(Key.class);
        for (Key key : Key.values()) {
            String where = commandLine.containsKey(key.text()) ? COMMAND_LINE
                    : variables.containsKey(key.text()) ? ENVIRONMENT + " (" + key.variable() + ")"
                    : properties == null ? "" : properties.where(key.text());
            places.put(key, where);
            take(key, all, where, values, problems);
        }
        checkCommands(values, places, problems);
        checkPair(Key.MQTT_CERT_FILE, Key.MQTT_KEY_FILE, values, places, problems);
        checkPair(Key.SPARKPLUG_CERT_FILE, Key.SPARKPLUG_KEY_FILE, values, places, problems);
        if (!problems.isEmpty()) {
            throw new InvalidConfigurationException(problems);
        }
        return new Settings(values);
    }

    private static void checkPair(Key cert, Key key, Map<Key, String> values, Map<Key, String> places, List<Problem> problems) {
        if (values.containsKey(cert) != values.containsKey(key)) {
            Key given = values.containsKey(cert) ? cert : key;
            problems.add(new Problem(places.get(given), given.text(), cert.text() + " and " + key.text() + " are allowed together only"));
        }
    }

    /** Who commands must be known for sure, and what may be commanded be said. */
    private static void checkCommands(Map<Key, String> values, Map<Key, String> places, List<Problem> problems) {
        if (!"true".equals(values.get(Key.COMMANDS_ENABLED))) {
            return;
        }
        if (!values.getOrDefault(Key.MQTT_URL, "").startsWith("ssl:")) {
            problems.add(new Problem(places.get(Key.COMMANDS_ENABLED), Key.COMMANDS_ENABLED.text(),
                    "with true, mqtt.url is allowed as ssl://HOST[:PORT] only"));
        }
        for (Key needed : List.of(Key.MQTT_CERT_FILE, Key.COMMANDS_VERBS, Key.COMMANDS_SERVICES)) {
            if (!values.containsKey(needed)) {
                problems.add(new Problem(places.get(Key.COMMANDS_ENABLED), Key.COMMANDS_ENABLED.text(),
                        "with true, " + needed.text() + " is needed; it is " + needed.form().allowed()));
            }
        }
    }

    /** The file that is asked for, or null. */
    private Path readArguments(BaseConfiguration commandLine, List<Problem> problems) {
        Path file = null;
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            int equals = argument.indexOf('=');
            boolean separate = equals < 0 && i + 1 < arguments.size();
            String name = argument.substring(0, equals < 0 ? argument.length() : equals);
            String key = name.equals("--service-dir") ? Key.SERVICE_DIR.text() : name.replaceFirst("^--", "");
            if (!name.startsWith("--") || !key.equals("config") && Key.of(key).isEmpty() || equals < 0 && !separate) {
                problems.add(new Problem(COMMAND_LINE, argument, "it is not understood; allowed are --config FILE, "
                        + "--service-dir DIR, --version, --help, and --KEY=VALUE for the keys in docs/telemetry.md"));
                continue;
            }
            String value = separate ? arguments.get(++i) : argument.substring(equals + 1);
            if (key.equals("config")) {
                file = Path.of(value);
            } else {
                // Who types a path means it from where he is.
                boolean path = !value.isEmpty() && !value.contains("${") && Key.of(key).orElseThrow().form() == Form.PATH;
                commandLine.setProperty(key, path ? Path.of(value).toAbsolutePath().normalize().toString() : value);
            }
        }
        return file;
    }

    private static void take(Key key, CompositeConfiguration all, String where, Map<Key, String> values, List<Problem> problems) {
        String value = all.getString(key.text());
        if (value == null || value.isBlank() && key.standard() == null) {
            return;
        }
        value = value.strip();
        if (value.contains("${")) {
            problems.add(new Problem(where, key.text(), "\"" + value + "\" has a variable that is not set; ${env:NAME} is allowed"));
        } else if (!key.form().admits().test(value)) {
            problems.add(new Problem(where, key.text(), "\"" + value + "\" is not allowed; it is " + key.form().allowed()));
        } else {
            values.put(key, value);
        }
    }
}
