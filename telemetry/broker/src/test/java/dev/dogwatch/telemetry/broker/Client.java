package dev.dogwatch.telemetry.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.dogwatch.telemetry.testkit.Await;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/** A client that is connected, or could not be. */
final class Client implements AutoCloseable {

    private static final int SUBSCRIPTION_REFUSED = 0x80;

    private final MqttClient client;
    private final List<String> received = new CopyOnWriteArrayList<>();

    private Client(MqttClient client) {
        this.client = client;
    }

    static Client connect(String url, Consumer<MqttConnectOptions> how) throws MqttException {
        return connect(url, "client-" + UUID.randomUUID(), how);
    }

    static Client connect(String url, String clientId, Consumer<MqttConnectOptions> how) throws MqttException {
        MqttClient client = new MqttClient(url, clientId, new MemoryPersistence());
        client.setTimeToWait(Await.LONG.toMillis());
        MqttConnectOptions options = new MqttConnectOptions();
        options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
        how.accept(options);
        try {
            client.connect(options);
        } catch (MqttException e) {
            client.close(true);
            throw e;
        }
        return new Client(client);
    }

    /** Returns when the broker has it, which does not say whether it was allowed. */
    Client publish(String topic, String payload, boolean retained) throws MqttException {
        client.publish(topic, payload.getBytes(UTF_8), 1, retained);
        return this;
    }

    /** Whether the broker lets it subscribe; what comes is in {@link #received}. */
    boolean subscribe(String filter) throws MqttException {
        try {
            return client.subscribeWithResponse(filter, 1, (topic, message) -> received.add(topic + " " + message))
                    .getGrantedQos()[0] != SUBSCRIPTION_REFUSED;
        } catch (MqttException e) {
            if (e.getReasonCode() == MqttException.REASON_CODE_SUBSCRIBE_FAILED) {
                return false;
            }
            throw e;
        }
    }

    /** "TOPIC PAYLOAD" of all that has come. */
    List<String> received() {
        return List.copyOf(received);
    }

    boolean isConnected() {
        return client.isConnected();
    }

    @Override
    public void close() throws MqttException {
        if (client.isConnected()) {
            client.disconnect(0);
        } else {
            client.disconnectForcibly(0, 1, false);
        }
        client.close(true);
    }
}
