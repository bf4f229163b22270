package dev.dogwatch.telemetry.node;

import java.util.Set;

/** Who wants to know what becomes of the services of a node. Called by the watching thread, which must not be held up. */
public interface NodeListener {

    /** @param before null: it is new; @param after null: it is there no more */
    void service(ServiceName name, ServiceState before, ServiceState after);

    /** Which directories of services there are, supervised or not; at first, and when others are. */
    void directories(Set<ServiceName> all);

    /** What runsvdir tells of the watchdog has changed; null: it tells nothing. */
    void watchdog(WatchdogState state);

    /** All services have been looked at for the first time, or why the node has started has become known. */
    void inventory(Inventory inventory);
}
