package dev.dogwatch.telemetry.mqtt;

import dev.dogwatch.telemetry.node.Cause;
import dev.dogwatch.telemetry.node.Change;
import dev.dogwatch.telemetry.node.Inventory;
import dev.dogwatch.telemetry.node.NodeListener;
import dev.dogwatch.telemetry.node.ServiceName;
import dev.dogwatch.telemetry.node.ServiceState;
import dev.dogwatch.telemetry.node.WatchdogState;
import java.util.List;
import java.util.Set;

/** Makes messages of what becomes of the services, and puts them into the outbox: the event first, then the state after it. */
final class Publisher implements NodeListener {
    private final Payloads payloads;
    private final Outbox outbox;
    private volatile Set<ServiceName> directories;
    private volatile Inventory inventory = new Inventory(null, null, List.of());

    Publisher(Payloads payloads, Outbox outbox) {
        this.payloads = payloads;
        this.outbox = outbox;
    }

    @Override
    public void service(ServiceName name, ServiceState before, ServiceState after) {
        if (after == null) {
            outbox.put(payloads.event(name, before, new Change(Cause.REMOVED, 0)));
            outbox.put(payloads.noState(name));
            return;
        }
        List<Change> changes = before == null ? List.of(new Change(Cause.APPEARED, 0)) : Change.between(before, after);
        for (Change change : changes) {
            outbox.put(payloads.event(name, after, change));
        }
        outbox.put(payloads.state(name, after));
    }

    /** Takes what the broker keeps on this topic away. */
    void clear(String topic) {
        outbox.put(Message.nothing(topic));
    }

    /** Does something if there is no directory of this name; before one that appears meanwhile is told. */
    synchronized void ifGone(ServiceName name, Runnable what) {
        if (!directories.contains(name)) {
            what.run();
        }
    }

    @Override
    public synchronized void directories(Set<ServiceName> all) {
        directories = all;
    }

    @Override
    public void watchdog(WatchdogState state) {
        outbox.put(state == null ? payloads.noWatchdog() : payloads.watchdog(state));
    }

    @Override
    public void inventory(Inventory now) {
        inventory = now;
        outbox.put(payloads.birth(now));
    }

    /** Those of services, supervised or not; null: not known yet. */
    Set<ServiceName> directories() {
        return directories;
    }

    /** As it was told last. */
    Inventory inventory() {
        return inventory;
    }
}
