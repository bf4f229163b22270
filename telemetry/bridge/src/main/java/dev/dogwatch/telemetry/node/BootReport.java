package dev.dogwatch.telemetry.node;

/**
 * The file boot of {@code runsvdir -w} (docs/watchdog.md).
 *
 * @param boots this one included
 * @param cause one of power-on, reboot, poweroff, watchdog, unknown
 * @param reason in words; null: not known
 * @param resets boots that a watchdog has ended
 */
public record BootReport(long boots, String cause, String reason, long resets) {
}
