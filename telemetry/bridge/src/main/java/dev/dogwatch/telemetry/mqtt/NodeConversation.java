package dev.dogwatch.telemetry.mqtt;

import dev.dogwatch.telemetry.node.NodeListener;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.eclipse.paho.client.mqttv3.MqttException;

/** What is said below dogwatch/v1/SITE/NODE. Each connection begins with status and birth. */
public final class NodeConversation implements Conversation {
    private final Outbox outbox;
    private final Payloads payloads;
    private final Publisher publisher;
    private final Leftovers leftovers;
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
        leftovers = new Leftovers(new Topics(identity.site(), identity.node()), publisher, log);
    }

    /** Whom to tell what becomes of the services. */
    public NodeListener listener() {
        return publisher;
    }

    @Override
    public Message will() {
        return payloads.will();
    }

    @Override
    public List<Message> opening() {
        // Behind these, as the outbox is not asked before they are published.
        outbox.sayAgain();
        leftovers.connected();
        return List.of(payloads.online(), payloads.birth(publisher.inventory()));
    }

    @Override
    public void attend(Link link, BrokerSettings settings) throws MqttException {
        leftovers.attend(link);
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
        leftovers.arrived(topic, payload, retained);
    }

    @Override
    public void wake() {
        outbox.wake();
    }
}
