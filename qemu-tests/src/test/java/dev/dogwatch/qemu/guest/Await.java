package dev.dogwatch.qemu.guest;

import java.time.Duration;
import java.util.function.Supplier;

/** Waiting for something to become true: long enough for an emulated board on a loaded machine, and not longer than it takes. */
final class Await {

    /** A limit for hangs, not an expectation: a boot takes three seconds on an idle machine. */
    static final Duration LIMIT = Duration.ofSeconds(120);

    private static final Duration POLL = Duration.ofMillis(10);

    private Await() {
    }

    /**
     * Returns the answer as soon as there is one, that is, as soon as it is not null.
     *
     * @param what what is awaited, and how things stand when it did not come, for the message of the failure
     */
    static <T> T answer(Duration limit, Supplier<String> what, Supplier<T> look) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            T answer = look.get();
            if (answer != null) {
                return answer;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited " + limit.toSeconds() + " s for " + what.get());
            }
            pause(POLL);
        }
    }

    static void pause(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
