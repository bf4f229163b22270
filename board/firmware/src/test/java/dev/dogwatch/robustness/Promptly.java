package dev.dogwatch.robustness;

import dev.dogwatch.e2e.Await;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What the product does in milliseconds must be seen in seconds: many times what a loaded machine needs, and far less than what it
 * would take if the thing in the way, which lasts for minutes, were waited for.
 */
final class Promptly {

    private static final Duration LIMIT = Duration.ofSeconds(4);

    private Promptly() {
    }

    static void until(Supplier<String> what, BooleanSupplier condition) {
        within(LIMIT, what, condition);
    }

    /** The same with a limit of one's own. */
    static void within(Duration limit, Supplier<String> what, BooleanSupplier condition) {
        long start = System.nanoTime();
        Await.until(what, condition);
        Duration taken = Duration.ofNanos(System.nanoTime() - start);
        if (taken.compareTo(limit) > 0) {
            throw new AssertionError(what.get() + " took " + taken.toMillis() + " ms");
        }
    }
}
