package dev.dogwatch.telemetry.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackoffTest {

    @Test
    void itDoublesUpToItsLimitAndIsNeverTheSameForAll() {
        Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(10), new Random(1));
        for (long most : new long[] {1, 2, 4, 8, 10, 10}) {
            Duration next = backoff.next();
            assertTrue(next.compareTo(Duration.ofSeconds(most)) <= 0, next + " for " + most);
            assertTrue(next.compareTo(Duration.ofSeconds(most).dividedBy(2)) >= 0, next + " for " + most);
        }
        backoff.reset();
        assertTrue(backoff.next().compareTo(Duration.ofSeconds(1)) <= 0);
        long different = Stream.generate(() -> backoff.next()).limit(20).distinct().count();
        assertEquals(20, different);
    }

    @Test
    void anHourWithoutABrokerIsSomeHundredAttemptsOfWhichTheLastIsRecent() {
        for (int seed = 0; seed < 100; seed++) {
            Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60), new Random(seed));
            Duration clock = Duration.ZERO;
            int attempts = 0;
            while (clock.compareTo(Duration.ofHours(1)) < 0) {
                clock = clock.plus(backoff.next());
                attempts++;
            }
            assertTrue(attempts >= 60 && attempts <= 130, attempts + " attempts");
            // Whatever its length: once the network is back, the next attempt is not farther away.
            assertTrue(clock.compareTo(Duration.ofHours(1).plusSeconds(60)) <= 0, clock::toString);
        }
    }
}
