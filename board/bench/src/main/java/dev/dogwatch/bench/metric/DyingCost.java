package dev.dogwatch.bench.metric;

import dev.dogwatch.bench.Plan;
import dev.dogwatch.bench.peer.Peer;
import dev.dogwatch.bench.report.Aim;
import dev.dogwatch.bench.report.Row;
import dev.dogwatch.bench.report.Unit;
import dev.dogwatch.bench.tree.Failure;
import dev.dogwatch.bench.tree.Ledger.Start;
import dev.dogwatch.bench.tree.Posix;
import dev.dogwatch.bench.tree.Tree;
import java.time.Duration;
import java.util.List;

/** What a service that dies at once and for ever costs the node. */
final class DyingCost implements Metric {
    private static final String HOW = "user and system time of the runsv of a service that ends as soon as it has started,"
            + " divided by the seconds of watching";
    private static final Row PLAIN = new Row("dying-cpu", "service dies at once for ever: CPU of its runsv a second", Unit.TIME,
            Aim.NONE, HOW + ", from two seconds after its first start on.");
    private static final Row CRASH_ONLY = new Row("dying-cpu-crash-only", "the same, crash-only", Unit.TIME,
            Aim.NONE, "the same of Dogwatch's crash-only services. Other suites have no such mode.");
    private static final Row STARTS = new Row("dying-starts-crash-only", "starts a second of that", Unit.COUNT,
            Aim.NONE, "how often such a service was started in a second of the same time.");
    private static final Duration SETTLE = Duration.ofSeconds(2);
    private static final int LONGEST = 10;

    private final Plan plan;

    DyingCost(Plan plan) {
        this.plan = plan;
    }

    @Override
    public String name() {
        return "dying-cpu";
    }

    @Override
    public List<Row> rows() {
        return List.of(PLAIN, CRASH_ONLY, STARTS);
    }

    @Override
    public void measure(Contest contest) throws InterruptedException {
        contest.eachPeer(peer -> watch(contest, contest.tree(peer).withDying(plan.dyingServices()), PLAIN));
        contest.eachPeer(peer -> {
            if (peer.id().equals(Peer.DOGWATCH)) {
                watch(contest, contest.tree(peer).withDying(plan.dyingServices()).withFile("crash-only"), CRASH_ONLY);
            }
        });
    }

    private void watch(Contest contest, Tree unstarted, Row cpu) throws Failure, InterruptedException {
        try (Tree tree = unstarted) {
            tree.start().awaitAll();
            Thread.sleep(SETTLE);
            long begun = Posix.now();
            List<Long> runsvs = tree.services().stream().map(name -> tree.ledger().starts(name).getLast()).map(Start::parent).toList();
            List<Long> used = runsvs.stream().map(Posix::cpuTime).toList();
            List<Integer> started = tree.services().stream().map(name -> tree.ledger().starts(name).size()).toList();
            Thread.sleep(Duration.ofSeconds(Math.min(plan.idleSeconds(), LONGEST)));
            double seconds = (Posix.now() - begun) / 1e9;
            for (int i = 0; i < runsvs.size(); i++) {
                contest.add(cpu, tree, (Posix.cpuTime(runsvs.get(i)) - used.get(i)) / seconds);
                if (cpu == CRASH_ONLY) {
                    contest.add(STARTS, tree, (tree.ledger().starts(tree.services().get(i)).size() - started.get(i)) / seconds);
                }
            }
        }
    }
}
