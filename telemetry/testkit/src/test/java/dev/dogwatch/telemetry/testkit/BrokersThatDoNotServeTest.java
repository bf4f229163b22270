package dev.dogwatch.telemetry.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.UUID;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BrokersThatDoNotServeTest {

    @ParameterizedTest
    @EnumSource
    void aRefusalReachesTheClient(RefusingBroker.Refusal refusal) throws MqttException {
        try (RefusingBroker broker = new RefusingBroker(0, refusal)) {
            assertEquals(refusal.ordinal() + 1, connect(broker.url()).getReasonCode());
            assertEquals(1, broker.accepted());
        }
    }

    @Test
    void aMuteBrokerTakesTheConnectionAndDoesNotAnswer() throws MqttException {
        try (MuteBroker broker = new MuteBroker(0)) {
            assertEquals(MqttException.REASON_CODE_CLIENT_TIMEOUT, connect(broker.url()).getReasonCode());
            assertEquals(1, broker.accepted());
            Await.until("end of the connection", () -> broker.open() == 0, broker::open);
        }
    }

    @Test
    void aGrudgingBrokerTakesWhatIsPublishedAndRefusesSubscriptions() throws MqttException {
        try (GrudgingBroker broker = new GrudgingBroker(0, true); MqttClient client = new MqttClient(broker.url(), "c", new MemoryPersistence())) {
            client.connect();
            client.publish("a/b", new byte[] {1}, 1, false);
            assertEquals(List.of("a/b"), broker.published());
            assertThrows(MqttException.class, () -> client.subscribe("#", 1));
            client.publish("c", new byte[200], 1, false);
            assertEquals(List.of("a/b", "c"), broker.published());
            client.disconnect();
        }
    }

    @Test
    void aClosedOneIsGone() {
        MuteBroker broker = new MuteBroker(0);
        broker.close();
        assertEquals(false, Ports.answers(broker.port()));
    }

    private static MqttException connect(String url) throws MqttException {
        try (MqttClient client = new MqttClient(url, "c-" + UUID.randomUUID(), new MemoryPersistence())) {
            client.setTimeToWait(500);
            MqttConnectOptions options = new MqttConnectOptions();
            options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
            try {
                return assertThrows(MqttException.class, () -> client.connect(options));
            } finally {
                client.disconnectForcibly(0, 1, false);
            }
        }
    }
}
