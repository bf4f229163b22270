package dev.dogwatch.telemetry.node;

import java.util.List;

/**
 * What a node has.
 *
 * @param boot why it has started; null: unknown
 * @param watchdog null: none is configured
 */
public record Inventory(BootReport boot, WatchdogState watchdog, List<ServiceName> services) {
    public Inventory {
        services = List.copyOf(services);
    }
}
