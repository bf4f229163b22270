package dev.dogwatch.telemetry.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * One thing that has happened to a service between two looks.
 *
 * @param missed starts that no look has seen
 */
public record Change(Cause cause, long missed) {

    /** What has happened, in a likely order; empty: nothing that anybody would want to be told. */
    public static List<Change> between(ServiceState before, ServiceState after) {
        long started = started(before, after);
        List<Change> changes = new ArrayList<>();
        if (before.wantedUp() != after.wantedUp()) {
            changes.add(new Change(Cause.WANT, 0));
        }
        boolean another = !Objects.equals(before.pid(), after.pid());
        if (before.phase() != after.phase()) {
            switch (after.phase()) {
                case RUN -> changes.add(new Change(Cause.UP, Math.max(started - 1, 0)));
                case FINISH -> changes.add(new Change(Cause.FINISH, started));
                case DOWN -> changes.add(new Change(Cause.DOWN, started));
            }
        } else if (after.phase() == Phase.RUN && (another || started > 0)) {
            changes.add(new Change(Cause.RESTARTED, Math.max(started - 1, 0)));
        } else if (started > 0) {
            // It was up, and is down again as before.
            changes.add(new Change(after.phase() == Phase.FINISH ? Cause.FINISH : Cause.DOWN, started));
        }
        if (before.paused() != after.paused() && after.phase() == Phase.RUN) {
            changes.add(new Change(after.paused() ? Cause.PAUSED : Cause.CONTINUED, 0));
        }
        if (Boolean.TRUE.equals(after.ready()) && (!Boolean.TRUE.equals(before.ready()) || another)) {
            changes.add(new Change(Cause.READY, 0));
        }
        if (after.gaveUp() && !before.gaveUp()) {
            changes.add(new Change(Cause.GAVE_UP, 0));
        }
        return changes;
    }

    /** Counters that are less than they were have begun anew. */
    private static long started(ServiceState before, ServiceState after) {
        if (before.starts() == null || after.starts() == null) {
            return 0;
        }
        return after.starts() < before.starts() ? after.starts() : after.starts() - before.starts();
    }
}
