package dev.dogwatch.bench.metric;

import dev.dogwatch.bench.Plan;
import dev.dogwatch.bench.report.Aim;
import dev.dogwatch.bench.report.Row;
import dev.dogwatch.bench.report.Unit;
import java.util.List;

/** What it costs to start the client at all. */
final class StatusOfOne implements Metric {
    private static final Row ONE = new Row("status1", "`sv status` of one service", Unit.TIME, Aim.NONE,
            "from before the spawn of `sv status` to after its exit.");

    private final Plan plan;

    StatusOfOne(Plan plan) {
        this.plan = plan;
    }

    @Override
    public String name() {
        return "status1";
    }

    @Override
    public List<Row> rows() {
        return List.of(ONE);
    }

    @Override
    public void measure(Contest contest) throws InterruptedException {
        contest.plant(tree -> tree.with(1));
        contest.eachTree(tree -> tree.stopwatch().time(tree.peer().statusOf(tree.services().getFirst())));
        for (int i = 0; i < plan.statusesOfOne(); i++) {
            contest.eachTree(tree -> {
                List<String> command = tree.peer().statusOf(tree.services().getFirst());
                contest.add(ONE, tree, tree.stopwatch().time(command).nanos());
            });
        }
    }
}
