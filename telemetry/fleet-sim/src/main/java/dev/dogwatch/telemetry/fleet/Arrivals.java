package dev.dogwatch.telemetry.fleet;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.dogwatch.telemetry.testkit.Await;
import java.time.Duration;
import java.util.Arrays;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/** A subscriber to everything that Dogwatch says, with QoS 1: counts, and notes how long the messages of a probe have taken. */
final class Arrivals implements MqttCallback, AutoCloseable {

    /** Its payload is System.nanoTime() of its start, as text. */
    static final String PROBE = "dogwatch/v1/load/probe/svc/probe/event";

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final MqttClient client;
    private long count;
    private long[] delays = new long[1024];
    private int noted;

    Arrivals(String url) throws MqttException {
        client = new MqttClient(url, "arrivals", new MemoryPersistence());
        client.setCallback(this);
        client.connect();
        client.subscribe("dogwatch/v1/#", 1);
    }

    @Override
    public synchronized void messageArrived(String topic, MqttMessage message) {
        if (!topic.equals(PROBE)) {
            count++;
            return;
        }
        if (noted == delays.length) {
            delays = Arrays.copyOf(delays, 2 * noted);
        }
        delays[noted++] = System.nanoTime() - Long.parseLong(new String(message.getPayload(), US_ASCII));
    }

    @Override
    public void connectionLost(Throwable cause) {
        System.err.println("the subscriber has lost the broker: " + cause);
    }

    @Override
    public void deliveryComplete(IMqttDeliveryToken token) {
        // It publishes nothing.
    }

    synchronized void clear() {
        count = 0;
        noted = 0;
    }

    private synchronized long count() {
        return count;
    }

    /** Waits for so many messages since the last clear. */
    void await(long messages) {
        Await.until(messages + " messages", PATIENCE, () -> count() >= messages, this::count);
    }

    /** Of the probe's messages since the last clear, ns. */
    synchronized long[] delays() {
        return Arrays.copyOf(delays, noted);
    }

    @Override
    public void close() throws MqttException {
        client.disconnectForcibly(0, 1000);
        client.close(true);
    }
}
