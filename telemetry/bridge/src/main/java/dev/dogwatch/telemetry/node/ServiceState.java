package dev.dogwatch.telemetry.node;

/**
 * All that the files of a service tell (docs/observing.md). null stands for what is not known.
 *
 * @param ready whether it is ready; null: it does not tell
 * @param pid of ./run or ./finish; null: none
 * @param starts of ./run in this boot; null, as the next three may be: runsv keeps no counters
 * @param exit of the last ./run that ended; null: a signal ended it, or none has ended
 * @param sinceMonotonic when the state began: ms of CLOCK_MONOTONIC
 * @param sinceWall the same in ms since 1970, by the clock as it was then
 */
public record ServiceState(Phase phase, boolean wantedUp, boolean normallyUp, Boolean ready, boolean paused, boolean crashOnly,
        boolean gaveUp, boolean critical, Integer pid, Long starts, Long deaths, Integer exit, Integer signal,
        Long sinceMonotonic, long sinceWall) {

    /** Of a service of which nothing is known but that it is not there. */
    public static final ServiceState NOTHING = new ServiceState(Phase.DOWN, false, true, null, false, false, false, false, null,
            null, null, null, null, null, 0);
}
