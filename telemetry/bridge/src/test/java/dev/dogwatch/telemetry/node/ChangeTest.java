package dev.dogwatch.telemetry.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ChangeTest {

    private static ServiceState state(Phase phase, boolean want, Integer pid, Long starts) {
        return new ServiceState(phase, want, true, null, false, false, false, false, pid, starts, null, null, null, null, 0);
    }

    private static ServiceState ready(int pid, Boolean ready, boolean paused, boolean gaveUp) {
        return new ServiceState(Phase.RUN, true, true, ready, paused, false, gaveUp, false, pid, 1L, 0L, null, null, null, 0);
    }

    private static final ServiceState RUNS = state(Phase.RUN, true, 10, 5L);
    private static final ServiceState DOWN = state(Phase.DOWN, true, null, 5L);

    @Test
    void nothingIsNoChange() {
        assertEquals(List.of(), Change.between(RUNS, RUNS));
    }

    @Test
    void upAndDown() {
        assertEquals(List.of(new Change(Cause.DOWN, 0)), Change.between(RUNS, DOWN));
        assertEquals(List.of(new Change(Cause.UP, 0)), Change.between(DOWN, state(Phase.RUN, true, 11, 6L)));
        assertEquals(List.of(new Change(Cause.FINISH, 0)), Change.between(RUNS, state(Phase.FINISH, true, 12, 5L)));
    }

    @Test
    void startsThatWereNotSeenAreCounted() {
        assertEquals(List.of(new Change(Cause.UP, 3)), Change.between(DOWN, state(Phase.RUN, true, 11, 9L)));
        assertEquals(List.of(new Change(Cause.DOWN, 2)), Change.between(RUNS, state(Phase.DOWN, true, null, 7L)));
        assertEquals(List.of(new Change(Cause.RESTARTED, 1)), Change.between(RUNS, state(Phase.RUN, true, 11, 7L)));
        assertEquals(List.of(new Change(Cause.DOWN, 1)), Change.between(DOWN, state(Phase.DOWN, true, null, 6L)));
    }

    @Test
    void withoutCountersTheProcessTells() {
        assertEquals(List.of(new Change(Cause.RESTARTED, 0)),
                Change.between(state(Phase.RUN, true, 1, null), state(Phase.RUN, true, 2, null)));
    }

    @Test
    void countersThatBeganAnewAreNoNegativeNumber() {
        assertEquals(List.of(new Change(Cause.RESTARTED, 1)), Change.between(RUNS, state(Phase.RUN, true, 11, 2L)));
    }

    @Test
    void severalThingsAtOnceAreAllTold() {
        assertEquals(List.of(new Change(Cause.WANT, 0), new Change(Cause.DOWN, 0)),
                Change.between(RUNS, state(Phase.DOWN, false, null, 5L)));
    }

    @Test
    void readyPausedAndGivenUp() {
        assertEquals(List.of(new Change(Cause.READY, 0)), Change.between(ready(1, false, false, false), ready(1, true, false, false)));
        assertEquals(List.of(new Change(Cause.PAUSED, 0)), Change.between(ready(1, null, false, false), ready(1, null, true, false)));
        assertEquals(List.of(new Change(Cause.CONTINUED, 0)), Change.between(ready(1, null, true, false), ready(1, null, false, false)));
        assertEquals(List.of(new Change(Cause.GAVE_UP, 0)), Change.between(ready(1, null, false, false), ready(1, null, false, true)));
    }
}
