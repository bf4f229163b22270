package dev.dogwatch.e2e;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting for something to become true: long enough for a loaded machine, and not a moment longer than it takes. */
public final class Await {

    /** A limit for hangs, not an expectation: nothing that works takes this long. */
    public static final Duration LIMIT = Duration.ofSeconds(25);

    private static final Duration POLL = Duration.ofMillis(5);

    private Await() {
    }

    /**
     * Returns as soon as the condition holds.
     *
     * @param what what is awaited, and how things stand when it did not come, for the message of the failure
     */
    public static void until(Supplier<String> what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited " + LIMIT.toSeconds() + " s for " + what.get());
            }
            pause(POLL);
        }
    }

    /** Lets time pass, for scenarios that are about a duration or about something that must not happen. */
    public static void pause(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
