package dev.dogwatch.bench.metric;

import dev.dogwatch.bench.Plan;
import dev.dogwatch.bench.report.Aim;
import dev.dogwatch.bench.report.Row;
import dev.dogwatch.bench.report.Unit;
import dev.dogwatch.bench.tree.Ledger.Start;
import dev.dogwatch.bench.tree.Posix;
import dev.dogwatch.bench.tree.Tree;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How long a crashed service is away. */
final class Restart implements Metric {
    private static final Row AWAY = new Row("restart", "service killed -> next instance runs", Unit.TIME,
            Aim.share(0.65), "from kill(SIGKILL) of a service that is up for more than 1.1 s to the first instruction"
            + " of the next ./run, a static C program, started directly. s6 pauses for a second first.");
    /** Longer than a restart takes: nothing of ours runs on the machine meanwhile. */
    private static final Duration APART = Duration.ofMillis(3);

    private record Kill(Tree tree, String service, long at) {
    }

    private final Plan plan;

    Restart(Plan plan) {
        this.plan = plan;
    }

    @Override
    public String name() {
        return "restart";
    }

    @Override
    public List<Row> rows() {
        return List.of(AWAY);
    }

    @Override
    public void measure(Contest contest) throws InterruptedException {
        contest.plant(tree -> tree.with(plan.restartServices()));
        // The first round warms up caches and this JVM, and is not counted.
        for (int round = 0; round <= plan.restartRounds(); round++) {
            List<Kill> kills = new ArrayList<>();
            contest.eachTree(Tree::awaitSteady);
            for (int i = 0; i < plan.restartServices(); i++) {
                int service = i;
                contest.eachTree(tree -> {
                    kills.add(kill(tree, tree.services().get(service)));
                    Thread.sleep(APART);
                });
            }
            boolean counts = round > 0;
            contest.each(kills, Kill::tree, kill -> {
                // Looked at only now: s6 pauses for a second before every restart, and nobody shall wait for it.
                double away = kill.tree().ledger().await(kill.service(), kill.at(), APART).at() - kill.at();
                if (counts) {
                    contest.add(AWAY, kill.tree(), away);
                }
            });
        }
    }

    private static Kill kill(Tree tree, String service) {
        Start victim = tree.ledger().starts(service).getLast();
        long at = Posix.now();
        Posix.kill(victim.pid(), Posix.SIGKILL);
        return new Kill(tree, service, at);
    }
}
