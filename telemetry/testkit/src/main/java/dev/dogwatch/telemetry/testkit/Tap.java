package dev.dogwatch.telemetry.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/**
 * A subscriber (QoS 1) that keeps all it gets. When it loses the broker it comes back within about 20 ms of the
 * broker, with its session: from a broker that persists it misses nothing, from another it sees again what is retained.
 */
public final class Tap implements AutoCloseable {

    /**
     * What has come.
     *
     * @param at System.nanoTime() of its coming
     * @param duplicate whether the broker says that it may have come before
     */
    public record Message(String topic, byte[] payload, boolean retained, int qos, boolean duplicate, long at) {

        /** The payload as UTF-8. */
        public String text() {
            return new String(payload, UTF_8);
        }

        @Override
        public String toString() {
            return topic + (retained ? " (retained) " : " ") + text();
        }
    }

    private static final long TRY_AGAIN_MS = 20;
    private static final int CONNECT_S = 2;

    private final String url;
    private final String filter;
    private final MqttConnectOptions options;
    private final String clientId = "tap-" + UUID.randomUUID();
    /** Locks itself. */
    private final List<Message> messages = new ArrayList<>();
    private final Thread thread;
    private volatile boolean subscribed;
    private volatile boolean closed;
    private volatile Exception lastFailure;

    private Tap(String url, String filter, Consumer<MqttConnectOptions> how) {
        this.url = url;
        this.filter = filter;
        options = new MqttConnectOptions();
        options.setCleanSession(false);
        options.setConnectionTimeout(CONNECT_S);
        options.setKeepAliveInterval(5);
        how.accept(options);
        thread = Thread.ofPlatform().daemon().name(clientId).unstarted(this::listen);
    }

    /** One that has subscribed to everything. */
    public static Tap on(String url) {
        return on(url, "#");
    }

    /** One that has subscribed to this filter. */
    public static Tap on(String url, String filter) {
        return on(url, filter, options -> { }).awaitSubscribed();
    }

    /** One that may not be connected yet: {@link #awaitSubscribed} tells. {@code how}: user, password, sockets. */
    public static Tap on(String url, String filter, Consumer<MqttConnectOptions> how) {
        Tap tap = new Tap(url, filter, how);
        tap.thread.start();
        return tap;
    }

    private void listen() {
        while (!closed) {
            try (MqttClient client = new MqttClient(url, clientId, new MemoryPersistence())) {
                client.setTimeToWait(Duration.ofSeconds(CONNECT_S).toMillis());
                client.setCallback(new Recorder());
                try {
                    client.connect(options);
                    client.subscribe(filter, 1);
                    subscribed = true;
                    while (!closed && client.isConnected()) {
                        Thread.sleep(TRY_AGAIN_MS);
                    }
                } finally {
                    subscribed = false;
                    client.disconnectForcibly(0, 1, false);
                }
            } catch (MqttException e) {
                lastFailure = e;
            } catch (InterruptedException e) {
                return;
            }
            try {
                Thread.sleep(TRY_AGAIN_MS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private final class Recorder implements MqttCallback {
        @Override
        public void messageArrived(String topic, MqttMessage message) {
            long at = System.nanoTime();
            synchronized (messages) {
                messages.add(new Message(topic, message.getPayload(), message.isRetained(), message.getQos(), message.isDuplicate(), at));
            }
        }

        @Override
        public void connectionLost(Throwable cause) {
            subscribed = false;
        }

        @Override
        public void deliveryComplete(IMqttDeliveryToken token) {
            // It publishes nothing.
        }
    }

    /** Waits until it is connected and has subscribed. */
    public Tap awaitSubscribed() {
        Await.until("subscription to " + url, () -> subscribed, () -> lastFailure);
        return this;
    }

    public boolean isSubscribed() {
        return subscribed;
    }

    /** Why it was not connected the last time that it tried in vain; null: it never was in vain. */
    public Exception lastFailure() {
        return lastFailure;
    }

    /** All that has come so far, in its order. */
    public List<Message> messages() {
        synchronized (messages) {
            return List.copyOf(messages);
        }
    }

    /** What has come on a topic. */
    public List<Message> on(Predicate<String> topic) {
        return messages().stream().filter(message -> topic.test(message.topic())).toList();
    }

    /** What has come on topics with this end. */
    public List<Message> ending(String end) {
        return on(topic -> topic.endsWith(end));
    }

    /** Waits for a message, which may have come already, and returns the first such. */
    public Message await(String what, Predicate<Message> wanted) {
        Await.until(what, () -> messages().stream().anyMatch(wanted), this::messages);
        return messages().stream().filter(wanted).findFirst().orElseThrow();
    }

    /** Waits for a message on a topic with this end whose text has that. */
    public Message await(String end, String text) {
        return await("message on ..." + end + " with " + text, message -> message.topic().endsWith(end) && message.text().contains(text));
    }

    /** Forgets what has come. */
    public void clear() {
        synchronized (messages) {
            messages.clear();
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(Await.LONG.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
