package dev.dogwatch.qemu.guest;

import java.time.Duration;
import java.time.Instant;

/**
 * A moment that the guest told by its own monotonic clock, and what the host's clock showed then at the earliest. The guest's clock
 * runs with the host's, however slow its processor is.
 *
 * @param uptime since the boot of the guest's kernel
 * @param earliest by the clock of the host
 */
public record Moment(Duration uptime, Instant earliest) {

    /** How long after this moment something happened on the host, at most. */
    public Duration atMostUntil(Instant later) {
        return Duration.between(earliest, later);
    }
}
