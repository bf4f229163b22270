package dev.dogwatch.bench.metric;

import dev.dogwatch.bench.report.Aim;
import dev.dogwatch.bench.report.Row;
import dev.dogwatch.bench.report.Unit;
import dev.dogwatch.bench.tree.Ledger.Start;
import dev.dogwatch.bench.tree.Processes;
import dev.dogwatch.bench.tree.Tree;
import java.time.Duration;
import java.util.List;

/** What the supervisor of one service costs in memory, among many. */
final class MemoryOfRunsv implements ColdStart.Inspection {
    private static final String HOW = "of /proc/PID/smaps_rollup, mean over all runsv of a tree of 200, services not"
            + " counted.";
    private static final Row RSS = new Row("rss", "RSS of one runsv, 200 running", Unit.MEMORY,
            Aim.atMost(200, Unit.MEMORY), "Rss " + HOW);
    private static final Row PSS = new Row("pss", "PSS of one runsv", Unit.MEMORY,
            Aim.atMost(30, Unit.MEMORY), "Pss (shared pages divided among those who share them) " + HOW);
    private static final Row DIRTY = new Row("dirty", "private dirty of one runsv", Unit.MEMORY, Aim.NONE,
            "Private_Dirty " + HOW);

    @Override
    public List<Row> rows() {
        return List.of(RSS, PSS, DIRTY);
    }

    @Override
    public void inspect(Contest contest, Tree tree) throws InterruptedException {
        // The memory that matters is that of a tree at rest.
        Thread.sleep(Duration.ofMillis(500));
        List<Long> supervisors = tree.ledger().newest().stream().map(Start::parent).toList();
        contest.add(RSS, tree, mean(supervisors, "Rss"));
        contest.add(PSS, tree, mean(supervisors, "Pss"));
        contest.add(DIRTY, tree, mean(supervisors, "Private_Dirty"));
    }

    private static double mean(List<Long> pids, String key) {
        return pids.stream().mapToLong(pid -> Processes.number(pid, "smaps_rollup", key)).average().orElseThrow();
    }
}
