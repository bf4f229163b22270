package dev.dogwatch.telemetry.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerTest {

    @TempDir
    Path directory;

    @Test
    void aTapGetsWhatIsPublishedInItsOrder() throws MqttException {
        try (Broker broker = Broker.open(directory).start(); Tap tap = Tap.on(broker.url())) {
            List<String> sent = IntStream.range(0, 200).mapToObj(Integer::toString).toList();
            long before = System.nanoTime();
            publish(broker.url(), "a/b", false, sent.toArray(String[]::new));
            tap.await("/b", "199");
            assertEquals(sent, tap.messages().stream().map(Tap.Message::text).toList());
            Tap.Message first = tap.messages().getFirst();
            assertTrue(first.at() - before > 0);
            assertEquals(1, first.qos());
            assertFalse(first.retained());
            assertArrayEquals("0".getBytes(UTF_8), first.payload());
        }
    }

    @Test
    void whatWasThereBeforeTheTapIsTaggedAsRetained() throws MqttException {
        try (Broker broker = Broker.open(directory).start()) {
            publish(broker.url(), "kept", true, "x");
            try (Tap tap = Tap.on(broker.url())) {
                assertTrue(tap.await("kept", "x").retained());
                assertEquals(1, tap.ending("kept").size());
            }
        }
    }

    @Test
    void aKilledBrokerComesBackOnItsPortAndTheTapWithIt() throws MqttException {
        try (Broker broker = Broker.open(directory).start(); Tap tap = Tap.on(broker.url())) {
            broker.kill();
            assertFalse(broker.isAlive());
            assertFalse(Ports.answers(broker.port()));
            Await.until("loss", () -> !tap.isSubscribed(), tap::messages);
            broker.start();
            tap.awaitSubscribed();
            publish(broker.url(), "again", false, "x");
            tap.await("again", "x");
        }
    }

    @Test
    void aPersistentBrokerThatIsStoppedLosesNothing() throws MqttException {
        try (Broker broker = Broker.persistent(directory).start(); Tap tap = Tap.on(broker.url())) {
            publish(broker.url(), "kept", true, "before");
            tap.await("kept", "before");
            broker.stop();
            Await.until("loss", () -> !tap.isSubscribed(), tap::messages);
            broker.start();
            try (Tap other = Tap.on(broker.url())) {
                other.await("kept", "before");
            }
        }
    }

    @Test
    void aFrozenBrokerAcceptsButDoesNotAnswerUntilItIsThawed() throws MqttException {
        try (Broker broker = Broker.open(directory).start()) {
            broker.freeze();
            assertTrue(Ports.answers(broker.port()));
            assertThrows(MqttException.class, () -> publish(broker.url(), "a", false, "x"));
            broker.thaw();
            publish(broker.url(), "a", false, "x");
        }
    }

    @Test
    void aConfigurationThatMosquittoRefusesIsToldWithItsLog() {
        try (Broker broker = Broker.configured(directory, Ports.free(), "nonsense 1\n")) {
            AssertionError told = assertThrows(AssertionError.class, broker::start);
            assertTrue(told.getMessage().contains("nonsense"), told::getMessage);
        }
    }

    @Test
    void aClosedBrokerIsDead() {
        Broker broker = Broker.open(directory).start();
        broker.close();
        assertFalse(broker.isAlive());
        assertFalse(Ports.answers(broker.port()));
    }

    static void publish(String url, String topic, boolean retained, String... payloads) throws MqttException {
        try (MqttClient client = new MqttClient(url, "publisher-" + UUID.randomUUID(), new MemoryPersistence())) {
            client.setTimeToWait(2000);
            MqttConnectOptions options = new MqttConnectOptions();
            options.setConnectionTimeout(2);
            // Paho's count of what is on its way lags behind.
            options.setMaxInflight(1000);
            try {
                client.connect(options);
                for (String payload : payloads) {
                    client.publish(topic, payload.getBytes(UTF_8), 1, retained);
                }
            } finally {
                client.disconnectForcibly(0, 500);
            }
        }
    }
}
