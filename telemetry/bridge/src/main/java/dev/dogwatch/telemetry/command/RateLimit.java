package dev.dogwatch.telemetry.command;

import java.util.function.LongSupplier;

/** Lets so many pass at once, and so many a second from then on; counts the others. For any number of threads. */
final class RateLimit {
    private final int burst;
    private final int perSecond;
    private final LongSupplier millis;
    private double tokens;
    private long last;
    private long held;

    /** @param millis a clock that nobody sets */
    RateLimit(int burst, int perSecond, LongSupplier millis) {
        this.burst = burst;
        this.perSecond = perSecond;
        this.millis = millis;
        tokens = burst;
        last = millis.getAsLong();
    }

    /** Whether one more may pass. */
    synchronized boolean pass() {
        long now = millis.getAsLong();
        tokens = Math.min(burst, tokens + (now - last) * perSecond / 1000.0);
        last = now;
        if (tokens < 1) {
            held++;
            return false;
        }
        tokens--;
        return true;
    }

    /** How many were held back since this was asked last. */
    synchronized long held() {
        long n = held;
        held = 0;
        return n;
    }
}
