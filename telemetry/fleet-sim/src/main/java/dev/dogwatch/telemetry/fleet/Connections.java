package dev.dogwatch.telemetry.fleet;

import java.util.ArrayList;
import java.util.List;

/**
 * The ways of a fleet to the broker. The first nodes have a connection each, with a real last will; the rest share a few, and
 * for those the simulator itself publishes what the broker would, when they are gone. What is lost is connected again by
 * {@link #mend}.
 */
final class Connections implements Fleet.Network, AutoCloseable {

    private static final int SHARED = 4;

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
        boolean complete = true;
        for (int i = 0; i < all.size(); i++) {
            Connection connection = all.get(i);
            if (connection.isConnected() || i < own && fleet.isAway(i)) {
                continue;
            }
            if (!(i < own ? connection.connect(fleet.statusTopic(i), fleet.will(i)) : connection.connect(null, null))) {
                complete = false;
                break;
            }
            for (int node = 0; node < nodes; node++) {
                if (connection(node) == connection) {
                    fleet.announce(node, now);
                }
            }
        }
        return complete;
    }

    @Override
    public void close() {
        all.forEach(Connection::close);
    }
}
