package dev.dogwatch.telemetry.mqtt;

import java.io.IOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.ScheduledExecutorPingSender;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/**
 * One connection to a broker, and the Paho client that lives no longer than it. Paho's own ways of coming back are left
 * alone: they give up silently, hang without a CONNACK, and leak threads and timers.
 */
public final class Link implements AutoCloseable {
    /**
     * We wait for each message before the next, which keeps their order. Paho tells that one is complete before it counts it
     * as such, by another thread, which was seen to be a hundred late: a limit must never be reached.
     */
    private static final int MORE_THAN_ONE = 1000;

    private final MqttAsyncClient client;
    private final ScheduledExecutorService pings;
    private final long answerMillis;
    private volatile boolean lost;

    private Link(BrokerSettings settings, Conversation conversation) throws MqttException {
        answerMillis = settings.answer().toMillis();
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = Executors.defaultThreadFactory().newThread(task);
            thread.setDaemon(true);
            thread.setName("mqtt-ping");
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
        pings = executor;
        try {
            // Paho's default goes by the wall clock, which a node sets when it finds out the time.
            client = new MqttAsyncClient(settings.url(), settings.clientId(), new MemoryPersistence(),
                    new ScheduledExecutorPingSender(pings));
        } catch (MqttException e) {
            pings.shutdownNow();
            throw e;
        }
        client.setCallback(new MqttCallback() {
            @Override
            public void connectionLost(Throwable cause) {
                lost = true;
                conversation.wake();
            }

            @Override
            public void messageArrived(String topic, MqttMessage message) {
                conversation.arrived(topic, message.getPayload(), message.isRetained());
            }

            @Override
            public void deliveryComplete(IMqttDeliveryToken token) {
                // publish() waits for it.
            }
        });
    }

    /**
     * Connects.
     *
     * @param conversation has the will, what the broker publishes when the connection ends without a word; is told what
     *     arrives, and woken when the connection is lost
     * @throws MqttException when the broker cannot be reached, refuses, or does not answer in time
     * @throws IOException when a file with a secret or a certificate cannot be read
     * @throws GeneralSecurityException when it has no sense
     */
    static Link open(BrokerSettings settings, Conversation conversation)
            throws MqttException, IOException, GeneralSecurityException {
        MqttConnectOptions options = options(settings, conversation.will());
        Link link = new Link(settings, conversation);
        try {
            link.client.connect(options).waitForCompletion(link.answerMillis);
            return link;
        } catch (MqttException | RuntimeException e) {
            link.close();
            throw e;
        }
    }

    private static MqttConnectOptions options(BrokerSettings settings, Message will) throws IOException, GeneralSecurityException {
        MqttConnectOptions options = new MqttConnectOptions();
        options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
        options.setAutomaticReconnect(false);
        options.setCleanSession(true);
        options.setMaxInflight(MORE_THAN_ONE);
        options.setKeepAliveInterval((int) settings.keepalive().toSeconds());
        options.setConnectionTimeout((int) Math.max(settings.answer().toSeconds(), 1));
        options.setExecutorServiceTimeout(0);
        options.setWill(will.topic(), will.payload(), will.qos(), will.retained());
        if (settings.user() != null) {
            options.setUserName(settings.user());
        }
        if (settings.passwordFile() != null) {
            options.setPassword(Files.readString(settings.passwordFile()).stripTrailing().toCharArray());
        }
        if (settings.tls()) {
            options.setSocketFactory(Tls.socketFactory(settings.caFile(), settings.certFile(), settings.keyFile()));
            options.setHttpsHostnameVerificationEnabled(true);
        }
        return options;
    }

    boolean isUp() {
        return !lost && client.isConnected();
    }

    /** Publishes, and waits until the broker has it; throws when it does not say so in time. */
    void publish(Message message) throws MqttException {
        client.publish(message.topic(), message.payload(), message.qos(), message.retained()).waitForCompletion(answerMillis);
    }

    /**
     * Asks for all that is published on topics of this filter, and waits for nothing.
     *
     * @param qos 0 or 1: with 1, the broker keeps it until we have it, as long as the connection lasts
     */
    public Subscription subscribe(String filter, int qos) throws MqttException {
        return new Subscription(client.subscribe(filter, qos));
    }

    /** The opposite; waits for nothing. */
    public void unsubscribe(String filter) throws MqttException {
        client.unsubscribe(filter);
    }

    /** Ends in order: the broker does not publish the will. */
    void disconnect() throws MqttException {
        client.disconnect(0).waitForCompletion(answerMillis);
    }

    /** Ends the connection, if it is there, without a word, and all threads. */
    @Override
    public void close() {
        try {
            client.disconnectForcibly(0, 1, false);
        } catch (MqttException e) {
            // It was none any more.
        }
        try {
            client.close(true);
        } catch (MqttException e) {
            // Nothing more can be done for it.
        }
        pings.shutdownNow();
    }
}
