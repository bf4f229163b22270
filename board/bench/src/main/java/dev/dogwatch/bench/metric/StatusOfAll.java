package dev.dogwatch.bench.metric;

import dev.dogwatch.bench.Plan;
import dev.dogwatch.bench.peer.Peer;
import dev.dogwatch.bench.report.Aim;
import dev.dogwatch.bench.report.Row;
import dev.dogwatch.bench.report.Unit;
import dev.dogwatch.bench.tree.Failure;
import dev.dogwatch.bench.tree.Tree;
import java.util.List;

/** Asking for the status of a whole tree. */
final class StatusOfAll implements ColdStart.Inspection {
    private static final Row ALL = new Row("status1000", "`sv status` of 1,000 services", Unit.TIME, Aim.share(1),
            "one `sv status` with all names, from before its spawn to after its exit; s6 has one s6-svstat for each.");

    private final Plan plan;

    StatusOfAll(Plan plan) {
        this.plan = plan;
    }

    @Override
    public List<Row> rows() {
        return List.of(ALL);
    }

    @Override
    public void inspect(Contest contest, Tree tree) throws Failure {
        List<String> command = tree.peer().statusOfAll(tree.services());
        // A thousand processes take long enough to need no repetition.
        int times = tree.peer().id().equals(Peer.S6) ? 1 : plan.statusesOfAll();
        for (int i = 0; i < times; i++) {
            contest.add(ALL, tree, tree.stopwatch().time(command).nanos());
        }
    }
}
