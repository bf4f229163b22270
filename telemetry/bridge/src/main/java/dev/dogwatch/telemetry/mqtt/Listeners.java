package dev.dogwatch.telemetry.mqtt;

import dev.dogwatch.telemetry.node.Inventory;
import dev.dogwatch.telemetry.node.NodeListener;
import dev.dogwatch.telemetry.node.ServiceName;
import dev.dogwatch.telemetry.node.ServiceState;
import dev.dogwatch.telemetry.node.WatchdogState;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** Tells all that is told to it to several, one after the other. For any number of threads, as those must be. */
final class Listeners implements NodeListener {
    private final List<NodeListener> all;

    Listeners(NodeListener last) {
        all = new CopyOnWriteArrayList<>(List.of(last));
    }

    /** Before those that are there. */
    void add(NodeListener listener) {
        all.addFirst(listener);
    }

    @Override
    public void service(ServiceName name, ServiceState before, ServiceState after) {
        all.forEach(listener -> listener.service(name, before, after));
    }

    @Override
    public void directories(Set<ServiceName> now) {
        all.forEach(listener -> listener.directories(now));
    }

    @Override
    public void watchdog(WatchdogState state) {
        all.forEach(listener -> listener.watchdog(state));
    }

    @Override
    public void inventory(Inventory inventory) {
        all.forEach(listener -> listener.inventory(inventory));
    }
}
