package dev.dogwatch.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dogwatch.os.Release;
import dev.dogwatch.telemetry.config.Key;
import dev.dogwatch.telemetry.schema.Payload;
import dev.dogwatch.telemetry.testkit.Await;
import dev.dogwatch.telemetry.testkit.Broker;
import dev.dogwatch.telemetry.testkit.GrudgingBroker;
import dev.dogwatch.telemetry.testkit.MuteBroker;
import dev.dogwatch.telemetry.testkit.Ports;
import dev.dogwatch.telemetry.testkit.RefusingBroker;
import dev.dogwatch.telemetry.testkit.Tap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bridge between the real supervisor and a real broker, each a process. */
@Timeout(120)
class BridgeTest {
    private static final String FOREVER = "exec sleep 100000";
    private static final Pattern SEQ = Pattern.compile("\"seq\":([0-9]+)");
    private static final Pattern PID = Pattern.compile("\"pid\":([0-9]+)");

    @TempDir
    Path directory;
    private Node node;
    private Broker broker;
    private Tap tap;

    @BeforeEach
    void prepare() {
        node = new Node(directory);
        broker = Broker.persistent(directory);
    }

    @AfterEach
    void end() {
        node.close();
        if (tap != null) {
            tap.messages().forEach(BridgeTest::assertValid);
            tap.close();
        }
        broker.close();
    }

    private static void assertValid(Tap.Message message) {
        Payload payload = Payload.of(message.topic()).orElseThrow(() -> new AssertionError("no such topic: " + message));
        assertEquals(List.of(), payload.faults(message.payload()), message::toString);
    }

    /** One service that runs, a broker, a tap and the bridge. */
    private void serve(String... arguments) {
        broker.start();
        tap = Tap.on(broker.url());
        node.service("a", FOREVER).supervise();
        node.pid("a");
        List<String> all = new ArrayList<>(List.of("--mqtt.url=" + broker.url()));
        all.addAll(List.of(arguments));
        node.bridge(all.toArray(String[]::new));
        tap.await("svc/a/state", "\"state\":\"run\"");
    }

    private static long number(Pattern pattern, Tap.Message message) {
        Matcher matcher = pattern.matcher(message.text());
        return matcher.find() ? Long.parseLong(matcher.group(1)) : -1;
    }

    /** Kills a service and waits until the tap has its next life. */
    private void killAndAwait(String name) {
        String pid = node.pid(name);
        node.killService(name);
        tap.await("another life of " + name, m -> m.topic().endsWith("svc/" + name + "/state") && !m.text().contains("\"pid\":" + pid)
                && number(PID, m) > Long.parseLong(pid));
    }

    private void assertEventsInOrder() {
        List<Long> seqs = tap.ending("/event").stream().filter(m -> !m.duplicate()).map(m -> number(SEQ, m)).distinct().toList();
        assertEquals(seqs.stream().sorted().toList(), seqs);
    }

    @Test
    void aDeathIsToldAtOnce() {
        serve();
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            String pid = node.pid("a");
            long before = System.nanoTime();
            node.killService("a");
            Tap.Message told = tap.await("death or restart", m -> m.topic().endsWith("svc/a/event") && m.at() - before > 0);
            times.add(TimeUnit.NANOSECONDS.toMicros(told.at() - before));
            tap.await("next life", m -> m.topic().endsWith("svc/a/state") && number(PID, m) > Long.parseLong(pid));
        }
        times.sort(null);
        System.out.println("death -> message, with the start of kill(1): us " + times);
        assertTrue(times.get(times.size() / 2) < 1_000_000, times::toString);
        assertEventsInOrder();
    }

    @Test
    void aServiceThatComesAndGoesIsTold() {
        serve();
        node.service("b#1", FOREVER);
        tap.await("svc/b%231/event", "\"cause\":\"appeared\"");
        tap.await("/birth", "\"services\":[\"a\",\"b#1\"]");
        node.sv("down", "b#1");
        tap.await("svc/b%231/event", "\"cause\":\"want\"");
        tap.await("svc/b%231/event", "\"cause\":\"down\"");
        node.remove("b#1");
        tap.await("svc/b%231/event", "\"cause\":\"removed\"");
        tap.await("empty state", m -> m.topic().endsWith("svc/b%231/state") && m.payload().length == 0);
        tap.await("birth without", m -> m.topic().endsWith("/birth") && m.text().contains("\"services\":[\"a\"]"));
    }

    @Test
    void aServiceWithANameOfAnyCharactersIsTold() {
        serve();
        node.service("\ud83d\udc15\u20ac", FOREVER);
        tap.await("svc/%F0%9F%90%95\u20ac/event", "\"cause\":\"appeared\"");
        tap.await("svc/%F0%9F%90%95\u20ac/state", "\"state\":\"run\"");
        tap.await("/birth", "\"services\":[\"a\",\"\\ud83d\\udc15\u20ac\"]");
        assertEquals(1, tap.ending("/status").size(), tap.ending("/status")::toString);
    }

    @Test
    void whatWasRemovedWhileItDidNotRunIsTold() throws MqttException {
        serve();
        node.service("b", FOREVER);
        tap.await("svc/b/state", "\"state\":\"run\"");
        node.stopBridge();
        node.remove("b");
        // Of another node, which is not ours to clear.
        try (MqttClient client = new MqttClient(broker.url(), "other", new MemoryPersistence())) {
            client.connect();
            byte[] state = tap.ending("svc/b/state").getLast().payload();
            client.publish("dogwatch/v1/lab/other/svc/b/state", state, 1, true);
            client.publish("dogwatch/v1/lab/n%2F1/svc/no%zzname/state", state, 1, true);
            client.disconnect();
        }
        tap.clear();
        node.bridge("--mqtt.url=" + broker.url());
        tap.await("svc/b/event", "\"cause\":\"removed\"");
        tap.await("empty state", m -> m.topic().endsWith("svc/b/state") && m.payload().length == 0);
        tap.await("empty state", m -> m.topic().endsWith("svc/no%zzname/state") && m.payload().length == 0);
        killAndAwait("a");
        assertTrue(tap.messages().stream().noneMatch(m -> m.topic().contains("/svc/a/") && (m.payload().length == 0 || m.text().contains("removed"))),
                tap.messages()::toString);
        try (Tap late = Tap.on(broker.url())) {
            late.await("lab/other/svc/b/state", "");
            late.await("n%2F1/svc/a/state", "");
            assertEquals(2, late.ending("/state").size(), late.messages()::toString);
        }
    }

    @Test
    void aBrokerThatLetsNobodyReadStatesIsServed() throws IOException {
        Path acl = Files.writeString(directory.resolve("acl"), "topic write #\n");
        broker.close();
        broker = Broker.configured(directory, broker.port(), "listener " + broker.port() + " 127.0.0.1\nallow_anonymous true\nacl_file " + acl + "\n").start();
        node.service("a", FOREVER).supervise();
        node.pid("a");
        node.bridge("--mqtt.url=" + broker.url());
        node.awaitLog("connected to");
        broker.awaitLog("UNSUBSCRIBE");
        String pid = node.pid("a");
        node.killService("a");
        broker.awaitLog("svc/a/event");
        Await.until("next life", () -> !node.pid("a").equals(pid), () -> pid);
        assertEquals(1, node.log().lines().filter(line -> line.contains("connected to")).count(), node.log());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aBrokerThatRefusesSubscriptionsOrIgnoresThemIsServed(boolean answers) {
        node.service("a", FOREVER).supervise();
        node.pid("a");
        try (GrudgingBroker grudging = new GrudgingBroker(0, answers)) {
            node.bridge("--mqtt.url=" + grudging.url(), "--mqtt.connect-timeout=1");
            Await.until("state", () -> grudging.published().contains("dogwatch/v1/lab/n%2F1/svc/a/state"), node::log);
            if (answers) {
                node.awaitLog("does not let us read dogwatch/v1/lab/n%2F1/svc/+/state");
            }
            for (int i = 0; i < 5; i++) {
                String pid = node.pid("a");
                int before = grudging.published().size();
                node.killService("a");
                Await.until("next life", () -> !node.pid("a").equals(pid), () -> pid);
                Await.until("more", () -> grudging.published().size() > before, node::log);
            }
            assertEquals(1, grudging.accepted(), node::log);
            assertEquals(answers ? 1 : 0, node.log().lines().filter(line -> line.contains("does not let us read")).count(), node.log());
        }
    }

    @Test
    void itEndsWithinASecondWhateverTheBrokerDoes() throws InterruptedException {
        serve();
        broker.freeze();
        node.killService("a");
        long before = System.nanoTime();
        node.signalBridge("TERM");
        assertTrue(node.bridge().waitFor(30, TimeUnit.SECONDS));
        long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before);
        System.out.println("TERM -> end with a frozen broker: " + took + " ms");
        // Without a limit of its own, it would be mqtt.connect-timeout.
        assertTrue(took < 8_000, took + " ms");
        assertEquals(0, node.bridge().exitValue());
        node.awaitLog("does not answer");
        broker.thaw();
    }

    @Test
    void itTellsItsVersionAndItsKeys() throws InterruptedException {
        node.bridge("--version");
        assertTrue(node.bridge().waitFor(30, TimeUnit.SECONDS));
        assertEquals(0, node.bridge().exitValue());
        assertEquals("dogwatch-telemetry " + Release.VERSION + "\n", node.log());
        node.bridge("--help");
        assertTrue(node.bridge().waitFor(30, TimeUnit.SECONDS));
        assertEquals(0, node.bridge().exitValue());
        for (Key key : Key.values()) {
            node.awaitLog("--" + key.text() + "=");
        }
    }

    @Test
    void nothingIsLostWhileTheBrokerIsKilled() {
        serve();
        broker.kill();
        String pid = node.pid("a");
        node.killService("a");
        Await.until("next life", () -> !node.pid("a").equals(pid), () -> pid);
        node.service("b", FOREVER);
        node.pid("b");
        broker.start();
        tap.await("svc/b/event", "appeared");
        tap.await("/svc/a/event", "\"pid\":" + node.pid("a"));
        killAndAwait("a");
        assertEventsInOrder();
    }

    @Test
    void aFrozenBrokerHoldsUpNothingButItself() {
        serve("--mqtt.connect-timeout=2", "--mqtt.keepalive=2");
        broker.freeze();
        String pid = node.pid("a");
        node.killService("a");
        node.awaitLog("trying again");
        broker.thaw();
        tap.await("next life", m -> m.topic().endsWith("svc/a/state") && number(PID, m) > Long.parseLong(pid));
        killAndAwait("a");
        assertEventsInOrder();
    }

    @Test
    void itStartsBeforeTheBrokerAndBeforeTheServices() throws IOException {
        Files.delete(node.services());
        node.bridge("--mqtt.url=" + broker.url());
        node.awaitLog("trying again");
        broker.start();
        tap = Tap.on(broker.url());
        tap.await("/status", "\"online\":true");
        Files.createDirectory(node.services());
        node.service("a", FOREVER).supervise();
        tap.await("svc/a/state", "\"state\":\"run\"");
    }

    @Test
    void aBrokerThatNeverAnswersIsLeftForOneThatDoes() {
        node.service("a", FOREVER).supervise();
        try (MuteBroker mute = new MuteBroker(broker.port())) {
            node.bridge("--mqtt.url=" + broker.url(), "--mqtt.connect-timeout=1");
            Await.until("second attempt", () -> mute.accepted() >= 2, node::log);
        }
        broker.start();
        tap = Tap.on(broker.url());
        tap.await("svc/a/state", "\"state\":\"run\"");
        assertTrue(node.log().contains("no answer in time"), node.log());
    }

    @Test
    void aBrokerThatRefusesIsTriedAgain() {
        node.service("a", FOREVER).supervise();
        try (RefusingBroker refusing = new RefusingBroker(broker.port(), RefusingBroker.Refusal.NOT_AUTHORISED)) {
            node.bridge("--mqtt.url=" + broker.url());
            Await.until("second attempt", () -> refusing.accepted() >= 2, node::log);
        }
        broker.start();
        tap = Tap.on(broker.url());
        tap.await("svc/a/state", "\"state\":\"run\"");
    }

    @Test
    void anotherBrokerInItsPlaceIsToldEverything() throws IOException {
        serve();
        broker.kill();
        broker = Broker.open(Files.createDirectory(directory.resolve("other")), broker.port()).start();
        tap.awaitSubscribed();
        try (Tap other = Tap.on(broker.url())) {
            other.await("svc/a/state", "\"state\":\"run\"");
            other.await("/birth", "\"services\":[\"a\"]");
            other.await("/status", "\"online\":true");
        }
    }

    @Test
    void aBridgeThatIsKilledLeavesItsWill() {
        serve();
        node.bridge().destroyForcibly();
        Tap.Message will = tap.await("/status", "\"online\":false");
        assertFalse(will.text().contains("reason"));
    }

    @Test
    void aBridgeThatIsToldToEndSaysSo() throws InterruptedException {
        serve();
        node.signalBridge("TERM");
        tap.await("/status", "\"reason\":\"stopped\"");
        assertTrue(node.bridge().waitFor(30, TimeUnit.SECONDS));
        assertEquals(0, node.bridge().exitValue());
        assertEquals(1, tap.ending("/status").stream().filter(m -> m.text().contains("false")).count());
    }

    @Test
    void whatIsTooMuchForTheQueueIsCountedAndSaid() {
        serve("--queue.max=3");
        broker.kill();
        node.awaitLog("trying again");
        for (int i = 0; i < 4; i++) {
            node.sv("down", "a");
            node.sv("up", "a");
        }
        broker.start();
        Tap.Message dropped = tap.await("/dropped", "\"events\":");
        assertTrue(dropped.retained() || dropped.text().contains("since_seq"));
        tap.await("svc/a/state", "\"pid\":" + node.pid("a"));
        assertEventsInOrder();
    }

    @Test
    void hupReadsTheConfigurationAgain() throws IOException {
        int nowhere = Ports.free();
        Path file = Files.writeString(directory.resolve("telemetry.properties"), "mqtt.url=tcp://127.0.0.1:" + nowhere + "\nmqtt.retry-min=3600\n");
        node.service("a", FOREVER).supervise();
        node.bridge("--config", file.toString());
        node.awaitLog("trying again");
        Files.writeString(file, "mqtt.ulr=x\n");
        node.signalBridge("HUP");
        node.awaitLog(file + ":1: mqtt.ulr: there is no such key");
        node.awaitLog("stays as it was");
        broker.start();
        tap = Tap.on(broker.url());
        Files.writeString(file, "mqtt.url=" + broker.url() + "\n");
        node.signalBridge("HUP");
        tap.await("svc/a/state", "\"state\":\"run\"");
    }

    @Test
    void theWatchdogIsTold() throws IOException {
        serve();
        Files.writeString(node.run().resolve("boot.new"), "boot-id=x\nboots=7\ncause=watchdog\nreason=critical a: down\nresets=2\n");
        Files.move(node.run().resolve("boot.new"), node.run().resolve("boot"));
        Files.writeString(node.run().resolve("watchdog.new"), """
                boot-id=x
                pid=1
                gate=starving
                reason=critical a: down for 10 s
                safe-mode=no
                [device]
                path=/dev/watchdog
                state=fed
                [critical]
                name=a
                state=down
                grace=10
                """);
        Files.move(node.run().resolve("watchdog.new"), node.run().resolve("watchdog"));
        tap.await("/watchdog", "\"gate\":\"starving\",\"reason\":\"critical a: down for 10 s\"");
        tap.await("/birth", "\"boots\":7,\"cause\":\"watchdog\"");
    }

    @Test
    void aWrongConfigurationIsToldAndTheEnd() throws InterruptedException {
        node.bridge("--mqtt.keepalive=never");
        assertTrue(node.bridge().waitFor(30, TimeUnit.SECONDS));
        assertEquals(100, node.bridge().exitValue());
        assertTrue(node.log().contains("command line: mqtt.keepalive: \"never\" is not allowed"), node.log());
    }
}
