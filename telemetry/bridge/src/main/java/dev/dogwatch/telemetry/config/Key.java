package dev.dogwatch.telemetry.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** All that can be configured. docs/telemetry.md has the same table; a test holds the two together. */
public enum Key {
    MQTT_URL("mqtt.url", "tcp://localhost:1883", Form.URL, "the broker"),
    MQTT_USER("mqtt.user", null, Form.TEXT, "the user's name at the broker"),
    MQTT_PASSWORD_FILE("mqtt.password-file", null, Form.PATH, "the file with the password, whose last line break does not count"),
    MQTT_CA_FILE("mqtt.ca-file", null, Form.PATH, "PEM: who may have signed the broker's certificate; otherwise whom the JDK trusts"),
    MQTT_CERT_FILE("mqtt.cert-file", null, Form.PATH, "PEM: the node's certificate, and those between it and the CA"),
    MQTT_KEY_FILE("mqtt.key-file", null, Form.PATH, "PEM: its private key, PKCS#8 without a password"),
    MQTT_KEEPALIVE("mqtt.keepalive", "20", Form.number(1, 65535, "seconds"), "s between signs of life"),
    MQTT_CONNECT_TIMEOUT("mqtt.connect-timeout", "10", Form.number(1, 3600, "seconds"),
            "s that the broker may take to accept, and to acknowledge a message"),
    MQTT_RETRY_MIN("mqtt.retry-min", "1", Form.number(1, 86400, "seconds"), "s before the second attempt to connect"),
    MQTT_RETRY_MAX("mqtt.retry-max", "60", Form.number(1, 86400, "seconds"), "s between two attempts at most"),
    MQTT_CLIENT_ID("mqtt.client-id", null, Form.TEXT, "the client id; otherwise dogwatch-SITE-NODE"),
    SITE("site", "default", Form.TEXT, "where the node is: a level of its topics"),
    NODE("node", null, Form.TEXT, "what it is called: a level of its topics; otherwise the host's name"),
    BOARD("board", null, Form.TEXT, "which board it is, for people"),
    SERVICE_DIR("service.dir", "/etc/service", Form.PATH, "the directory of services"),
    RUN_DIR("run.dir", "/run/dogwatch", Form.PATH, "where runsvdir -w keeps boot and watchdog"),
    QUEUE_MAX("queue.max", "10000", Form.number(1, 10_000_000, "events"), "events that are kept while there is no broker"),
    COMMANDS_ENABLED("commands.enabled", "false", Form.FLAG, "whether commands are obeyed; only with ssl:// and `mqtt.cert-file`"),
    COMMANDS_VERBS("commands.verbs", null, Form.VERBS, "which"),
    COMMANDS_SERVICES("commands.services", null, Form.PATTERNS, "whose; neither * nor ? is a slash, so a log service is `NAME/log`"),
    COMMANDS_MAX_AGE("commands.max-age", "30", Form.number(1, 3600, "seconds"), "s from now that a command may expire at most"),
    HOMEASSISTANT_ENABLED("homeassistant.enabled", "false", Form.FLAG, "whether Home Assistant is told how to read this"),
    HOMEASSISTANT_PREFIX("homeassistant.prefix", "homeassistant", Form.TOPIC, "its discovery prefix"),
    SPARKPLUG_ENABLED("sparkplug.enabled", "false", Form.FLAG, "whether Sparkplug B is spoken, too, by a connection of its own"),
    SPARKPLUG_GROUP("sparkplug.group", null, Form.TEXT, "its group; otherwise the site"),
    SPARKPLUG_CERT_FILE("sparkplug.cert-file", null, Form.PATH, "`mqtt.cert-file` of that connection; otherwise the same"),
    SPARKPLUG_KEY_FILE("sparkplug.key-file", null, Form.PATH, "`mqtt.key-file` of that connection; otherwise the same");

    private final String text;
    private final String standard;
    private final Form form;
    private final String meaning;

    Key(String text, String standard, Form form, String meaning) {
        this.text = text;
        this.standard = standard;
        this.form = form;
        this.meaning = meaning;
    }

    /** As written in a file and on the command line. */
    public String text() {
        return text;
    }

    /** As written in the environment: DOGWATCH_MQTT_URL. */
    public String variable() {
        return "DOGWATCH_" + text.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** The value without it; null: none. */
    public String standard() {
        return standard;
    }

    Form form() {
        return form;
    }

    /** In words. */
    public String meaning() {
        return meaning;
    }

    static Optional<Key> of(String text) {
        return Arrays.stream(values()).filter(key -> key.text.equals(text)).findFirst();
    }
}
