package dev.dogwatch.telemetry.node;

import java.util.List;

/**
 * The file watchdog of {@code runsvdir -w} (docs/watchdog.md).
 *
 * @param gate open, starving, rebooting or closed
 * @param reason why it is not open; null: it is
 */
public record WatchdogState(String gate, String reason, boolean safeMode, List<Device> devices, List<Critical> critical) {

    /** @param state fed, missing or busy */
    public record Device(String path, String state) {
    }

    /** @param grace s */
    public record Critical(String name, String state, long grace) {
    }

    public WatchdogState {
        devices = List.copyOf(devices);
        critical = List.copyOf(critical);
    }
}
