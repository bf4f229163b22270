package dev.dogwatch.telemetry.fleet;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The ways of a fleet to the broker. The first nodes have a connection each, with a real last will; the rest share a few, and
 * for those the simulator itself publishes what the broker would, when they are gone. What is lost is connected again by
 * {@link #mend}.
 */
final class Connections implements Fleet.Network, AutoCloseable {

    private static final int SHARED = 4;
    private static final int TOGETHER = 50;

    private final int own;
    private final int nodes;
    private final List<Connection> all = new ArrayList<>();

    Connections(String url, int nodes, int wills) {
        this.nodes = nodes;
        own = Math.min(wills, nodes);
        String name = "fleet-sim-" + ProcessHandle.current().pid() + "-";
        for (int i = 0; i < own + SHARED; i++) {
            all.add(new Connection(url, name + i));
        }
    }

    @Override
    public Publisher of(int node) {
        return connection(node);
    }

    private Connection connection(int node) {
        return all.get(node < own ? node : own + node % SHARED);
    }

    @Override
    public void drop(int node, String statusTopic, byte[] will) {
        if (node < own) {
            connection(node).drop();
        } else {
            connection(node).publish(statusTopic, will, true);
        }
    }

    @Override
    public void restore(int node, String statusTopic, byte[] will) {
        if (node < own) {
            connection(node).connect(statusTopic, will);
        }
    }

    /** Connects what is not, and has the nodes that are behind it say what they are. Returns whether all are connected. */
    boolean mend(Fleet fleet, long now) {
        Map<Connection, Future<Boolean>> mended = new LinkedHashMap<>();
        // At once: a connect of Paho takes 0.3 s, most of which it sleeps.
        try (ExecutorService connectors = Executors.newFixedThreadPool(TOGETHER)) {
            for (int i = 0; i < all.size(); i++) {
                Connection connection = all.get(i);
                if (!connection.isConnected() && !(i < own && fleet.isAway(i))) {
                    String topic = i < own ? fleet.statusTopic(i) : null;
                    byte[] will = i < own ? fleet.will(i) : null;
                    mended.put(connection, connectors.submit(() -> connection.connect(topic, will)));
                }
            }
        }
        for (int node = 0; node < nodes; node++) {
            Future<Boolean> connected = mended.get(connection(node));
            if (connected != null && connected.resultNow()) {
                fleet.announce(node, now);
            }
        }
        return mended.values().stream().allMatch(Future::resultNow);
    }

    /** How many have a connection, and so a will, of their own now. */
    int wills() {
        return (int) all.stream().limit(own).filter(Connection::isConnected).count();
    }

    @Override
    public void close() {
        all.forEach(Connection::close);
    }
}
