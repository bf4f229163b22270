package dev.dogwatch.telemetry.mqtt;

import dev.dogwatch.telemetry.node.NodeListener;
import dev.dogwatch.telemetry.node.ServiceName;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.eclipse.paho.client.mqttv3.MqttException;

/** What is said below dogwatch/v1/SITE/NODE. Each connection begins with status and birth. */
public final class NodeConversation implements Conversation {
    private final Outbox outbox;
    private final Payloads payloads;
    private final Publisher publisher;
    private final Listeners listeners;
    private final List<Hearing> hearings = new CopyOnWriteArrayList<>();
    private final Topics topics;
    private final Consumer<String> log;
    private Outbox.Dropped droppedTold;

    /**
     * @param queueMax events that wait at most
     * @param log for what people should know, a line each
     */
    public NodeConversation(Identity identity, int queueMax, Consumer<String> log) {
        this.log = log;
        outbox = new Outbox(queueMax);
        payloads = new Payloads(identity, queueMax);
        publisher = new Publisher(payloads, outbox);
        topics = new Topics(identity.site(), identity.node());
        listeners = new Listeners(publisher);
        hearings.add(new Leftovers(topics, publisher, listeners, log));
    }

    /** Lets somebody else hear what the broker says, from the next connection on. */
    public void hear(Hearing hearing) {
        hearings.add(hearing);
    }

    /** The directories of services; null while they are not known. For any thread. */
    public Set<ServiceName> directories() {
        return publisher.directories();
    }

    /** Which verbs are obeyed from now on. For any thread. */
    public void verbs(List<String> words) {
        payloads.verbs(words);
        // Known by a broker only after a birth; the first one comes with the first connection.
        if (publisher.directories() != null) {
            publisher.inventory(publisher.inventory());
        }
    }

    /** Says what became of a command. For any thread. */
    public void answer(String verb, String service, String nonce, boolean ok, String message) {
        outbox.put(payloads.answer(verb, service, nonce, ok, message));
    }

    /** Whom to tell what becomes of the services. */
    public NodeListener listener() {
        return listeners;
    }

    /** Lets somebody else know, too, before it is said here. */
    public void tell(NodeListener listener) {
        listeners.add(listener);
    }

    /** Where this says what. */
    public Topics topics() {
        return topics;
    }

    /** Says something more, behind what waits. For any thread. */
    public void say(Message message) {
        outbox.put(message);
    }

    @Override
    public Message will() {
        return payloads.will();
    }

    @Override
    public List<Message> opening() {
        // Behind these, as the outbox is not asked before they are published.
        outbox.sayAgain();
        hearings.forEach(Hearing::connected);
        return List.of(payloads.online(), payloads.birth(publisher.inventory()));
    }

    @Override
    public void attend(Link link, BrokerSettings settings) throws MqttException {
        for (Hearing hearing : hearings) {
            hearing.attend(link, settings);
        }
        Outbox.Dropped dropped = outbox.dropped();
        // Once it begins, and once it is over: not with each one.
        if (!Objects.equals(dropped, droppedTold) && (droppedTold == null || outbox.size() == 0)) {
            droppedTold = dropped;
            log.accept(dropped.events() + " events were dropped, since the queue was full");
            outbox.put(payloads.dropped(dropped));
        }
    }

    @Override
    public Message take(Duration time) throws InterruptedException {
        return outbox.take(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void delivered() {
        outbox.delivered();
    }

    @Override
    public void giveBack() {
        outbox.giveBack();
    }

    @Override
    public Message closing() {
        return payloads.stopped();
    }

    @Override
    public void arrived(String topic, byte[] payload, boolean retained) {
        hearings.forEach(hearing -> hearing.arrived(topic, payload, retained));
    }

    @Override
    public void wake() {
        outbox.wake();
    }
}
