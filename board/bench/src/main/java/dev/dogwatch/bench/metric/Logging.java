package dev.dogwatch.bench.metric;

import dev.dogwatch.bench.Plan;
import dev.dogwatch.bench.report.Aim;
import dev.dogwatch.bench.report.Row;
import dev.dogwatch.bench.report.Unit;
import dev.dogwatch.bench.tree.Failure;
import dev.dogwatch.bench.tree.Tree;
import java.util.List;

/** How long a logger takes for what a service has to say, from a pipe that is always full. */
final class Logging implements Metric {
    private final Plan plan;
    private final Row plain;
    private final Row stamped;

    Logging(Plan plan) {
        this.plan = plan;
        String amount = plan.logMegabytes() + " MB";
        plain = new Row("svlogd", "svlogd: " + amount + " of 100-byte lines", Unit.TIME, Aim.share(1 / 6.0),
                "from before the start of a pipeline, a program that writes lines and the logger with its defaults (ten"
                        + " files of 1,000,000 bytes, in memory), to after its end (s6: s6-log with the same).");
        stamped = new Row("svlogd-tt", "svlogd -tt: the same", Unit.TIME, Aim.share(1 / 3.0),
                "the same with a time stamp in front of each line (s6: the action T).");
    }

    @Override
    public String name() {
        return "logging";
    }

    @Override
    public List<Row> rows() {
        return List.of(plain, stamped);
    }

    @Override
    public void measure(Contest contest) throws InterruptedException {
        contest.plant(tree -> tree.with(1));
        for (int i = 0; i < plan.logRounds(); i++) {
            contest.eachTree(tree -> contest.add(plain, tree, log(tree, false)));
            contest.eachTree(tree -> contest.add(stamped, tree, log(tree, true)));
        }
    }

    private double log(Tree tree, boolean withStamps) throws Failure {
        String logger = String.join(" ", tree.peer().logger("../log", withStamps));
        String pipeline = "mkdir ../log && " + tree.helper("lines") + " " + plan.logMegabytes() + " | " + logger;
        double nanos = tree.stopwatch().time(List.of("sh", "-c", pipeline)).nanos();
        tree.stopwatch().time(List.of("sh", "-c", "test -e ../log/current && rm -r ../log"));
        return nanos;
    }
}
