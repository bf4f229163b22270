package dev.dogwatch.bench.metric;

import dev.dogwatch.bench.Plan;
import dev.dogwatch.bench.report.Aim;
import dev.dogwatch.bench.report.Row;
import dev.dogwatch.bench.report.Unit;
import java.util.List;

/** What it costs a service to be started by way of chpst. */
final class AsUser implements Metric {
    private static final Row ROOT = new Row("chpst", "`chpst -u root` of a program that ends", Unit.TIME, Aim.share(0.3),
            "from before the spawn of chpst to after the exit of the program that it becomes, a static one that does"
                    + " nothing (s6: s6-setuidgid).");

    private final Plan plan;

    AsUser(Plan plan) {
        this.plan = plan;
    }

    @Override
    public String name() {
        return "chpst";
    }

    @Override
    public List<Row> rows() {
        return List.of(ROOT);
    }

    @Override
    public void measure(Contest contest) throws InterruptedException {
        contest.plant(tree -> tree.with(1));
        for (int i = 0; i < plan.chpsts(); i++) {
            contest.eachTree(tree -> {
                List<String> command = tree.peer().asRoot(tree.helper("nothing").toString());
                contest.add(ROOT, tree, tree.stopwatch().time(command).nanos());
            });
        }
    }
}
