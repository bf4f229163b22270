package dev.dogwatch.telemetry.sparkplug;

import dev.dogwatch.telemetry.mqtt.BrokerSettings;
import dev.dogwatch.telemetry.mqtt.Conversation;
import dev.dogwatch.telemetry.mqtt.Identity;
import dev.dogwatch.telemetry.mqtt.Link;
import dev.dogwatch.telemetry.mqtt.Message;
import dev.dogwatch.telemetry.mqtt.TopicLevel;
import dev.dogwatch.telemetry.node.Inventory;
import dev.dogwatch.telemetry.node.NodeListener;
import dev.dogwatch.telemetry.node.ServiceName;
import dev.dogwatch.telemetry.node.ServiceState;
import dev.dogwatch.telemetry.node.WatchdogState;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.eclipse.paho.client.mqttv3.MqttException;

/**
 * The node as an edge node of Sparkplug B 3.0, a service as a device. There is no queue: what is told is how things are,
 * and each connection begins with births. Numbers (seq) are given when a message is taken, so that none is missing; a
 * message that could not be published ends the connection, and the next one begins anew.
 */
public final class SparkplugConversation implements Conversation, NodeListener {
    private static final int NUMBERS = 256;
    /** Whoever asks again and again does not fill the line with births. */
    private static final long BETWEEN_REBIRTHS = Duration.ofSeconds(1).toNanos();

    private final Identity identity;
    private final String begin;
    private final String end;
    private final Map<ServiceName, ServiceState> states = new TreeMap<>();
    private final Set<ServiceName> changed = new LinkedHashSet<>();
    private final Map<ServiceName, ServiceState> told = new HashMap<>();
    private String gate;
    private String gateTold;
    private int seq;
    /** Begins anywhere, so that a will of the bridge before is hardly taken for one of this. */
    private int birthAndDeath = RandomGenerator.getDefault().nextInt(NUMBERS);
    private boolean birthDue;
    private long lastBirth;
    private boolean woken;
    private volatile boolean commandsAllowed;
    private volatile boolean subscribed;

    /** @param group the group of the node, a level of its topics */
    public SparkplugConversation(Identity identity, String group) {
        this.identity = identity;
        begin = "spBv1.0/" + TopicLevel.of(group) + "/";
        end = "/" + TopicLevel.of(identity.node());
    }

    /** Whether a rebirth may be asked for, from the next connection on. */
    public void allowCommands(boolean allowed) {
        commandsAllowed = allowed;
    }

    @Override
    public synchronized Message will() {
        birthAndDeath = (birthAndDeath + 1) % NUMBERS;
        return death();
    }

    @Override
    public synchronized List<Message> opening() {
        subscribed = false;
        birthDue = true;
        lastBirth = System.nanoTime() - BETWEEN_REBIRTHS;
        return List.of();
    }

    @Override
    public void attend(Link link, BrokerSettings settings) throws MqttException {
        // Before the birth, which is taken after this.
        if (!subscribed && commandsAllowed && settings.tls() && settings.certFile() != null) {
            link.subscribe(topic("NCMD"), 1);
            subscribed = true;
        }
    }

    @Override
    public synchronized Message take(Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        Message next = next();
        for (long left = time.toMillis(); next == null && !woken && left > 0; left = (end - System.nanoTime()) / 1_000_000) {
            wait(left);
            next = next();
        }
        woken = false;
        return next;
    }

    private Message next() {
        long now = System.currentTimeMillis();
        if (birthDue) {
            if (System.nanoTime() - lastBirth < BETWEEN_REBIRTHS) {
                return null;
            }
            birthDue = false;
            lastBirth = System.nanoTime();
            seq = 0;
            told.clear();
            changed.clear();
            changed.addAll(states.keySet());
            gateTold = gate;
            return message(topic("NBIRTH"), Encoding.nodeBirth(birthAndDeath, number(), identity, gate, now));
        }
        if (!Objects.equals(gate, gateTold)) {
            gateTold = gate;
            return message(topic("NDATA"), Encoding.nodeData(number(), gate, now));
        }
        while (!changed.isEmpty()) {
            ServiceName name = changed.iterator().next();
            changed.remove(name);
            ServiceState after = states.get(name);
            ServiceState before = after == null ? told.remove(name) : told.put(name, after);
            if (after == null && before != null) {
                return message(topic("DDEATH", name), Encoding.deviceDeath(number(), now));
            } else if (after != null && before == null) {
                return message(topic("DBIRTH", name), Encoding.deviceBirth(number(), after, now));
            } else if (after != null && Encoding.differ(before, after)) {
                return message(topic("DDATA", name), Encoding.deviceData(number(), before, after, now));
            }
        }
        return null;
    }

    private int number() {
        int number = seq;
        seq = (seq + 1) % NUMBERS;
        return number;
    }

    @Override
    public void delivered() {
        // See above: there is nothing to remember.
    }

    @Override
    public void giveBack() {
        // See above.
    }

    @Override
    public synchronized Message closing() {
        return death();
    }

    @Override
    public void arrived(String topic, byte[] payload, boolean retained) {
        if (subscribed && !retained && topic.equals(topic("NCMD")) && Encoding.asksForRebirth(payload)) {
            askForBirth();
        }
    }

    private synchronized void askForBirth() {
        birthDue = true;
        notifyAll();
    }

    @Override
    public synchronized void wake() {
        woken = true;
        notifyAll();
    }

    @Override
    public synchronized void service(ServiceName name, ServiceState before, ServiceState after) {
        if (after == null) {
            states.remove(name);
        } else {
            states.put(name, after);
        }
        changed.add(name);
        notifyAll();
    }

    @Override
    public synchronized void watchdog(WatchdogState state) {
        gate = state == null ? null : state.gate();
        notifyAll();
    }

    @Override
    public void directories(Set<ServiceName> all) {
        // A device is born when it has a state.
    }

    @Override
    public void inventory(Inventory inventory) {
        // Each service and the watchdog are told by themselves.
    }

    private Message death() {
        return new Message(topic("NDEATH"), Encoding.nodeDeath(birthAndDeath, System.currentTimeMillis()), 1, false, Message.NO_SEQ);
    }

    private static Message message(String topic, byte[] payload) {
        return new Message(topic, payload, 0, false, Message.NO_SEQ);
    }

    private String topic(String kind) {
        return begin + kind + end;
    }

    private String topic(String kind, ServiceName name) {
        return begin + kind + end + "/" + TopicLevel.of(name.bytes());
    }
}
