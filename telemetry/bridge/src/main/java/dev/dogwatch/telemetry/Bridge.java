package dev.dogwatch.telemetry;

import dev.dogwatch.os.Release;
import dev.dogwatch.telemetry.command.Commands;
import dev.dogwatch.telemetry.command.Policy;
import dev.dogwatch.telemetry.config.Key;
import dev.dogwatch.telemetry.config.Settings;
import dev.dogwatch.telemetry.homeassistant.Discovery;
import dev.dogwatch.telemetry.mqtt.BrokerSettings;
import dev.dogwatch.telemetry.mqtt.Identity;
import dev.dogwatch.telemetry.mqtt.NodeConversation;
import dev.dogwatch.telemetry.mqtt.Session;
import dev.dogwatch.telemetry.node.NodeWatch;
import dev.dogwatch.telemetry.sparkplug.SparkplugConversation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Two threads: one looks at the services, the other one talks to the broker; between them the outbox of what is to be said. A
 * third one talks to the broker in another dialect, where that is configured.
 */
final class Bridge {
    /** How long the end of the watching may take. */
    private static final long TURN = TimeUnit.SECONDS.toNanos(1);

    /** Who supervises this waits for its end. */
    private static final Duration FAREWELL = Duration.ofMillis(500);

    /** A session, the thread that runs it, and which of the settings are its. */
    private record Talk(Session session, Thread thread, Function<Settings, BrokerSettings> settings) {
        Talk(String name, Session session, Function<Settings, BrokerSettings> settings) {
            this(session, new Thread(session, name), settings);
        }
    }

    private final Consumer<String> log;
    private final NodeConversation conversation;
    /** null: it is off. */
    private final SparkplugConversation sparkplug;
    private final List<Talk> talks = new ArrayList<>();
    private final Settings settings;
    private final Thread watching = new Thread(this::watch, "watch");
    private volatile boolean stopping;
    /** null: none was ever allowed. */
    private Commands commands;

    Bridge(Settings settings, Consumer<String> log) {
        this.settings = settings;
        this.log = log;
        Identity identity = new Identity(Identity.newSid(), settings.text(Key.SITE), node(settings), settings.text(Key.BOARD),
                Host.bootId(), Release.VERSION, Host.architecture(), Host.kernel());
        conversation = new NodeConversation(identity, settings.number(Key.QUEUE_MAX), log);
        if (settings.flag(Key.HOMEASSISTANT_ENABLED)) {
            conversation.tell(new Discovery(settings.text(Key.HOMEASSISTANT_PREFIX), identity, conversation.topics(), conversation::say));
        }
        talks.add(new Talk("mqtt", new Session(conversation, broker(settings), log), this::broker));
        if (settings.flag(Key.SPARKPLUG_ENABLED)) {
            String group = settings.text(Key.SPARKPLUG_GROUP);
            sparkplug = new SparkplugConversation(identity, group == null ? settings.text(Key.SITE) : group);
            conversation.tell(sparkplug);
            talks.add(new Talk("sparkplug", new Session(sparkplug, sparkplugBroker(settings), line -> log.accept("sparkplug: " + line)),
                    this::sparkplugBroker));
        } else {
            sparkplug = null;
        }
    }

    synchronized void start() {
        allowCommands(settings);
        watching.start();
        talks.forEach(talk -> talk.thread.start());
    }

    /** Takes over what can be another without another identity, all that begins with mqtt. or commands.; tells what cannot. */
    synchronized void reload(Settings fresh) {
        for (Key key : Key.values()) {
            if (!key.text().startsWith("mqtt.") && !key.text().startsWith("commands.") && !java.util.Objects.equals(fresh.text(key), settings.text(key))) {
                log.accept("warning: " + key.text() + " is another, which counts from the next start on");
            }
        }
        talks.forEach(talk -> talk.session.use(talk.settings.apply(fresh)));
        allowCommands(fresh);
        log.accept("configuration read again");
    }

    private void allowCommands(Settings from) {
        boolean enabled = from.flag(Key.COMMANDS_ENABLED);
        if (sparkplug != null) {
            sparkplug.allowCommands(enabled);
        }
        if (commands == null && !enabled) {
            return;
        }
        if (commands == null) {
            commands = new Commands(conversation.topics().commands(), settings.path(Key.SERVICE_DIR), conversation::directories,
                    conversation::answer, log);
            conversation.hear(commands);
        }
        Policy policy = !enabled ? null : Policy.of(from.text(Key.COMMANDS_VERBS), from.text(Key.COMMANDS_SERVICES),
                from.seconds(Key.COMMANDS_MAX_AGE));
        commands.use(policy);
        conversation.verbs(policy == null ? List.of() : policy.words());
    }

    /** Ends in order, if the broker lets us within {@link #FAREWELL}; the process has to end afterwards. */
    void stop() throws InterruptedException {
        stopping = true;
        talks.forEach(talk -> talk.session.stop());
        long end = System.nanoTime() + FAREWELL.toNanos();
        for (Talk talk : talks) {
            if (!talk.thread.join(Duration.ofNanos(Math.max(end - System.nanoTime(), 1)))) {
                log.accept("warning: the broker does not answer, and will find out that this has ended");
            }
        }
    }

    private void watch() {
        try (NodeWatch watch = new NodeWatch(settings.path(Key.SERVICE_DIR), settings.path(Key.RUN_DIR), conversation.listener())) {
            while (!stopping) {
                watch.turn(TURN);
            }
        } catch (RuntimeException | Error e) {
            // Half a bridge would say that all is well for ever: the supervisor starts a whole one.
            log.accept("fatal: the watch has ended: " + e);
            Runtime.getRuntime().halt(111);
        }
    }

    private static String node(Settings settings) {
        String node = settings.text(Key.NODE);
        return node == null ? Host.name() : node;
    }

    private BrokerSettings broker(Settings from) {
        String id = from.text(Key.MQTT_CLIENT_ID);
        // Site and node stay what they were at the start.
        String own = "dogwatch-" + settings.text(Key.SITE) + "-" + node(settings);
        return new BrokerSettings(from.text(Key.MQTT_URL), id == null ? own : id, from.text(Key.MQTT_USER),
                from.path(Key.MQTT_PASSWORD_FILE), from.path(Key.MQTT_CA_FILE), from.path(Key.MQTT_CERT_FILE),
                from.path(Key.MQTT_KEY_FILE), from.seconds(Key.MQTT_KEEPALIVE), from.seconds(Key.MQTT_CONNECT_TIMEOUT),
                from.seconds(Key.MQTT_RETRY_MIN), from.seconds(Key.MQTT_RETRY_MAX));
    }

    /** The same, by another name, and with another certificate where there is one. */
    private BrokerSettings sparkplugBroker(Settings from) {
        BrokerSettings own = broker(from);
        boolean certificate = from.text(Key.SPARKPLUG_CERT_FILE) != null;
        return new BrokerSettings(own.url(), own.clientId() + "-sparkplug", own.user(), own.passwordFile(), own.caFile(),
                certificate ? from.path(Key.SPARKPLUG_CERT_FILE) : own.certFile(), certificate ? from.path(Key.SPARKPLUG_KEY_FILE) : own.keyFile(),
                own.keepalive(), own.answer(), own.retryMin(), own.retryMax());
    }
}
