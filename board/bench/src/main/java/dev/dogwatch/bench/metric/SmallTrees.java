package dev.dogwatch.bench.metric;

import dev.dogwatch.bench.Plan;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Trees of a few services, several for each suite, started at different times. A supervisor that looks around every few
 * seconds is so caught at every point between two looks, and in parallel.
 */
final class SmallTrees {
    /** More than one, so that it shows when the wrong one is met. */
    private static final int SERVICES = 3;

    private SmallTrees() {
    }

    static void plant(Contest contest, Plan plan) throws InterruptedException {
        for (int i = 0; i < plan.smallTrees(); i++) {
            contest.plant(tree -> tree.with(SERVICES));
            Thread.sleep(plan.spread().dividedBy(plan.smallTrees()));
        }
        settle(plan);
    }

    /** Lets all come to rest, for a time that no supervisor can be in step with. */
    static void settle(Plan plan) throws InterruptedException {
        double share = 0.3 + ThreadLocalRandom.current().nextDouble(0.3);
        Thread.sleep(Duration.ofMillis((long) (share * plan.spread().toMillis())));
    }
}
