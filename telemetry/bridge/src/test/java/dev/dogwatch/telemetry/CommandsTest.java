package dev.dogwatch.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dogwatch.telemetry.schema.Payload;
import dev.dogwatch.telemetry.testkit.Authority;
import dev.dogwatch.telemetry.testkit.Await;
import dev.dogwatch.telemetry.testkit.Broker;
import dev.dogwatch.telemetry.testkit.Identity;
import dev.dogwatch.telemetry.testkit.Ports;
import dev.dogwatch.telemetry.testkit.Repository;
import dev.dogwatch.telemetry.testkit.Tap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands, by a real mosquitto with the ACL that is shipped, to real services; and whatever tries to get around each condition. */
@Timeout(120)
class CommandsTest {
    private static final String PREFIX = "dogwatch/v1/lab/n%2F1/";
    private static final int MAX_AGE = 30;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    @TempDir
    static Path root;
    private static Authority authority;
    private static Identity own;
    private static Identity operator;
    private static Identity witness;

    @TempDir
    Path directory;
    private Node node;
    private Broker broker;
    private String url;
    private Tap tap;
    private MqttClient boss;

    @BeforeAll
    static void certify() {
        authority = Authority.in(root);
        authority.broker("localhost");
        own = authority.node("lab", "n%2F1");
        operator = authority.operator("operator");
        witness = authority.operator("witness");
    }

    @BeforeEach
    void prepare() throws Exception {
        int port = Ports.free();
        url = "ssl://localhost:" + port;
        Path acl = Files.writeString(directory.resolve("acl"),
                Files.readString(Repository.path("telemetry/broker/acl")) + "\nuser witness\ntopic readwrite #\n");
        broker = Broker.configured(directory, port, "listener " + port + " 127.0.0.1\ncafile " + root + "/ca.crt\ncertfile " + root
                + "/broker.crt\nkeyfile " + root + "/broker.key\nrequire_certificate true\nuse_identity_as_username true\nmax_queued_messages 10000\nacl_file " + acl
                + "\n").start();
        tap = Tap.on(url, "#", options -> options.setSocketFactory(witness.believing(authority.certificate()))).awaitSubscribed();
        boss = new MqttClient(url, "boss", new MemoryPersistence());
        boss.connect(as(operator));
        node = new Node(directory);
        for (String service : new String[] {"a", "b", "web-1"}) {
            node.service(service, "exec sleep 100000");
        }
        node.supervise();
        node.pid("a");
        node.pid("b");
        node.pid("web-1");
    }

    @AfterEach
    void end() throws MqttException {
        node.close();
        for (Tap.Message message : tap.messages()) {
            if (!message.topic().contains("/cmd/")) {
                assertEquals(List.of(), Payload.of(message.topic()).orElseThrow().faults(message.payload()), message::toString);
            }
        }
        tap.close();
        boss.disconnectForcibly(0, 1, false);
        boss.close(true);
        broker.close();
    }

    @AfterAll
    static void forget() {
        authority = null;
    }

    private void bridge(String... more) {
        List<String> all = new ArrayList<>(List.of("--mqtt.url=" + url, "--mqtt.ca-file=" + authority.certificate(),
                "--mqtt.cert-file=" + own.certificate(), "--mqtt.key-file=" + own.key()));
        all.addAll(List.of(more));
        node.bridge(all.toArray(String[]::new));
    }

    private void obedientBridge() {
        bridge("--commands.enabled=true", "--commands.verbs=restart, down,up", "--commands.services=a,web-*,missing-?", "--commands.max-age=" + MAX_AGE);
        broker.awaitLog(PREFIX + "cmd/+/+ (QoS 1)");
        tap.await("svc/a/state", "\"state\":\"run\"");
    }

    private static String nonce() {
        return UUID.randomUUID().toString();
    }

    /** Expires as late as is allowed, or so many seconds earlier or later. */
    private static String payload(String nonce, double secondsMore) {
        return "{\"nonce\":\"" + nonce + "\",\"expires\":\"" + TIME.format(Instant.now().plusMillis((long) (1000 * (MAX_AGE - 0.05 + secondsMore))))
                + "\",\"by\":\"alice\"}";
    }

    private void send(String topic, String payload, boolean retained) throws MqttException {
        boss.publish(PREFIX + "cmd/" + topic, payload.getBytes(UTF_8), 1, retained);
    }

    private Tap.Message command(String topic) throws MqttException {
        String nonce = nonce();
        send(topic, payload(nonce, 0), false);
        return tap.await("/cmd-result", nonce);
    }

    private void assertRefused(String reason, String topic, String payload) throws MqttException {
        String pid = node.pid("a");
        tap.clear();
        send(topic, payload, false);
        Tap.Message answer = tap.await("answer", m -> m.topic().endsWith("/cmd-result"));
        assertTrue(answer.text().contains("\"ok\":false,\"message\":\"refused: " + reason), () -> topic + ": " + answer);
        assertFalse(answer.retained());
        assertEquals(pid, node.pid("a"));
    }

    @Test
    void commandsAreObeyedAnsweredAndLogged() throws MqttException {
        obedientBridge();
        tap.await("/birth", "\"commands\":[\"up\",\"down\",\"restart\"]");
        String pid = node.pid("a");
        Tap.Message answer = command("restart/a");
        assertTrue(answer.text().startsWith("{\"verb\":\"restart\",\"service\":\"a\",\"nonce\":\""), answer::toString);
        assertTrue(answer.text().contains("\"ok\":true,\"message\":\"ok: run: a: (pid " + node.pid("a") + ")"), answer::toString);
        assertNotEquals(pid, node.pid("a"));
        node.awaitLog("command restart a by alice, nonce ");
        assertTrue(command("down/a").text().contains("\"ok\":true,\"message\":\"ok: down: a:"));
        tap.await("down", m -> m.topic().endsWith("svc/a/state") && m.text().contains("\"state\":\"down\",\"want\":\"down\""));
        assertTrue(command("up/a").text().contains("\"ok\":true,\"message\":\"ok: run: a:"));
        assertTrue(command("restart/web-1").text().contains("\"ok\":true"));
    }

    @Test
    void whatIsNotAllowedIsRefused() throws MqttException {
        obedientBridge();
        // As late as is allowed now: a command that could not be from before the start.
        for (String verb : new String[] {"check", "kill", "exit", "RESTART", "restart%00"}) {
            assertRefused("the verb is not allowed", verb + "/a", payload(nonce(), 0));
        }
        assertRefused("the service is not allowed", "restart/b", payload(nonce(), 0));
        assertRefused("the service is not allowed", "restart/xweb-1", payload(nonce(), 0));
        assertRefused("the service is not allowed", "restart/web-1%2Flog", payload(nonce(), 0));
        assertRefused("there is no such service", "restart/web-2", payload(nonce(), 0));
        assertRefused("there is no such service", "restart/missing-*", payload(nonce(), 0));
        assertRefused("the command has expired", "restart/a", payload(nonce(), -MAX_AGE));
        assertRefused("the command expires later than 30 s", "restart/a", payload(nonce(), 5));
        assertRefused("the command may be older than the bridge", "restart/a", payload(nonce(), -MAX_AGE + 5));
    }

    @Test
    void pathsAndEncodingsDoNotGetAround() throws MqttException {
        obedientBridge();
        for (String level : new String[] {"", ".", "..", "%2E%2E", "..%2Fa", "a%2F..", "a%2F..%2Fb", "%2Fetc", "a%2Fsupervise", "a%2Flog%2Flog", "a%00", "a%0A",
                "%61", "a%2flog", "a%", "%zz", "-w", " a"}) {
            String pid = node.pid("b");
            tap.clear();
            send("restart/" + level, payload(nonce(), 0), false);
            Tap.Message answer = tap.await("answer", m -> m.topic().endsWith("/cmd-result"));
            assertTrue(answer.text().contains("\"ok\":false,\"message\":\"refused: "), () -> level + ": " + answer);
            assertEquals(pid, node.pid("b"));
        }
        // These are not even heard, if anybody may publish them.
        tap.clear();
        for (String topic : List.of("restart/a/b", "restart")) {
            publishAs(witness, "cmd/" + topic);
        }
        assertTrue(command("restart/a").text().contains("\"ok\":true"));
        assertEquals(1, tap.ending("/cmd-result").size());
        assertFalse(node.log().contains("\0"));
    }

    @Test
    void whatIsNoCommandIsRefused() throws MqttException {
        obedientBridge();
        assertRefused("the payload is no JSON", "restart/a", "");
        assertRefused("the payload is no JSON", "restart/a", "restart");
        assertRefused("the payload is larger than", "restart/a", payload(nonce(), 0) + " ".repeat(10_000));
        assertRefused("the payload is no JSON", "restart/a", payload(nonce(), 0).replace("\"by\"", "\"nonce\":\"another-one\",\"by\""));
        assertRefused("the payload has other members", "restart/a", payload(nonce(), 0).replace("\"by\"", "\"sudo\":\"yes\",\"by\""));
        assertRefused("nonce has not 8 to 64", "restart/a", payload("short", 0));
        // Who commands does not write our log.
        send("restart/a", payload(nonce(), 0).replace("alice", "alice\\nfatal: \\u001b[31mpwned\\u2028x"), false);
        node.awaitLog("by alice?fatal: ?[31mpwned?x");
    }

    @Test
    void aCommandIsObeyedOnce() throws MqttException {
        obedientBridge();
        String payload = payload(nonce(), 0);
        send("restart/a", payload, false);
        tap.await("/cmd-result", "\"ok\":true");
        assertRefused("the nonce was used before", "restart/a", payload);
        assertRefused("the nonce was used before", "restart/web-1", payload);
        // Whoever has recorded it waits for a start of the bridge.
        node.bridge().destroyForcibly();
        tap.await("/status", "\"online\":false");
        broker.stop();
        broker.start();
        tap.awaitSubscribed();
        boss.connect(as(operator));
        obedientBridge();
        Await.until("subscription", () -> broker.log().split("cmd/\\+/\\+ \\(QoS 1\\)", -1).length > 2, broker::log);
        assertRefused("the command may be older than the bridge", "restart/a", payload);
    }

    private static MqttConnectOptions as(Identity identity) {
        MqttConnectOptions options = new MqttConnectOptions();
        options.setSocketFactory(identity.believing(authority.certificate()));
        // Paho tells that a message is complete before it counts it as such, and is late when there is much to do.
        options.setMaxInflight(2000);
        return options;
    }

    private void publishAs(Identity identity, String topic) throws MqttException {
        try (MqttClient client = new MqttClient(url, "another", new MemoryPersistence())) {
            client.connect(as(identity));
            client.publish(PREFIX + topic, payload(nonce(), 0).getBytes(UTF_8), 1, false);
            client.disconnect();
        }
    }

    @Test
    void whatTheBrokerHasKeptIsNotObeyed() throws MqttException {
        String pid = node.pid("a");
        send("restart/a", payload(nonce(), 0), true);
        obedientBridge();
        Tap.Message answer = tap.await("answer", m -> m.topic().endsWith("/cmd-result"));
        assertTrue(answer.text().contains("refused: the broker has kept it"), answer::toString);
        assertEquals(pid, node.pid("a"));
    }

    @Test
    void aFloodIsCountedAndHoldsUpNothing() throws Exception {
        obedientBridge();
        for (int i = 0; i < 1000; i++) {
            send("restart/a", "flood", false);
        }
        Await.until("each of 1000 answered or counted", () -> refusedInLog() + counted() == 1000, node::log);
        assertTrue(counted() > 500, node::log);
        Await.until("an answer for each that is in the log", () -> refusedInLog() == tap.ending("/cmd-result").size(), tap::messages);
        assertTrue(command("restart/a").text().contains("\"ok\":true"));
        assertEquals(List.of(), tap.ending("/dropped"));
    }

    private long refusedInLog() {
        return node.log().lines().filter(line -> line.contains("command restart a by ?")).count();
    }

    private long counted() {
        return Pattern.compile("([0-9]+) more commands were refused").matcher(node.log()).results().mapToLong(line -> Long.parseLong(line.group(1))).sum();
    }

    @Test
    void withoutBeingAllowedNothingIsEvenSubscribedTo() throws MqttException {
        bridge();
        tap.await("/birth", "\"commands\":[]");
        tap.await("svc/a/state", "\"state\":\"run\"");
        String pid = node.pid("a");
        send("restart/a", payload(nonce(), 0), false);
        broker.awaitLog("UNSUBSCRIBE");
        assertFalse(broker.log().contains(PREFIX + "cmd/+/+"), broker.log());
        assertEquals(List.of(), tap.ending("/cmd-result"));
        assertEquals(pid, node.pid("a"));
    }

    @Test
    void onlyWhoTheBrokerKnowsAsAnOperatorCommands() throws Exception {
        obedientBridge();
        String pid = node.pid("a");
        Identity stranger = authority.node("lab", "stranger");
        for (Identity other : List.of(stranger, authority.operator("nobody"))) {
            try {
                publishAs(other, "cmd/restart/a");
            } catch (MqttException e) {
                // mosquitto may end the connection of who publishes what he may not.
            }
        }
        command("restart/web-1");
        assertEquals(1, tap.ending("/cmd-result").size());
        assertEquals(pid, node.pid("a"));
    }

    @Test
    void theyAreNoLongerAllowedFromAHupOn() throws Exception {
        Path file = directory.resolve("telemetry.properties");
        String rest = "\ncommands.verbs=restart\ncommands.services=*\n";
        Files.writeString(file, "commands.enabled=true" + rest);
        bridge("--config=" + file);
        broker.awaitLog(PREFIX + "cmd/+/+ (QoS 1)");
        tap.await("svc/a/state", "\"state\":\"run\"");
        assertTrue(command("restart/a").text().contains("\"ok\":true"));
        Files.writeString(file, "commands.enabled=false" + rest);
        node.signalBridge("HUP");
        tap.await("/birth", "\"commands\":[]");
        String pid = node.pid("a");
        broker.awaitLog(PREFIX + "cmd/+/+\n");
        tap.clear();
        send("restart/a", payload(nonce(), 0), false);
        Files.writeString(file, "commands.enabled=true" + rest);
        node.signalBridge("HUP");
        tap.await("/birth", "\"commands\":[\"restart\"]");
        assertEquals(pid, node.pid("a"));
        Await.until("another subscription", () -> broker.log().split("cmd/\\+/\\+ \\(QoS 1\\)", -1).length > 2, broker::log);
        assertTrue(command("restart/a").text().contains("\"ok\":true"));
    }

    @Test
    void withoutTlsOrACertificateTheConfigurationIsRefused() throws Exception {
        Path file = Files.writeString(directory.resolve("telemetry.properties"),
                "site=lab\ncommands.enabled=true\ncommands.verbs=up\ncommands.services=a\n");
        node.bridge("--config=" + file, "--mqtt.url=tcp://localhost:" + broker.port(), "--mqtt.cert-file=" + own.certificate(), "--mqtt.key-file=" + own.key());
        assertTrue(node.bridge().waitFor(30, TimeUnit.SECONDS));
        assertEquals(100, node.bridge().exitValue());
        node.awaitLog(file + ":2: commands.enabled: with true, mqtt.url is allowed as ssl://");
        node.bridge("--config=" + file, "--mqtt.url=" + url, "--mqtt.ca-file=" + authority.certificate());
        assertTrue(node.bridge().waitFor(30, TimeUnit.SECONDS));
        assertEquals(100, node.bridge().exitValue());
        node.awaitLog(file + ":2: commands.enabled: with true, mqtt.cert-file is needed");
    }

    @Test
    void whatIsOffIsNotLoaded() throws IOException, InterruptedException {
        Path classes = directory.resolve("classes");
        bridge();
        tap.await("svc/a/state", "\"state\":\"run\"");
        Process jcmd = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/jcmd").toString(), Long.toString(node.bridge().pid()),
                "GC.class_histogram", "-all").redirectErrorStream(true).redirectOutput(classes.toFile()).start();
        assertEquals(0, jcmd.waitFor());
        String loaded = Files.readString(classes);
        assertTrue(loaded.contains("dev.dogwatch.telemetry.mqtt.NodeConversation"), loaded);
        for (String off : List.of("dogwatch.telemetry.command", "fasterxml", "homeassistant", "sparkplug", "protobuf", "tahu")) {
            assertFalse(loaded.contains(off), off);
        }
    }
}
