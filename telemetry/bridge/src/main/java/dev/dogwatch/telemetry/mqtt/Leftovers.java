package dev.dogwatch.telemetry.mqtt;

import dev.dogwatch.telemetry.node.NodeListener;
import dev.dogwatch.telemetry.node.ServiceName;
import dev.dogwatch.telemetry.node.ServiceState;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.eclipse.paho.client.mqttv3.MqttException;

/**
 * Finds the states that the broker keeps of services which were removed while no bridge ran, and lets them be told as
 * removed: asks once, after the first connect, for the states of this node until no more come, when all directories of
 * services are known. A broker that refuses is left alone.
 */
final class Leftovers implements Hearing {
    /** Brokers say all they keep at once. */
    private static final long QUIET = Duration.ofSeconds(2).toNanos();

    private final Topics topics;
    private final Publisher publisher;
    private final NodeListener listener;
    private final Consumer<String> log;
    /** The names of topics of states that the broker keeps; an empty one is of a topic that is none of a name. */
    private final Map<String, ServiceName> kept = new ConcurrentHashMap<>();
    private Subscription subscription;
    private volatile long lastHeard;
    private volatile boolean finished;

    Leftovers(Topics topics, Publisher publisher, NodeListener listener, Consumer<String> log) {
        this.topics = topics;
        this.publisher = publisher;
        this.listener = listener;
        this.log = log;
    }

    @Override
    public void connected() {
        subscription = null;
        kept.clear();
    }

    @Override
    public void attend(Link link, BrokerSettings settings) throws MqttException {
        if (finished || publisher.directories() == null) {
            return;
        }
        if (subscription == null) {
            lastHeard = System.nanoTime();
            subscription = link.subscribe(topics.anyState(), 0);
        } else if (subscription.isRefused()) {
            finished = true;
            log.accept("warning: the broker does not let us read " + topics.anyState()
                    + ": states of services that were removed while this did not run stay there");
        } else if (subscription.isAnswered() && System.nanoTime() - lastHeard > QUIET) {
            finished = true;
            link.unsubscribe(topics.anyState());
            kept.forEach((topic, name) -> {
                if (name.raw().isEmpty()) {
                    publisher.clear(topic);
                } else {
                    publisher.ifGone(name, () -> listener.service(name, ServiceState.NOTHING, null));
                }
            });
            kept.clear();
        }
    }

    @Override
    public void arrived(String topic, byte[] payload, boolean retained) {
        if (!finished && retained && payload.length > 0) {
            topics.stateName(topic).ifPresent(name -> {
                kept.put(topic, name);
                lastHeard = System.nanoTime();
            });
        }
    }
}
