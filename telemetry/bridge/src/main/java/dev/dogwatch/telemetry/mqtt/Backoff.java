package dev.dogwatch.telemetry.mqtt;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: twice as long after each failure, up to a limit, and by chance between half
 * of that and all of it, so that a fleet does not come back in step.
 */
final class Backoff {
    private final Duration least;
    private final Duration most;
    private final RandomGenerator random;
    private Duration next;

    Backoff(Duration least, Duration most, RandomGenerator random) {
        this.least = least;
        this.most = most.compareTo(least) < 0 ? least : most;
        this.random = random;
        next = least;
    }

    /** After another failure. */
    Duration next() {
        Duration now = next;
        Duration twice = next.multipliedBy(2);
        next = twice.compareTo(most) < 0 ? twice : most;
        return Duration.ofNanos(random.nextLong(now.toNanos() / 2, now.toNanos() + 1));
    }

    /** It has worked. */
    void reset() {
        next = least;
    }
}
