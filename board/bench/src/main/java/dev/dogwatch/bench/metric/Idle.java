package dev.dogwatch.bench.metric;

import dev.dogwatch.bench.Plan;
import dev.dogwatch.bench.report.Aim;
import dev.dogwatch.bench.report.Row;
import dev.dogwatch.bench.report.Unit;
import dev.dogwatch.bench.tree.Ledger.Start;
import dev.dogwatch.bench.tree.Processes;
import dev.dogwatch.bench.tree.Tree;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a supervision tree does while nothing happens. All suites idle at the same time. */
final class Idle implements Metric {
    private static final int SERVICES = 50;
    private static final String HOW = "voluntary and involuntary context switches while nothing happens, of ";

    private final Plan plan;
    private final Row root;
    private final Row supervisors;

    Idle(Plan plan) {
        this.plan = plan;
        String span = plan.idleSeconds() + " s idle: context switches of ";
        root = new Row("idle-runsvdir", span + "runsvdir", Unit.COUNT, Aim.atMost(0, Unit.COUNT), HOW + "runsvdir.");
        supervisors = new Row("idle-runsv", span + SERVICES + " runsv", Unit.COUNT, Aim.atMost(0, Unit.COUNT),
                HOW + "all runsv together.");
    }

    @Override
    public String name() {
        return "idle";
    }

    @Override
    public List<Row> rows() {
        return List.of(root, supervisors);
    }

    @Override
    public void measure(Contest contest) throws InterruptedException {
        contest.plant(tree -> tree.with(SERVICES));
        Thread.sleep(Duration.ofSeconds(plan.settleSeconds()));
        Map<Tree, Long> rootBefore = new HashMap<>();
        Map<Tree, Long> supervisorsBefore = new HashMap<>();
        contest.eachTree(tree -> {
            rootBefore.put(tree, Processes.contextSwitches(tree.supervisorPid()));
            supervisorsBefore.put(tree, switchesOfSupervisors(tree));
        });
        Thread.sleep(Duration.ofSeconds(plan.idleSeconds()));
        contest.eachTree(tree -> {
            contest.add(root, tree, Processes.contextSwitches(tree.supervisorPid()) - rootBefore.get(tree));
            contest.add(supervisors, tree, switchesOfSupervisors(tree) - supervisorsBefore.get(tree));
        });
    }

    private static long switchesOfSupervisors(Tree tree) {
        return tree.ledger().newest().stream().map(Start::parent).mapToLong(Processes::contextSwitches).sum();
    }
}
