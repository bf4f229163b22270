package dev.dogwatch.bench.metric;

import dev.dogwatch.bench.Plan;
import dev.dogwatch.bench.peer.Peer;
import dev.dogwatch.bench.report.Aim;
import dev.dogwatch.bench.report.Row;
import dev.dogwatch.bench.report.Unit;
import dev.dogwatch.bench.tree.Await;
import dev.dogwatch.bench.tree.Failure;
import dev.dogwatch.bench.tree.Posix;
import dev.dogwatch.bench.tree.Processes;
import dev.dogwatch.bench.tree.Tree;
import java.time.Duration;
import java.util.List;

/** What happens when runsvdir is killed and another one is started, while all runsvs live. */
final class Succession implements Metric {
    private static final int SERVICES = 200;
    private static final Duration WATCHED = Duration.ofSeconds(3);
    private static final Row ADOPTED = new Row("succession", "runsvdir killed -> its successor has adopted " + SERVICES, Unit.TIME,
            Aim.NONE, "from the exec of the next runsvdir until it watches the fifo of each service's runsv. Other suites do not adopt.");
    private static final Row CPU = new Row("succession-cpu", "CPU of the successor in its first " + WATCHED.toSeconds() + " s", Unit.TIME,
            Aim.NONE, "user and system time of the next runsvdir alone, " + WATCHED.toSeconds() + " s after its exec. C runit's starts a runsv for"
            + " each directory once a second, which then complains and leaves.");

    private final Plan plan;

    Succession(Plan plan) {
        this.plan = plan;
    }

    @Override
    public String name() {
        return "succession";
    }

    @Override
    public List<Row> rows() {
        return List.of(ADOPTED, CPU);
    }

    @Override
    public void measure(Contest contest) throws InterruptedException {
        for (int round = 0; round < Math.min(plan.coldStartsOf200(), 3); round++) {
            contest.eachPeer(peer -> once(contest, peer));
        }
    }

    private static void once(Contest contest, Peer peer) throws Failure, InterruptedException {
        try (Tree tree = contest.tree(peer).with(SERVICES)) {
            tree.start().awaitAll();
            tree.awaitSteady();
            int before = tree.ledger().starts("").size();
            tree.replaceSupervisor();
            Await.until("the next supervisor start", Duration.ofMillis(1), () -> tree.ledger().starts("").size() > before);
            long begun = tree.ledger().starts("").getLast().at();
            if (peer.id().equals(Peer.DOGWATCH)) {
                Await.until("the adoption of " + SERVICES, Duration.ofNanos(200_000), () -> Processes.inotifyWatches(tree.supervisorPid()) > SERVICES);
                contest.add(ADOPTED, tree, Posix.now() - begun);
            }
            Thread.sleep(Duration.ofNanos(Math.max(0, begun + WATCHED.toNanos() - Posix.now())));
            contest.add(CPU, tree, Posix.cpuTime(tree.supervisorPid()) - tree.ledger().starts("").getLast().cpu());
        }
    }
}
