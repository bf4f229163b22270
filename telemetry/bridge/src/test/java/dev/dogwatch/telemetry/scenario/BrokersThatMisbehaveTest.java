package dev.dogwatch.telemetry.scenario;

import static dev.dogwatch.telemetry.scenario.BridgeProcess.PREFIX;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.dogwatch.telemetry.schema.Payload;
import dev.dogwatch.telemetry.testkit.Await;
import dev.dogwatch.telemetry.testkit.Broker;
import dev.dogwatch.telemetry.testkit.FakeNode;
import dev.dogwatch.telemetry.testkit.FakeService;
import dev.dogwatch.telemetry.testkit.FlakyProxy;
import dev.dogwatch.telemetry.testkit.MuteBroker;
import dev.dogwatch.telemetry.testkit.Ports;
import dev.dogwatch.telemetry.testkit.RefusingBroker;
import dev.dogwatch.telemetry.testkit.Tap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the broker or the network does, what the fleet sees in the end is the truth, in its order. */
class BrokersThatMisbehaveTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;
    private FakeNode node;
    private FakeService nav;
    private Broker broker;

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

    @Test
    void aBrokerThatComesAfterTheBridgeIsToldAll() {
        try (BridgeProcess bridge = BridgeProcess.start(directory, node, broker.url())) {
            Await.until("word of the bridge", () -> bridge.log().contains("\n"), bridge::log);
            nav.killedBy(9).up(101);
            broker.start();
            try (Tap tap = Tap.on(broker.url())) {
                awaitTruth(tap, bridge);
                tap.await("/birth", "\"nav\"");
                tap.await("/status", "\"online\":true");
            }
        }
    }

    @Test
    void anUnreachableBrokerMissesNoEvent() {
        broker.start();
        try (FlakyProxy network = new FlakyProxy(broker.port()); Tap tap = Tap.on(broker.url())) {
            network.cut();
            try (BridgeProcess bridge = BridgeProcess.start(directory, node, network.url())) {
                Await.until("a try", () -> network.accepted() > 0, bridge::log);
                restartSlowly(20);
                network.restore();
                awaitTruth(tap, bridge);
                assertNoEventIsMissing(tap);
            }
        }
    }

    @Test
    void aKilledBrokerKnowsTheTruthOnceItIsBack() {
        broker.start();
        try (Tap tap = Tap.on(broker.url()); BridgeProcess bridge = BridgeProcess.start(directory, node, broker.url())) {
            awaitTruth(tap, bridge);
            for (int round = 0; round < 3; round++) {
                broker.kill();
                nav.killedBy(9).up(200 + round);
                broker.start();
                awaitTruth(tap, bridge);
            }
        }
    }

    @Test
    void aFrozenBrokerGetsAllOnceItIsThawed() {
        broker.start();
        try (Tap tap = Tap.on(broker.url(), "#", options -> options.setKeepAliveInterval(60)).awaitSubscribed();
                BridgeProcess bridge = BridgeProcess.start(directory, node, broker.url())) {
            awaitTruth(tap, bridge);
            broker.freeze();
            restartSlowly(10);
            Await.until("notice", () -> bridge.log().lines().count() >= 2, bridge::log);
            broker.thaw();
            awaitTruth(tap, bridge);
            assertNoEventIsMissing(tap);
        }
    }

    @Test
    void aBrokerThatNeverAnswersIsGivenUpForOneThatDoes() {
        int port = Ports.free();
        MuteBroker mute = new MuteBroker(port);
        try (BridgeProcess bridge = BridgeProcess.start(directory, node, mute.url())) {
            Await.until("third try", () -> mute.accepted() >= 3, bridge::log);
            assertTrue(mute.open() <= 1, "connections are given up");
            mute.close();
            assertIsToldAt(port, bridge);
        } finally {
            mute.close();
        }
    }

    @Test
    void aBrokerThatRefusesIsAskedAgain() {
        int port = Ports.free();
        RefusingBroker refusing = new RefusingBroker(port, RefusingBroker.Refusal.NOT_AUTHORISED);
        try (BridgeProcess bridge = BridgeProcess.start(directory, node, refusing.url())) {
            Await.until("third try", () -> refusing.accepted() >= 3, bridge::log);
            refusing.close();
            assertIsToldAt(port, bridge);
        } finally {
            refusing.close();
        }
    }

    private void assertIsToldAt(int port, BridgeProcess bridge) {
        try (Broker real = Broker.open(directory, port).start(); Tap tap = Tap.on(real.url())) {
            awaitTruth(tap, bridge);
        }
    }

    @Test
    void connectionsThatAreCutInTheMiddleOfAMessageLoseNone() {
        broker.start();
        try (FlakyProxy network = new FlakyProxy(broker.port()); Tap tap = Tap.on(broker.url());
                BridgeProcess bridge = BridgeProcess.start(directory, node, network.url())) {
            awaitTruth(tap, bridge);
            for (int bytes : new int[] {1, 3, 57, 300, 711}) {
                int before = network.accepted();
                network.cutAfter(bytes);
                restartSlowly(3);
                Await.until("cut", () -> network.accepted() > before || network.open() == 0, bridge::log);
                network.restore();
                awaitTruth(tap, bridge);
            }
            assertNoEventIsMissing(tap);
        }
    }

    @Test
    void aCableThatIsPulledMakesTheNodeOfflineUntilItIsPluggedInAgain() {
        broker.start();
        try (FlakyProxy network = new FlakyProxy(broker.port()); Tap tap = Tap.on(broker.url());
                BridgeProcess bridge = BridgeProcess.start(directory, node, network.url())) {
            String sid = sid(tap.await("/status", "\"online\":true"));
            awaitTruth(tap, bridge);
            tap.clear();
            network.silence();
            restartSlowly(10);
            assertEquals(sid, sid(tap.await("/status", "\"online\":false")));
            network.restore();
            assertEquals(sid, sid(tap.await("/status", "\"online\":true")));
            awaitTruth(tap, bridge);
            nothingIsWrong(tap);
        }
    }

    @Test
    void aSlowNetworkLosesNothing() {
        broker.start();
        try (FlakyProxy network = new FlakyProxy(broker.port()); Tap tap = Tap.on(broker.url());
                BridgeProcess bridge = BridgeProcess.start(directory, node, network.url())) {
            awaitTruth(tap, bridge);
            network.throttle(4000);
            restartSlowly(10);
            awaitTruth(tap, bridge);
            assertNoEventIsMissing(tap);
        }
    }

    @Test
    void aKilledBridgeIsToldOfByItsWillAndTheNextOneIsAnotherSession() throws InterruptedException {
        broker.start();
        try (Tap tap = Tap.on(broker.url()); BridgeProcess bridge = BridgeProcess.start(directory, node, broker.url())) {
            String sid = sid(tap.await("/status", "\"online\":true"));
            bridge.kill();
            assertEquals(sid, sid(tap.await("/status", "\"online\":false")));
            tap.clear();
            try (BridgeProcess next = BridgeProcess.start(directory, node, broker.url())) {
                assertNotEquals(sid, sid(tap.await("/status", "\"online\":true")));
                awaitTruth(tap, next);
                assertEquals(0, next.stop());
                tap.await("/status", "\"reason\":\"stopped\"");
                nothingIsWrong(tap);
            }
        }
    }

    /** So that each death and each start can be seen: the next comes when the bridge may have read the one before. */
    private void restartSlowly(int times) {
        for (int i = 0; i < times; i++) {
            nav.killedBy(9);
            nav.up(1000 + i);
        }
    }

    /** Waits until the last state that was told is the one that is. */
    private void awaitTruth(Tap tap, BridgeProcess bridge) {
        Await.until("state with " + nav.starts() + " starts", () -> {
            assertTrue(bridge.isAlive(), bridge::log);
            List<Tap.Message> states = tap.ending("svc/nav/state");
            return !states.isEmpty() && json(states.getLast()).get("starts").asLong() == nav.starts()
                    && json(states.getLast()).get("state").textValue().equals("run");
        }, () -> tap.messages() + "\n" + bridge.log());
    }

    /** Each start is in an event, of its own or as one that was missed; and all are in their order. */
    private void assertNoEventIsMissing(Tap tap) {
        long[] told = {0};
        Await.until("event of each start", () -> {
            told[0] = 0;
            Set<Long> seen = new HashSet<>();
            long last = -1;
            for (Tap.Message message : tap.ending("svc/nav/event")) {
                JsonNode event = json(message);
                long seq = event.get("seq").longValue();
                if (seen.add(seq)) {
                    assertTrue(seq > last, "out of order");
                    last = seq;
                    told[0] = Math.max(told[0], event.get("starts").longValue());
                }
            }
            return told[0] == nav.starts();
        }, () -> told[0] + " of " + nav.starts() + ": " + tap.ending("svc/nav/event"));
        long counted = tap.ending("svc/nav/event").stream().filter(message -> !message.duplicate()).map(BrokersThatMisbehaveTest::json)
                .filter(event -> Set.of("appeared", "up", "restarted").contains(event.get("cause").textValue()))
                .collect(java.util.stream.Collectors.toMap(event -> event.get("seq").longValue(), event -> event, (a, b) -> a)).values().stream()
                .mapToLong(event -> event.get("cause").textValue().equals("appeared") ? event.get("starts").longValue()
                        : 1 + event.get("missed").longValue()).sum();
        assertEquals(nav.starts(), counted, () -> "starts in events " + tap.ending("svc/nav/event"));
        assertEquals(List.of(), tap.ending("/dropped"));
        nothingIsWrong(tap);
    }

    private static void nothingIsWrong(Tap tap) {
        for (Tap.Message message : tap.messages()) {
            assertTrue(message.topic().startsWith(PREFIX), message.topic());
            assertEquals(List.of(), Payload.of(message.topic()).orElseThrow().faults(message.payload()), message::toString);
        }
    }

    private static String sid(Tap.Message message) {
        return json(message).get("sid").textValue();
    }

    private static JsonNode json(Tap.Message message) {
        try {
            return JSON.readTree(message.payload());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
