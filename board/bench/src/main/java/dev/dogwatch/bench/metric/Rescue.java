package dev.dogwatch.bench.metric;

import dev.dogwatch.bench.Plan;
import dev.dogwatch.bench.report.Aim;
import dev.dogwatch.bench.report.Row;
import dev.dogwatch.bench.report.Unit;
import dev.dogwatch.bench.tree.Ledger.Start;
import dev.dogwatch.bench.tree.Posix;
import dev.dogwatch.bench.tree.Tree;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What happens when a service's supervisor itself is killed. */
final class Rescue implements Metric {
    private static final Row RESCUED = new Row("rescue", "runsv killed -> supervised again", Unit.TIME,
            Aim.atMost(20e6, Unit.TIME), "from kill(SIGKILL) of a runsv until the service's control files have a"
            + " reader again.");
    private static final Row COPIES = new Row("copies", "copies of its service afterwards", Unit.COUNT,
            Aim.atMost(1, Unit.COUNT), "processes of that service that live two seconds later.");

    private final Plan plan;

    Rescue(Plan plan) {
        this.plan = plan;
    }

    @Override
    public String name() {
        return "rescue";
    }

    @Override
    public List<Row> rows() {
        return List.of(RESCUED, COPIES);
    }

    @Override
    public void measure(Contest contest) throws InterruptedException {
        SmallTrees.plant(contest, plan);
        List<Contest.Event> events = new ArrayList<>();
        contest.eachTree(tree -> events.add(new Killed(contest, tree)));
        contest.await("a killed runsv come back", events);
        Thread.sleep(Duration.ofSeconds(2));
        contest.eachTree(tree -> contest.add(COPIES, tree, tree.ledger().starts(tree.services().getFirst()).stream()
                .filter(start -> Posix.exists(start.pid())).count()));
    }

    private static final class Killed implements Contest.Event {
        private final Contest contest;
        private final Tree tree;
        private final Path fifo;
        private int pidfd;
        private long begun;

        Killed(Contest contest, Tree tree) {
            this.contest = contest;
            this.tree = tree;
            fifo = tree.service(tree.services().getFirst()).resolve(tree.peer().livenessFifo());
        }

        @Override
        public Tree tree() {
            return tree;
        }

        @Override
        public void begin() {
            Start start = tree.ledger().starts(tree.services().getFirst()).getLast();
            pidfd = Posix.pidfd(start.parent());
            begun = Posix.now();
            Posix.kill(start.parent(), Posix.SIGKILL);
        }

        @Override
        public boolean over() {
            // The dying runsv is a reader until it is dead.
            if (!Posix.ended(pidfd) || !Posix.hasReader(fifo)) {
                return false;
            }
            contest.add(RESCUED, tree, Posix.now() - begun);
            Posix.close(pidfd);
            return true;
        }
    }
}
