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
                restart(20);
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
            long said = bridge.log().lines().count();
            broker.freeze();
            restart(10);
            Await.until("notice", () -> bridge.log().lines().count() > said, bridge::log);
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
                restart(3);
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
            restart(10);
            assertEquals(sid, sid(tap.await("/status", "\"online\":false")));
            network.restore();
            assertEquals(sid, sid(tap.await("/status", "\"online\":true")));
            awaitTruth(tap, bridge);
            nothingIsWrong(tap);
        }
    }

    @Test
    void whatALongCutIsTooMuchForIsCountedAndSaidAndTheRestIsInOrder() {
        broker.start();
        try (FlakyProxy network = new FlakyProxy(broker.port()); Tap tap = Tap.on(broker.url());
                BridgeProcess bridge = BridgeProcess.start(directory, node, network.url(), "--queue.max=50")) {
            awaitTruth(tap, bridge);
            network.cut();
            long before = seq(tap.ending("svc/nav/event").getLast());
            // What is to be told in an hour, in a moment: an event at least of each service, however quick they are.
            for (int i = 0; i < 120; i++) {
                node.service("s" + i).up(5000 + i);
                nav.killedBy(9).up(1000 + i);
            }
            int tries = network.accepted();
            Await.until("more tries", () -> network.accepted() >= tries + 3, bridge::log);
            network.restore();
            awaitTruth(tap, bridge);
            JsonNode dropped = json(tap.await("/dropped", "\"events\":"));
            assertTrue(dropped.get("events").longValue() >= 70, dropped::toString);
            assertTrue(bridge.log().contains(dropped.get("events") + " events were dropped"), bridge::log);
            assertTrue(dropped.get("since_seq").longValue() > before, dropped::toString);
            List<Long> seqs = tap.ending("/event").stream().map(BrokersThatMisbehaveTest::seq).distinct().toList();
            assertEquals(seqs.stream().sorted().toList(), seqs, "events in their order");
            long after = seqs.stream().filter(seq -> seq > before).count();
            assertTrue(after >= 1 && after <= 51, () -> after + " events after the cut, of a queue of 50");
            nothingIsWrong(tap);
        }
    }

    @Test
    void aBridgeThatIsKilledInTheMiddleOfAMessageLeavesWholeOnesAndItsWill() {
        broker.start();
        try (FlakyProxy network = new FlakyProxy(broker.port()); Tap tap = Tap.on(broker.url());
                BridgeProcess bridge = BridgeProcess.start(directory, node, network.url())) {
            String sid = sid(tap.await("/status", "\"online\":true"));
            awaitTruth(tap, bridge);
            // Slow enough that a message is on its way for most of the time.
            network.throttle(2000);
            int told = tap.ending("svc/nav/event").size();
            restart(50);
            Await.until("flood", () -> tap.ending("svc/nav/event").size() > told, bridge::log);
            bridge.kill();
            network.cut();
            assertEquals(sid, sid(tap.await("/status", "\"online\":false")));
            nothingIsWrong(tap);
            tap.clear();
            network.throttle(0);
            network.restore();
            try (BridgeProcess next = BridgeProcess.start(directory, node, network.url())) {
                assertNotEquals(sid, sid(tap.await("/status", "\"online\":true")));
                awaitTruth(tap, next);
                nothingIsWrong(tap);
            }
        }
    }

    @Test
    void aSlowNetworkLosesNothing() {
        broker.start();
        try (FlakyProxy network = new FlakyProxy(broker.port()); Tap tap = Tap.on(broker.url());
                BridgeProcess bridge = BridgeProcess.start(directory, node, network.url())) {
            awaitTruth(tap, bridge);
            network.throttle(4000);
            restart(10);
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

    /** As quickly as files are written: some of it, no bridge can see but by the counters. */
    private void restart(int times) {
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

    /** Each start is told by an event, or counted as missed by one, once; and all come in their order. */
    private void assertNoEventIsMissing(Tap tap) {
        Await.until("events of " + nav.starts() + " starts", () -> startsTold(tap) >= nav.starts(), () -> tap.ending("svc/nav/event"));
        assertEquals(nav.starts(), startsTold(tap), () -> "starts in events " + tap.ending("svc/nav/event"));
        assertEquals(List.of(), tap.ending("/dropped"));
        nothingIsWrong(tap);
    }

    private static long startsTold(Tap tap) {
        long starts = 0;
        long last = -1;
        Set<Long> seen = new HashSet<>();
        for (Tap.Message message : tap.ending("svc/nav/event")) {
            JsonNode event = json(message);
            long seq = event.get("seq").longValue();
            // QoS 1: what comes again, comes as it was.
            if (seen.add(seq)) {
                assertTrue(seq > last, () -> "out of order: " + tap.ending("svc/nav/event"));
                last = seq;
                starts += event.get("missed").longValue() + switch (event.get("cause").textValue()) {
                    case "appeared" -> event.get("starts").longValue();
                    case "up", "restarted" -> 1;
                    default -> 0;
                };
            }
        }
        return starts;
    }

    private static void nothingIsWrong(Tap tap) {
        for (Tap.Message message : tap.messages()) {
            assertTrue(message.topic().startsWith(PREFIX), message.topic());
            assertEquals(List.of(), Payload.of(message.topic()).orElseThrow().faults(message.payload()), message::toString);
        }
    }

    private static long seq(Tap.Message message) {
        return json(message).get("seq").longValue();
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
