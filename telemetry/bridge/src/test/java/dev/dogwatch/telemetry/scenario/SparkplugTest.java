package dev.dogwatch.telemetry.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dogwatch.telemetry.testkit.Authority;
import dev.dogwatch.telemetry.testkit.Await;
import dev.dogwatch.telemetry.testkit.Broker;
import dev.dogwatch.telemetry.testkit.FakeNode;
import dev.dogwatch.telemetry.testkit.FakeService;
import dev.dogwatch.telemetry.testkit.Identity;
import dev.dogwatch.telemetry.testkit.Ports;
import dev.dogwatch.telemetry.testkit.Tap;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.eclipse.tahu.message.SparkplugBPayloadDecoder;
import org.eclipse.tahu.message.SparkplugBPayloadEncoder;
import org.eclipse.tahu.message.model.Metric;
import org.eclipse.tahu.message.model.Metric.MetricBuilder;
import org.eclipse.tahu.message.model.MetricDataType;
import org.eclipse.tahu.message.model.SparkplugBPayload;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a host application of Sparkplug B 3.0 sees, decoded by Tahu. */
@Timeout(120)
class SparkplugTest {
    private static final String GROUP = "spBv1.0/plant/";
    private static final String NCMD = GROUP + "NCMD/auv-07";
    private static final String[] ON = {"--sparkplug.enabled=true", "--sparkplug.group=plant"};

    @TempDir
    Path directory;
    private FakeNode node;
    private FakeService nav;
    private Broker broker;

    /** @param metrics by their names, with their values */
    private record Seen(String topic, Long seq, Map<String, Object> metrics) {
        static Seen of(Tap.Message message) {
            try {
                SparkplugBPayload payload = new SparkplugBPayloadDecoder().buildFromByteArray(message.payload(), null);
                assertTrue(payload.getTimestamp() != null, message::topic);
                Map<String, Object> metrics = new TreeMap<>();
                for (Metric metric : payload.getMetrics()) {
                    assertTrue(metric.getTimestamp() != null, metric::getName);
                    metrics.put(metric.getName(), metric.getValue());
                }
                return new Seen(message.topic().substring(GROUP.length()), payload.getSeq(), metrics);
            } catch (Exception e) {
                throw new AssertionError(message.toString(), e);
            }
        }
    }

    @BeforeEach
    void open() {
        node = FakeNode.in(directory);
        nav = node.service("nav").up(100);
        broker = Broker.persistent(directory);
    }

    @AfterEach
    void close() {
        broker.close();
        node.close();
    }

    private static List<Seen> seen(Tap tap) {
        return tap.on(topic -> topic.startsWith(GROUP) && !topic.equals(NCMD)).stream().map(Seen::of).toList();
    }

    private static Seen await(Tap tap, String topic, String metric, Object value) {
        Await.until(topic + " with " + metric + "=" + value,
                () -> seen(tap).stream().anyMatch(s -> s.topic.equals(topic) && (metric == null || value.equals(s.metrics.get(metric)))), () -> seen(tap));
        return seen(tap).stream().filter(s -> s.topic.equals(topic) && (metric == null || value.equals(s.metrics.get(metric)))).findFirst().orElseThrow();
    }

    private static Seen await(Tap tap, String topic) {
        return await(tap, topic, null, null);
    }

    /** A node birth begins each sequence, no number is missing, and no device has data before it is born. */
    private static void assertSequence(List<Seen> all) {
        Long next = null;
        for (Seen one : all) {
            if (one.topic.startsWith("NDEATH")) {
                assertNull(one.seq);
                assertEquals(1, one.metrics.size());
                continue;
            }
            if (one.topic.startsWith("NBIRTH")) {
                next = 0L;
            }
            assertEquals(next, one.seq, one::toString);
            next = (next + 1) % 256;
        }
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).topic.startsWith("DDATA")) {
                String birth = all.get(i).topic.replace("DDATA", "DBIRTH");
                assertTrue(all.subList(0, i).stream().anyMatch(one -> one.topic.equals(birth)), birth);
            }
        }
    }

    private static String[] with(String... more) {
        return Stream.concat(Arrays.stream(ON), Arrays.stream(more)).toArray(String[]::new);
    }

    @Test
    void aNodeAndItsServicesAreBornLiveAndDie() {
        broker.start();
        try (Tap tap = Tap.on(broker.url()); BridgeProcess bridge = BridgeProcess.start(directory, node, broker.url(), ON)) {
            Seen birth = await(tap, "NBIRTH/auv-07");
            assertEquals(false, birth.metrics.get("Node Control/Rebirth"));
            assertEquals(node.bootId(), birth.metrics.get("Properties/Boot ID"));
            Seen device = await(tap, "DBIRTH/auv-07/nav");
            assertEquals("run", device.metrics.get("state"));
            assertEquals(100L, device.metrics.get("pid"));
            assertEquals(List.of("deaths", "exit", "gave_up", "paused", "pid", "ready", "signal", "starts", "state", "want"), List.copyOf(device.metrics.keySet()));
            assertNull(device.metrics.get("ready"));
            nav.killedBy(9);
            nav.up(101);
            Seen data = await(tap, "DDATA/auv-07/nav", "pid", 101L);
            assertFalse(data.metrics.containsKey("want"), "only what has changed");
            node.service("a b%").up(7);
            await(tap, "DBIRTH/auv-07/a b%25");
            node.remove("a b%");
            assertEquals(Map.of(), await(tap, "DDEATH/auv-07/a b%25").metrics);
            node.watchdog("open", "", false, List.of(), List.of());
            await(tap, "NDATA/auv-07", "Watchdog/Gate", "open");
            bridge.kill();
            assertEquals(birth.metrics.get("bdSeq"), await(tap, "NDEATH/auv-07").metrics.get("bdSeq"));
            assertSequence(seen(tap));
            assertTrue(tap.on(topic -> topic.startsWith(GROUP)).stream().noneMatch(Tap.Message::retained));
        }
        try (Tap late = Tap.on(broker.url())) {
            late.await("svc/nav/state", "run");
            assertEquals(List.of(), seen(late), "nothing is retained");
        }
    }

    @Test
    void numbersGoOnBeyond255AndEachConnectionHasItsOwnBirth() throws InterruptedException {
        for (int i = 0; i < 300; i++) {
            node.service("s" + i).up(1000 + i);
        }
        broker.start();
        try (Tap tap = Tap.on(broker.url()).awaitSubscribed(); BridgeProcess bridge = BridgeProcess.start(directory, node, broker.url(), ON)) {
            Await.until("births", () -> seen(tap).stream().filter(s -> s.topic.startsWith("DBIRTH")).count() == 301, bridge::log);
            Object first = await(tap, "NBIRTH/auv-07").metrics.get("bdSeq");
            for (int i = 0; i < 5; i++) {
                nav.killedBy(9).up(2000 + i);
                await(tap, "DDATA/auv-07/nav", "pid", 2000L + i);
            }
            assertSequence(seen(tap));
            assertTrue(seen(tap).size() > 300, "more than a round");
            tap.clear();
            broker.stop();
            nav.killedBy(15).up(3000);
            broker.start();
            await(tap, "DBIRTH/auv-07/nav", "pid", 3000L);
            Await.until("births", () -> seen(tap).stream().filter(s -> s.topic.startsWith("DBIRTH")).count() == 301, bridge::log);
            Seen second = await(tap, "NBIRTH/auv-07", "bdSeq", ((Long) first + 1) % 256);
            assertEquals(0L, second.seq);
            assertEquals(0, bridge.stop());
            assertEquals(second.metrics.get("bdSeq"), await(tap, "NDEATH/auv-07", "bdSeq", second.metrics.get("bdSeq")).metrics.get("bdSeq"));
            assertSequence(seen(tap).stream().dropWhile(s -> !s.topic.startsWith("NBIRTH")).toList());
        }
    }

    private static byte[] rebirth() throws Exception {
        Metric metric = new MetricBuilder("Node Control/Rebirth", MetricDataType.Boolean, true).timestamp(new Date()).createMetric();
        return new SparkplugBPayloadEncoder().getBytes(new SparkplugBPayload(new Date(), List.of(metric), null), false);
    }

    private static long births(Tap tap) {
        return seen(tap).stream().filter(s -> s.topic.startsWith("NBIRTH")).count();
    }

    @Test
    void withoutCommandsNobodyAsksForABirth() throws Exception {
        broker.start();
        try (Tap tap = Tap.on(broker.url()); BridgeProcess bridge = BridgeProcess.start(directory, node, broker.url(), ON);
                MqttClient host = new MqttClient(broker.url(), "host", new MemoryPersistence())) {
            await(tap, "DBIRTH/auv-07/nav");
            host.connect();
            host.publish(NCMD, rebirth(), 1, false);
            nav.killedBy(9).up(101);
            await(tap, "DDATA/auv-07/nav", "pid", 101L);
            assertEquals(1, births(tap));
            assertFalse(broker.log().contains(NCMD + " (QoS"), bridge::log);
            host.disconnect();
        }
    }

    @Test
    void withCommandsAHostAsksForABirth() throws Exception {
        Authority authority = Authority.in(directory.resolve("ca"));
        authority.broker("localhost");
        Identity own = authority.node("harbour", "auv-07");
        Identity other = authority.node("harbour", "auv-07.sparkplug");
        int port = Ports.free();
        String url = "ssl://localhost:" + port;
        // Each by its own name, as the broker that is shipped has it: a certificate can be connected once.
        broker = Broker.configured(directory, port, "listener " + port + " 127.0.0.1\ncafile " + authority.certificate() + "\ncertfile "
                + authority.directory() + "/broker.crt\nkeyfile " + authority.directory()
                + "/broker.key\nrequire_certificate true\nuse_identity_as_username true\nuse_username_as_clientid true\n").start();
        MqttConnectOptions options = new MqttConnectOptions();
        options.setSocketFactory(authority.operator("host").believing(authority.certificate()));
        Identity witness = authority.operator("witness");
        try (Tap tap = Tap.on(url, "#", o -> o.setSocketFactory(witness.believing(authority.certificate()))).awaitSubscribed();
                MqttClient host = new MqttClient(url, "host", new MemoryPersistence());
                BridgeProcess bridge = BridgeProcess.start(directory, node, url, with("--mqtt.ca-file=" + authority.certificate(),
                        "--mqtt.cert-file=" + own.certificate(), "--mqtt.key-file=" + own.key(), "--sparkplug.cert-file=" + other.certificate(),
                        "--sparkplug.key-file=" + other.key(), "--commands.enabled=true", "--commands.verbs=check", "--commands.services=*"))) {
            await(tap, "DBIRTH/auv-07/nav");
            broker.awaitLog(NCMD + " (QoS 1)");
            host.connect(options);
            for (byte[] nonsense : new byte[][] {{}, {(byte) 0xff}, new byte[10_000], new SparkplugBPayloadEncoder().getBytes(new SparkplugBPayload(new Date(),
                    List.of(new MetricBuilder("Node Control/Reboot", MetricDataType.Boolean, true).createMetric()), null), false)}) {
                host.publish(NCMD, nonsense, 1, false);
            }
            nav.killedBy(9).up(101);
            await(tap, "DDATA/auv-07/nav", "pid", 101L);
            assertEquals(1, births(tap));
            for (int i = 0; i < 5; i++) {
                host.publish(NCMD, rebirth(), 1, false);
            }
            Await.until("another birth", () -> births(tap) == 2, bridge::log);
            nav.killedBy(9).up(102);
            Await.until("device again", () -> seen(tap).stream().filter(s -> s.topic.equals("DBIRTH/auv-07/nav")).count() == 2, () -> seen(tap));
            List<Seen> all = seen(tap);
            assertSequence(all);
            assertEquals(1, all.stream().filter(s -> s.topic.startsWith("NBIRTH")).map(s -> s.metrics.get("bdSeq")).distinct().count());
            assertNotEquals(0, tap.ending("/birth").size());
            assertEquals(2, bridge.log().lines().filter(line -> line.contains("connected to")).count(), bridge::log);
            host.disconnect();
        }
    }
}
