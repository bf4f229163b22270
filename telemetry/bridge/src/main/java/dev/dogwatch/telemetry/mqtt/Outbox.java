package dev.dogwatch.telemetry.mqtt;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What waits to be published, in its order. Of a retained topic only the last value waits, so there are never more of
 * them than topics; of events at most so many, of which the oldest is dropped, and counted, for a newer one.
 *
 * <p>What was taken is nobody's until it is {@link #delivered} or {@link #giveBack given back}; one at a time.
 * For any number of threads.
 */
public final class Outbox {

    /** @param events how many were dropped since the beginning; @param sinceSeq the seq of the first of them */
    public record Dropped(long events, long sinceSeq) {
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final int mostEvents;
    /** All by their place in the order, which only grows; what is given back has the place it had. */
    private final TreeMap<Long, Message> waiting = new TreeMap<>();
    private final Map<String, Long> retainedPlaces = new HashMap<>();
    private final ArrayDeque<Long> events = new ArrayDeque<>();
    /** The last value of each retained topic that a broker has taken, oldest first. */
    private final LinkedHashMap<String, Message> told = new LinkedHashMap<>();
    private long nextPlace;
    private long firstPlace;
    private long takenPlace;
    private Message taken;
    private long dropped;
    private long droppedSince = Message.NO_SEQ;
    private boolean woken;

    /** @param mostEvents from 1 */
    public Outbox(int mostEvents) {
        this.mostEvents = mostEvents;
    }

    /** Puts a message behind all others. */
    public void put(Message message) {
        lock.lock();
        try {
            if (message.retained()) {
                putRetained(nextPlace++, message);
            } else {
                if (events.size() == mostEvents) {
                    drop(waiting.remove(events.removeFirst()));
                }
                events.addLast(nextPlace);
                waiting.put(nextPlace++, message);
            }
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void putRetained(long place, Message message) {
        Long old = retainedPlaces.put(message.topic(), place);
        if (old != null) {
            waiting.remove(old);
        }
        waiting.put(place, message);
    }

    private void drop(Message event) {
        if (dropped++ == 0) {
            droppedSince = event.seq();
        }
    }

    /**
     * Takes the first one.
     *
     * @return null: there was none for so long, or {@link #wake} was called
     */
    public Message take(long time, TimeUnit unit) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = unit.toNanos(time);
            while (waiting.isEmpty() && !woken && left > 0) {
                left = news.awaitNanos(left);
            }
            woken = false;
            if (waiting.isEmpty()) {
                return null;
            }
            Map.Entry<Long, Message> first = waiting.pollFirstEntry();
            takenPlace = first.getKey();
            taken = first.getValue();
            if (taken.retained()) {
                retainedPlaces.remove(taken.topic());
            } else {
                events.removeFirst();
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Ends a wait. */
    public void wake() {
        lock.lock();
        try {
            woken = true;
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The broker has what was taken last. */
    public void delivered() {
        lock.lock();
        try {
            if (taken != null && taken.retained()) {
                told.remove(taken.topic());
                // An empty payload removes a topic: there is nothing left to say again.
                if (taken.payload().length > 0) {
                    told.put(taken.topic(), taken);
                }
            }
            taken = null;
        } finally {
            lock.unlock();
        }
    }

    /** Puts what was taken last back to where it was, unless a newer value of the topic waits, or it would be one too many. */
    public void giveBack() {
        lock.lock();
        try {
            if (taken == null) {
                return;
            }
            if (!taken.retained()) {
                if (events.size() == mostEvents) {
                    drop(taken);
                } else {
                    events.addFirst(takenPlace);
                    waiting.put(takenPlace, taken);
                }
            } else if (!retainedPlaces.containsKey(taken.topic())) {
                putRetained(takenPlace, taken);
            }
            taken = null;
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Lets all retained topics be said again, as another broker, or one that has forgotten, knows none of them: before all
     * that waits, since they are older, and in their order.
     */
    public void sayAgain() {
        lock.lock();
        try {
            List<Message> again = new ArrayList<>(told.values());
            for (int i = again.size() - 1; i >= 0; i--) {
                if (!retainedPlaces.containsKey(again.get(i).topic())) {
                    putRetained(--firstPlace, again.get(i));
                }
            }
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** What was dropped since the beginning; null: nothing. */
    public Dropped dropped() {
        lock.lock();
        try {
            return dropped == 0 ? null : new Dropped(dropped, Math.max(droppedSince, 0));
        } finally {
            lock.unlock();
        }
    }

    /** How many wait. */
    public int size() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }
}
