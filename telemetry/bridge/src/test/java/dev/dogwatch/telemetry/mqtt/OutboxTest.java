package dev.dogwatch.telemetry.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutboxTest {

    private static Message event(long seq) {
        return new Message("event", new byte[] {1}, false, seq);
    }

    private static Message state(String topic, long seq) {
        return new Message(topic, new byte[] {1}, true, seq);
    }

    private static Message take(Outbox outbox) {
        try {
            return outbox.take(0, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Long> all(Outbox outbox) {
        List<Long> seqs = new ArrayList<>();
        for (Message message = take(outbox); message != null; message = take(outbox)) {
            seqs.add(message.seq());
            outbox.delivered();
        }
        return seqs;
    }

    @Test
    void onlyTheLastStateOfATopicWaits() {
        Outbox outbox = new Outbox(10);
        outbox.put(state("a", 0));
        outbox.put(event(1));
        outbox.put(state("a", 2));
        assertEquals(List.of(1L, 2L), all(outbox));
    }

    @Test
    void ofTooManyEventsTheOldestAreDroppedAndCounted() {
        Outbox outbox = new Outbox(2);
        assertNull(outbox.dropped());
        for (int i = 5; i < 10; i++) {
            outbox.put(event(i));
        }
        assertEquals(new Outbox.Dropped(3, 5), outbox.dropped());
        assertEquals(List.of(8L, 9L), all(outbox));
    }

    @Test
    void whatIsGivenBackIsFirstAgain() {
        Outbox outbox = new Outbox(10);
        outbox.put(event(0));
        outbox.put(event(1));
        take(outbox);
        outbox.giveBack();
        assertEquals(List.of(0L, 1L), all(outbox));
    }

    @Test
    void aStateThatIsGivenBackGivesWayToANewerOne() {
        Outbox outbox = new Outbox(10);
        outbox.put(state("a", 0));
        take(outbox);
        outbox.put(state("a", 1));
        outbox.giveBack();
        assertEquals(List.of(1L), all(outbox));
    }

    @Test
    void anEventThatIsGivenBackToAFullOneIsDropped() {
        Outbox outbox = new Outbox(1);
        outbox.put(event(0));
        take(outbox);
        outbox.put(event(1));
        outbox.giveBack();
        assertEquals(new Outbox.Dropped(1, 0), outbox.dropped());
        assertEquals(List.of(1L), all(outbox));
    }

    @Test
    void whatWasToldIsSaidAgainBeforeWhatWaitsUnlessItIsOld() {
        Outbox outbox = new Outbox(10);
        outbox.put(state("a", 0));
        outbox.put(state("b", 1));
        outbox.put(state("c", 2));
        all(outbox);
        outbox.put(event(3));
        outbox.put(state("b", 4));
        outbox.sayAgain();
        assertEquals(List.of(0L, 2L, 3L, 4L), all(outbox));
    }

    @Test
    void whatWasRemovedIsNotSaidAgain() {
        Outbox outbox = new Outbox(10);
        outbox.put(state("a", 0));
        all(outbox);
        outbox.put(new Message("a", new byte[0], true, Message.NO_SEQ));
        all(outbox);
        outbox.sayAgain();
        assertEquals(List.of(), all(outbox));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void whateverHappensNothingIsOutOfOrderLostOrUncounted(long seed) {
        Random random = new Random(seed);
        int most = 1 + random.nextInt(8);
        Outbox outbox = new Outbox(most);
        Map<String, Long> last = new HashMap<>();
        Map<String, Long> broker = new HashMap<>();
        List<Long> delivered = new ArrayList<>();
        long events = 0;
        long seq = 0;
        for (int i = 0; i < 20_000; i++) {
            switch (random.nextInt(8)) {
                case 0, 1 -> {
                    outbox.put(event(seq++));
                    events++;
                }
                case 2, 3 -> {
                    String topic = "t" + random.nextInt(4);
                    last.put(topic, seq);
                    outbox.put(state(topic, seq++));
                }
                case 4 -> {
                    take(outbox);
                    outbox.giveBack();
                }
                case 5 -> {
                    if (random.nextInt(20) == 0) {
                        // Another broker, which knows nothing.
                        broker.clear();
                        outbox.sayAgain();
                    }
                }
                default -> deliver(outbox, broker, delivered);
            }
            assertTrue(outbox.size() <= most + 4);
        }
        while (outbox.size() > 0) {
            deliver(outbox, broker, delivered);
        }
        assertEquals(last, broker, "the last states");
        assertEquals(delivered.stream().sorted().distinct().toList(), delivered, "events in their order, each once");
        assertEquals(events, delivered.size() + (outbox.dropped() == null ? 0 : outbox.dropped().events()), "delivered and dropped");
    }

    private static void deliver(Outbox outbox, Map<String, Long> broker, List<Long> events) {
        Message message = take(outbox);
        if (message != null && message.retained()) {
            Long before = broker.put(message.topic(), message.seq());
            assertTrue(before == null || before <= message.seq(), "an older state after a newer one");
        } else if (message != null) {
            events.add(message.seq());
        }
        outbox.delivered();
    }
}
