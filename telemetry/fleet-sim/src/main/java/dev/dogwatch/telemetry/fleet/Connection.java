package dev.dogwatch.telemetry.fleet;

import java.util.concurrent.Semaphore;
import org.eclipse.paho.client.mqttv3.IMqttActionListener;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/** One connection to the broker, for one node or for many. Each connect is a new client: an old one of Paho may hang. */
final class Connection implements Publisher, AutoCloseable {

    private static final int IN_FLIGHT = 200;
    private static final int KEEPALIVE_S = 20;
    private static final int CONNECT_MS = 10_000;

    private final String url;
    private final String clientId;
    private MqttAsyncClient client;
    private Semaphore room = new Semaphore(IN_FLIGHT);

    Connection(String url, String clientId) {
        this.url = url;
        this.clientId = clientId;
    }

    boolean isConnected() {
        return client != null && client.isConnected();
    }

    /**
     * Tries once.
     *
     * @param willTopic null: no will
     * @return whether there is a broker
     */
    boolean connect(String willTopic, byte[] will) {
        drop();
        MqttConnectOptions options = new MqttConnectOptions();
        options.setKeepAliveInterval(KEEPALIVE_S);
        options.setMaxInflight(2 * IN_FLIGHT);
        if (willTopic != null) {
            options.setWill(willTopic, will, 1, true);
        }
        try {
            client = new MqttAsyncClient(url, clientId, new MemoryPersistence());
            client.connect(options).waitForCompletion(CONNECT_MS);
            room = new Semaphore(IN_FLIGHT);
            return true;
        } catch (MqttException e) {
            drop();
            return false;
        }
    }

    @Override
    public void publish(String topic, byte[] payload, boolean retained) {
        if (!isConnected()) {
            return;
        }
        Semaphore here = room;
        try {
            while (!here.tryAcquire(100, java.util.concurrent.TimeUnit.MILLISECONDS)) {
                if (!isConnected()) {
                    return;
                }
            }
            client.publish(topic, payload, 1, retained, null, new IMqttActionListener() {
                @Override
                public void onSuccess(IMqttToken token) {
                    here.release();
                }

                @Override
                public void onFailure(IMqttToken token, Throwable why) {
                    here.release();
                }
            });
        } catch (MqttException e) {
            here.release();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets go of the socket without a word, so that the broker publishes the will. */
    void drop() {
        if (client == null) {
            return;
        }
        try {
            client.disconnectForcibly(0, 1, false);
        } catch (MqttException e) {
            // It was not connected.
        }
        try {
            client.close(true);
        } catch (MqttException e) {
            // There is nothing else to do with it.
        }
        client = null;
    }

    @Override
    public void close() {
        drop();
    }
}
