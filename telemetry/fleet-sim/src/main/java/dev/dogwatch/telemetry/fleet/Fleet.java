package dev.dogwatch.telemetry.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * Nodes and their fate: most services stay up, a few flap, now and then one dies, one is told down, a node goes offline and
 * comes back, sometimes reset by its watchdog. Decides what happens; {@link Network} says it. Not for several threads at once.
 */
public final class Fleet {

    /** Of a hundred nodes. */
    private static final int FLAPPING_PERCENT = 3;
    private static final int DEAD_PERCENT = 2;
    /** Of a hundred changes: what flaps, one that dies once; the rest is nodes that leave. */
    private static final int FLAP_SHARE = 70;
    private static final int DEATH_SHARE = 96;
    private static final long DAY_MS = 86_400_000;

    /** Nodes and their way to the broker. */
    public interface Network {

        /** For what this node says. */
        Publisher of(int node);

        /** The node is gone without a word: its last will is published, by whoever. */
        void drop(int node, String statusTopic, byte[] will);

        /** It is back, and will have this will. */
        void restore(int node, String statusTopic, byte[] will);
    }

    private record Flapper(int node, SimulatedService service) {
    }

    private record Later(long at, Runnable what) {
    }

    private final Random random;
    private final List<SimulatedNode> nodes = new ArrayList<>();
    private final List<Flapper> flappers = new ArrayList<>();
    private final PriorityQueue<Later> later = new PriorityQueue<>((a, b) -> Long.compare(a.at, b.at));
    private final boolean[] away;
    private final Network network;

    public Fleet(Options options, Network network, long now) {
        this.network = network;
        random = new Random(options.seed());
        away = new boolean[options.nodes()];
        for (int i = 0; i < options.nodes(); i++) {
            SimulatedNode node = new SimulatedNode(options.site(), "auv-%03d".formatted(i + 1), options.services(), now, random);
            nodes.add(node);
            if (options.services() > 0) {
                temper(i, node, now);
            }
        }
    }

    /** Some have a history. The second node always flaps, so that the smallest fleet has something to show. */
    private void temper(int index, SimulatedNode node, long now) {
        for (SimulatedService service : node.services()) {
            if (random.nextInt(10) == 0) {
                service.hasDied(random.nextInt(1, 4), now - random.nextLong(DAY_MS / 50, DAY_MS / 48), random);
            }
        }
        int kind = index == 1 ? 0 : random.nextInt(100);
        SimulatedService one = node.services().get(random.nextInt(node.services().size()));
        if (kind < FLAPPING_PERCENT) {
            flappers.add(new Flapper(index, one));
        } else if (kind < FLAPPING_PERCENT + DEAD_PERCENT) {
            one.giveUp(now - random.nextLong(DAY_MS / 2), random);
        } else if (kind < FLAPPING_PERCENT + 2 * DEAD_PERCENT) {
            node.reset(now - random.nextLong(DAY_MS / 200, DAY_MS / 4), "critical heart: check failed for 10 s");
        } else if (kind < FLAPPING_PERCENT + 3 * DEAD_PERCENT) {
            one.stop(now - random.nextLong(DAY_MS));
        }
    }

    /** Whether a node is offline by its own fate. */
    boolean isAway(int node) {
        return away[node];
    }

    /** The status topic of a node. */
    String statusTopic(int node) {
        return nodes.get(node).statusTopic();
    }

    /** Its last will in this session. */
    byte[] will(int node) {
        return nodes.get(node).will();
    }

    /** The node says all that it is, as after each connect; not while it is away. */
    public void announce(int node, long now) {
        if (!away[node]) {
            nodes.get(node).announce(now, network.of(node));
        }
    }

    /** Something happens. */
    public void change(long now) {
        int kind = random.nextInt(100);
        if (nodes.isEmpty()) {
            return;
        }
        int node = random.nextInt(nodes.size());
        if (kind < FLAP_SHARE && !flappers.isEmpty()) {
            Flapper flapper = flappers.get(random.nextInt(flappers.size()));
            kill(flapper.node, flapper.service, now);
        } else if (kind < DEATH_SHARE && !nodes.get(node).services().isEmpty()) {
            List<SimulatedService> services = nodes.get(node).services();
            kill(node, services.get(random.nextInt(services.size())), now);
        } else if (kind >= DEATH_SHARE) {
            leave(node, now);
        }
    }

    /** What was to happen by now. */
    public void catchUp(long now) {
        while (!later.isEmpty() && later.peek().at <= now) {
            later.poll().what.run();
        }
    }

    private void kill(int node, SimulatedService service, long now) {
        if (away[node] || !service.isRunning()) {
            return;
        }
        service.die(now, random);
        nodes.get(node).tell(service, "down", now, network.of(node));
        long back = now + random.nextLong(20, 1500);
        later.add(new Later(back, () -> {
            // A reset of the node in between has started it already.
            if (!service.isRunning()) {
                service.start(back, random);
                if (!away[node]) {
                    nodes.get(node).tell(service, "up", back, network.of(node));
                }
            }
        }));
    }

    private void leave(int node, long now) {
        if (away[node]) {
            return;
        }
        away[node] = true;
        SimulatedNode one = nodes.get(node);
        network.drop(node, one.statusTopic(), one.will());
        long back = now + random.nextLong(4_000, 40_000);
        boolean reset = random.nextBoolean();
        later.add(new Later(back, () -> {
            if (reset) {
                one.reset(back - 3000, "critical " + (one.services().isEmpty() ? "heart" : one.services().getFirst().name())
                        + ": down for 10 s");
            }
            one.connect();
            away[node] = false;
            network.restore(node, one.statusTopic(), one.will());
            announce(node, back);
        }));
    }
}
