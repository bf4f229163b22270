package dev.dogwatch.telemetry.testkit;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for conditions, so that no test waits for a duration. */
public final class Await {

    /** So long that only what never happens takes it, on a machine with much else to do. */
    public static final Duration LONG = Duration.ofSeconds(30);

    private static final long LOOK_AGAIN_MS = 5;

    private Await() {
    }

    /**
     * Returns when the condition holds.
     *
     * @param seen what there is instead, for the failure
     * @throws AssertionError when it does not within {@link #LONG}
     */
    public static void until(String what, BooleanSupplier condition, Supplier<?> seen) {
        until(what, LONG, condition, seen);
    }

    /** The same within {@code limit}. */
    public static void until(String what, Duration limit, BooleanSupplier condition, Supplier<?> seen) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("no " + what + " within " + limit.toMillis() + " ms, but: " + seen.get());
            }
            try {
                Thread.sleep(LOOK_AGAIN_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while waiting for " + what, e);
            }
        }
    }
}
