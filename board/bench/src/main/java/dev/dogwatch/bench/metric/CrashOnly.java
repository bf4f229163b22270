package dev.dogwatch.bench.metric;

import dev.dogwatch.bench.Plan;
import dev.dogwatch.bench.peer.Peer;
import dev.dogwatch.bench.report.Aim;
import dev.dogwatch.bench.report.Row;
import dev.dogwatch.bench.report.Unit;
import dev.dogwatch.bench.tree.Ledger.Start;
import dev.dogwatch.bench.tree.Posix;
import dev.dogwatch.bench.tree.Tree;
import java.time.Duration;
import java.util.List;

/** How soon a service is back that is killed again and again. The others have no such mode: theirs is Dogwatch's alone. */
final class CrashOnly implements Metric {
    private static final Row AWAY = new Row("crash-only", "crash-only service killed -> next instance runs", Unit.TIME,
            Aim.NONE, "the same of Dogwatch's crash-only services, which were up for a fifth of a second only: there is no"
            + " pause after a quick death. Other suites have no such mode.");
    private static final int SERVICES = 20;
    /** As often as this a death is answered at once for ever. */
    private static final Duration APART = Duration.ofMillis(200);
    private static final Duration LOOK = Duration.ofMillis(1);

    private final Plan plan;

    CrashOnly(Plan plan) {
        this.plan = plan;
    }

    @Override
    public String name() {
        return "crash-only";
    }

    @Override
    public List<Row> rows() {
        return List.of(AWAY);
    }

    @Override
    public void measure(Contest contest) throws InterruptedException {
        contest.eachPeer(peer -> {
            if (!peer.id().equals(Peer.DOGWATCH)) {
                return;
            }
            try (Tree tree = contest.tree(peer).with(SERVICES).withFile("crash-only")) {
                tree.start().awaitAll();
                for (int round = 0; round <= plan.restartRounds(); round++) {
                    Thread.sleep(APART);
                    for (String service : tree.services()) {
                        Start victim = tree.ledger().starts(service).getLast();
                        long at = Posix.now();
                        Posix.kill(victim.pid(), Posix.SIGKILL);
                        double away = tree.ledger().await(service, at, LOOK).at() - at;
                        // The first round warms up, and is not counted.
                        if (round > 0) {
                            contest.add(AWAY, tree, away);
                        }
                    }
                }
            }
        });
    }
}
