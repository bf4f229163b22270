package dev.dogwatch.bench.metric;

import dev.dogwatch.bench.peer.Peer;
import dev.dogwatch.bench.report.Aim;
import dev.dogwatch.bench.report.Row;
import dev.dogwatch.bench.report.Unit;
import dev.dogwatch.bench.tree.Failure;
import dev.dogwatch.bench.tree.Ledger.Start;
import dev.dogwatch.bench.tree.Posix;
import dev.dogwatch.bench.tree.Processes;
import dev.dogwatch.bench.tree.Tree;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A whole tree from nothing, and what else can be seen in it once it stands. */
final class ColdStart implements Metric {

    /** Measures something in a tree that is up. */
    interface Inspection {
        List<Row> rows();

        void inspect(Contest contest, Tree tree) throws Failure, InterruptedException;
    }

    /** So that what a supervisor puts off until after a start is counted as well. */
    private static final Duration AFTERMATH = Duration.ofMillis(200);

    private final int services;
    private final int rounds;
    private final Inspection inspection;
    private final Row wall;
    private final Row cpu;

    ColdStart(int services, int rounds, Inspection inspection) {
        this.services = services;
        this.rounds = rounds;
        this.inspection = inspection;
        String count = "%,d services".formatted(services);
        Aim aim = services == 1000 ? Aim.share(0.38) : Aim.NONE;
        wall = new Row("up" + services, count + " up from cold", Unit.TIME, aim,
                "from the exec of the supervisor on fresh service directories to the first instruction of the last"
                        + " service.");
        cpu = new Row("up" + services + "-cpu", "CPU of the tree for that", Unit.TIME, aim,
                "user and system time of the supervisor and all processes below it, services too, read "
                        + AFTERMATH.toMillis() + " ms after the last service was up.");
    }

    @Override
    public String name() {
        return "up" + services;
    }

    @Override
    public List<Row> rows() {
        List<Row> rows = new ArrayList<>(List.of(wall, cpu));
        rows.addAll(inspection.rows());
        return rows;
    }

    @Override
    public void measure(Contest contest) throws InterruptedException {
        for (int round = 0; round < rounds; round++) {
            contest.eachPeer(peer -> once(contest, peer));
        }
    }

    private void once(Contest contest, Peer peer) throws Failure, InterruptedException {
        try (Tree tree = contest.tree(peer).with(services)) {
            tree.start().awaitAll();
            Thread.sleep(AFTERMATH);
            Start supervisor = tree.ledger().supervisor();
            long used = Processes.tree(supervisor.pid()).stream().mapToLong(Posix::cpuTime).sum();
            // A service's first start, not its newest: one may have been restarted by then.
            long last = tree.services().stream()
                    .mapToLong(service -> tree.ledger().starts(service).getFirst().at()).max().orElseThrow();
            contest.add(wall, tree, last - supervisor.at());
            contest.add(cpu, tree, used - supervisor.cpu());
            inspection.inspect(contest, tree);
        }
    }
}
