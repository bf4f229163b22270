package dev.dogwatch.bench.tree;

import java.time.Duration;

/** Waiting for conditions, with limits so generous that only something broken meets them. */
public final class Await {
    /** More than any of the suites needs for anything, even on a busy machine. */
    public static final Duration LIMIT = Duration.ofSeconds(60);

    /** A condition that may have to read files. */
    public interface Condition {
        boolean holds() throws Failure;
    }

    private Await() {
    }

    /**
     * Looks again and again, sleeping in between so that the measured programs have the processor.
     *
     * @param what completes the sentence "did not see ..."
     */
    public static void until(String what, Duration interval, Condition condition)
            throws Failure, InterruptedException {
        long deadline = Posix.now() + LIMIT.toNanos();
        while (!condition.holds()) {
            if (Posix.now() > deadline) {
                throw new Failure("did not see " + what + " within " + LIMIT.toSeconds() + " s");
            }
            Thread.sleep(interval);
        }
    }
}
