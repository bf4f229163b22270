package dev.dogwatch.telemetry.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dogwatch.telemetry.testkit.Authority;
import dev.dogwatch.telemetry.testkit.Await;
import dev.dogwatch.telemetry.testkit.Broker;
import dev.dogwatch.telemetry.testkit.Identity;
import dev.dogwatch.telemetry.testkit.Ports;
import dev.dogwatch.telemetry.testkit.Tap;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who can do what at a broker with the configuration that is shipped. */
class FleetBrokerTest {

    private static final Consumer<MqttConnectOptions> WITHOUT_A_NAME = options -> { };
    private static final int BAD_USER_OR_PASSWORD = 4;
    private static final int NOT_AUTHORISED = 5;

    @TempDir
    static Path directory;
    private static FleetBroker broker;
    private static Identity auv;
    private static Identity other;
    private static Identity operator;

    @BeforeAll
    static void start() {
        broker = new FleetBroker(directory);
        auv = broker.authority().node("harbour", "auv-07");
        other = broker.authority().node("harbour", "auv-08");
        operator = broker.authority().operator("operator");
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "birth", "watchdog", "dropped", "svc/nav%2Flog/state", "svc/nav/event", "cmd-result"})
    void aNodeWritesItsOwnTopics(String topic) throws MqttException {
        assertTrue(passes(auv, "dogwatch/v1/harbour/auv-07/" + topic));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dogwatch/v1/harbour/auv-08/status", "dogwatch/v1/lake/auv-07/status", "dogwatch/v1/harbour/auv-07/cmd/up/nav",
            "dogwatch/v1/harbour/auv-08/cmd/up/nav", "dogwatch/v1/harbour/auv-07/other", "dogwatch/v1/harbour/auv-07/svc/nav/deep/state",
            "dogwatch/v1/harbour/auv-07", "dogwatch/v2/harbour/auv-07/status", "elsewhere"})
    void aNodeWritesNothingElse(String topic) throws MqttException {
        assertFalse(passes(auv, topic));
    }

    @Test
    void aLastWillGoesByTheSameRules() throws MqttException {
        try (Tap tap = broker.witness(); Client watcher = Client.connect(broker.tls(), tls(auv))) {
            watcher.publish("dogwatch/v1/harbour/auv-07/status", "before", false);
            for (String topic : List.of("dogwatch/v1/harbour/auv-07/status", "dogwatch/v1/harbour/auv-08/birth")) {
                Client node = Client.connect(broker.tls(), tls(other).andThen(options -> options.setWill(topic, "will".getBytes(), 1, false)));
                // The same certificate again takes its place, which is an end without a good-bye.
                Client.connect(broker.tls(), tls(other)).close();
                Await.until("end", () -> !node.isConnected(), node::received);
                node.close();
            }
            tap.await("auv-08/birth", "will");
            assertEquals(List.of("before"), tap.ending("auv-07/status").stream().map(Tap.Message::text).toList());
        }
    }

    @Test
    void aNodeHearsItsOwnCommandsAndNothingElse() throws MqttException {
        try (Client node = Client.connect(broker.tls(), tls(auv)); Client boss = Client.connect(broker.tls(), tls(operator))) {
            node.subscribe("dogwatch/v1/harbour/auv-07/cmd/#");
            node.subscribe("dogwatch/v1/harbour/auv-08/cmd/#");
            node.subscribe("#");
            boss.publish("dogwatch/v1/harbour/auv-08/cmd/up/nav", "not yours", false);
            boss.publish("dogwatch/v1/harbour/auv-07/cmd/up/nav", "yours", false);
            Await.until("command", () -> !node.received().isEmpty(), node::received);
            assertEquals(List.of("dogwatch/v1/harbour/auv-07/cmd/up/nav yours"), node.received().stream().distinct().toList());
        }
    }

    @Test
    void aNodeFindsWhatIsKeptOfItsOwnServices() throws MqttException {
        try (Client node = Client.connect(broker.tls(), tls(auv)); Client neighbour = Client.connect(broker.tls(), tls(other))) {
            node.publish("dogwatch/v1/harbour/auv-07/svc/kept/state", "mine", true);
            neighbour.publish("dogwatch/v1/harbour/auv-08/svc/kept/state", "not yours", true);
            node.subscribe("dogwatch/v1/harbour/+/svc/+/state");
            Await.until("state", () -> !node.received().isEmpty(), node::received);
            node.publish("dogwatch/v1/harbour/auv-07/svc/kept/state", "", true);
            neighbour.publish("dogwatch/v1/harbour/auv-08/svc/kept/state", "", true);
            Await.until("its end", () -> node.received().size() > 1, node::received);
            assertEquals(List.of("dogwatch/v1/harbour/auv-07/svc/kept/state mine", "dogwatch/v1/harbour/auv-07/svc/kept/state "), node.received());
        }
    }

    @Test
    void anOperatorCommandsAndReadsButIsNoNode() throws MqttException {
        assertTrue(passes(operator, "dogwatch/v1/harbour/auv-07/cmd/restart/nav"));
        assertFalse(passes(operator, "dogwatch/v1/harbour/auv-07/status"));
        assertFalse(passes(operator, "dogwatch/v1/harbour/auv-07/svc/nav/state"));
    }

    @Test
    void anOperatorThatTheAclDoesNotNameCanDoNothing() throws MqttException {
        Identity stranger = broker.authority().operator("stranger");
        assertFalse(passes(stranger, "dogwatch/v1/harbour/auv-07/cmd/restart/nav"));
    }

    @Test
    void aDashboardReadsButDoesNotWrite() throws MqttException {
        for (String url : List.of(broker.websocket(), broker.plain())) {
            try (Client dashboard = Client.connect(url, WITHOUT_A_NAME); Client node = Client.connect(broker.tls(), tls(auv));
                    Tap tap = broker.witness()) {
                assertTrue(dashboard.subscribe("dogwatch/v1/#"));
                for (String topic : List.of("dogwatch/v1/harbour/auv-07/cmd/up/nav", "dogwatch/v1/harbour/auv-07/status", "x")) {
                    dashboard.publish(topic, "forged", true);
                }
                node.publish("dogwatch/v1/harbour/auv-07/svc/nav/event", "shown", false);
                Await.until("event", () -> dashboard.received().contains("dogwatch/v1/harbour/auv-07/svc/nav/event shown"), dashboard::received);
                tap.await("svc/nav/event", "shown");
                assertFalse(tap.messages().stream().anyMatch(message -> message.text().equals("forged")), tap.messages()::toString);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"harbour/auv-07", "operator", "dashboard"})
    void aNameWithoutItsCertificateOrPasswordIsRefused(String name) {
        for (String url : List.of(broker.websocket(), broker.plain())) {
            for (Consumer<MqttConnectOptions> password : List.<Consumer<MqttConnectOptions>>of(options -> { },
                    options -> options.setPassword("guessed".toCharArray()))) {
                MqttException refused = assertThrows(MqttException.class, () -> Client.connect(url,
                        password.andThen(options -> options.setUserName(name))).close());
                assertTrue(List.of(BAD_USER_OR_PASSWORD, NOT_AUTHORISED).contains(refused.getReasonCode()), refused::toString);
            }
        }
    }

    @Test
    void aNameBesideACertificateDoesNotCount() throws MqttException {
        try (Tap tap = broker.witness(); Client node = Client.connect(broker.tls(), tls(auv).andThen(options -> {
            options.setUserName("harbour/auv-08");
            options.setPassword("guessed".toCharArray());
        }))) {
            node.publish("dogwatch/v1/harbour/auv-08/birth", "forged", false);
            node.publish("dogwatch/v1/harbour/auv-07/birth", "own", false);
            tap.await("auv-07/birth", "own");
            assertEquals(List.of(), tap.ending("auv-08/birth"));
        }
    }

    @Test
    void theClientIdOfAnotherDoesNotPutItOut() throws MqttException {
        try (Client victim = Client.connect(broker.tls(), "harbour/auv-07", tls(auv));
                Client thief = Client.connect(broker.tls(), "harbour/auv-07", tls(other))) {
            thief.publish("dogwatch/v1/harbour/auv-08/birth", "x", false);
            victim.publish("dogwatch/v1/harbour/auv-07/birth", "x", false);
            assertTrue(victim.isConnected());
        }
    }

    @Test
    void nobodyConnectsByTlsWithoutACertificate() {
        assertThrows(MqttException.class, () -> Client.connect(broker.tls(),
                options -> options.setSocketFactory(Identity.nobodyBelieving(broker.authority().certificate()))).close());
    }

    @Test
    void aCertificateOfAnotherCaIsRefused() {
        Identity forged = Authority.in(directory.resolve("forgers")).node("harbour", "auv-07");
        assertThrows(MqttException.class, () -> Client.connect(broker.tls(), tls(forged)).close());
    }

    @Test
    void aBrokerOfAnotherCaIsRefusedByItsClients() {
        Authority elsewhere = Authority.in(directory.resolve("elsewhere"));
        MqttException refused = assertThrows(MqttException.class, () -> Client.connect(broker.tls(),
                options -> options.setSocketFactory(auv.believing(elsewhere.certificate()))).close());
        assertTrue(String.valueOf(refused.getCause()).contains("PKIX"), refused::toString);
    }

    @Test
    void theCertificateOfANodeMakesNoBroker() throws Exception {
        Path own = Files.createDirectories(directory.resolve("node-as-broker"));
        int port = Ports.free();
        Path ca = broker.authority().certificate();
        try (Broker impostor = Broker.configured(own, port, "listener " + port + "\nallow_anonymous true\ncafile " + ca
                + "\ncertfile " + auv.certificate() + "\nkeyfile " + auv.key() + "\n").start()) {
            MqttException refused = assertThrows(MqttException.class, () -> Client.connect("ssl://localhost:" + port, tls(other).andThen(
                    options -> options.setHttpsHostnameVerificationEnabled(false))).close());
            assertTrue(String.valueOf(refused.getCause()).contains("PKIX") || String.valueOf(refused.getCause()).contains("usage"),
                    () -> "" + refused.getCause());
        }
    }

    @Test
    void aRevokedCertificateIsRefusedAfterTheNextStart(@TempDir Path root) throws MqttException {
        try (FleetBroker own = new FleetBroker(root)) {
            Identity lost = own.authority().node("harbour", "auv-09");
            Identity kept = own.authority().node("harbour", "auv-10");
            Client.connect(own.tls(), options -> options.setSocketFactory(own.as(lost))).close();
            own.authority().revoke(lost);
            own.broker().stop();
            own.broker().start();
            assertThrows(MqttException.class, () -> Client.connect(own.tls(), options -> options.setSocketFactory(own.as(lost))).close());
            Client.connect(own.tls(), options -> options.setSocketFactory(own.as(kept))).close();
        }
    }

    @Test
    void whatIsRetainedOutlivesTheBroker(@TempDir Path root) throws MqttException {
        try (FleetBroker own = new FleetBroker(root)) {
            Identity node = own.authority().node("harbour", "auv-07");
            try (Client client = Client.connect(own.tls(), options -> options.setSocketFactory(own.as(node)))) {
                client.publish("dogwatch/v1/harbour/auv-07/status", "{\"online\":true}", true);
                client.publish("dogwatch/v1/harbour/auv-07/svc/nav/event", "gone", false);
            }
            own.broker().stop();
            own.broker().start();
            try (Tap tap = Tap.on(own.plain(), "dogwatch/v1/#")) {
                assertTrue(tap.await("/status", "true").retained());
                assertEquals(List.of(), tap.ending("/event"));
            }
        }
    }

    @Test
    void thePageIsServedBesideItsWebsocketAndNothingAboveIt() throws Exception {
        try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            assertTrue(get(http, "").body().contains("the page"));
            for (String path : List.of("../passwords", "%2e%2e/passwords", "..%2fbroker.key", "../broker.key")) {
                HttpResponse<String> outside = get(http, path);
                assertTrue(outside.statusCode() >= 400 && !outside.body().contains("PRIVATE"), path + ": " + outside.statusCode());
            }
        }
    }

    private static HttpResponse<String> get(HttpClient http, String path) throws Exception {
        return http.send(HttpRequest.newBuilder(URI.create(broker.page() + path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Whether what this one publishes there comes to somebody who may read all. */
    private static boolean passes(Identity identity, String topic) throws MqttException {
        try (Tap tap = broker.witness(); Client sender = Client.connect(broker.tls(), tls(identity)); Client herald = broker.herald()) {
            sender.publish(topic, "x", false);
            // What is said afterwards comes afterwards.
            herald.publish("afterwards", "", false);
            tap.await("afterwards", "");
            return !tap.on(topic::equals).isEmpty();
        }
    }

    private static Consumer<MqttConnectOptions> tls(Identity identity) {
        return options -> options.setSocketFactory(broker.as(identity));
    }
}
