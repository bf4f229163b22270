package dev.dogwatch.bench.metric;

import dev.dogwatch.bench.Plan;
import dev.dogwatch.bench.report.Aim;
import dev.dogwatch.bench.report.Row;
import dev.dogwatch.bench.report.Unit;
import dev.dogwatch.bench.tree.Tree;
import java.util.List;

/** How long the client keeps its user waiting for one service. */
final class StopStart implements Metric {
    private static final Aim AIM = Aim.atMost(5e6, Unit.TIME);
    private static final Row STOP = new Row("stop", "`sv stop` of one returns after", Unit.TIME, AIM,
            "a service that is up for more than 1.1 s and ends on TERM, from before the spawn of `sv stop` to after"
                    + " its exit (s6: `s6-svc -wD -d`).");
    private static final Row START = new Row("start", "`sv start` of one returns after", Unit.TIME, AIM,
            "the same service then (s6: `s6-svc -wu -u`).");

    private final Plan plan;

    StopStart(Plan plan) {
        this.plan = plan;
    }

    @Override
    public String name() {
        return "stop-start";
    }

    @Override
    public List<Row> rows() {
        return List.of(STOP, START);
    }

    @Override
    public void measure(Contest contest) throws InterruptedException {
        contest.plant(tree -> tree.with(plan.stopStarts()));
        contest.eachTree(Tree::awaitSteady);
        for (int i = 0; i < plan.stopStarts(); i++) {
            int service = i;
            contest.eachTree(tree -> {
                String name = tree.services().get(service);
                contest.add(STOP, tree, tree.stopwatch().time(tree.peer().stop(name)).nanos());
                contest.add(START, tree, tree.stopwatch().time(tree.peer().start(name)).nanos());
            });
        }
    }
}
