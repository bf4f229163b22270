package dev.dogwatch.bench.metric;

import dev.dogwatch.bench.Plan;
import dev.dogwatch.bench.report.Aim;
import dev.dogwatch.bench.report.Row;
import dev.dogwatch.bench.report.Unit;
import dev.dogwatch.bench.tree.Failure;
import dev.dogwatch.bench.tree.Ledger.Start;
import dev.dogwatch.bench.tree.Posix;
import dev.dogwatch.bench.tree.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** How soon a service directory that comes or goes is noticed. */
final class Notice implements Metric {
    private static final Aim AIM = Aim.atMost(5e6, Unit.TIME);
    private static final Row ADDED = new Row("added", "new directory -> its service runs", Unit.TIME, AIM,
            "from before the symlink appears to the first instruction of the service (s6: with `s6-svscanctl -a`).");
    private static final Row REMOVED = new Row("removed", "directory removed -> its service down", Unit.TIME, AIM,
            "from before the symlink is removed to the death of the service (s6: with `s6-svscanctl -an`).");

    private final Plan plan;

    Notice(Plan plan) {
        this.plan = plan;
    }

    @Override
    public String name() {
        return "notice";
    }

    @Override
    public List<Row> rows() {
        return List.of(ADDED, REMOVED);
    }

    @Override
    public void measure(Contest contest) throws InterruptedException {
        SmallTrees.plant(contest, plan);
        for (int round = 0; round < plan.smallTreeRounds(); round++) {
            String service = "new" + round;
            contest.eachTree(tree -> tree.define(service));
            contest.await("a new service run", events(contest, tree -> new Added(contest, tree, service)));
            SmallTrees.settle(plan);
            contest.await("a removed service go down", events(contest, tree -> new Removed(contest, tree, service)));
            SmallTrees.settle(plan);
            contest.eachTree(Notice::othersLive);
        }
    }

    /** Being quick to end the wrong service is worth nothing. */
    private static void othersLive(Tree tree) throws Failure {
        for (String service : tree.services()) {
            List<Start> starts = tree.ledger().starts(service);
            if (starts.size() > 1 || !Posix.exists(starts.getFirst().pid())) {
                throw new Failure("removing one service ended or restarted another");
            }
        }
    }

    private static List<Contest.Event> events(Contest contest, Function<Tree, Contest.Event> event)
            throws InterruptedException {
        List<Contest.Event> events = new ArrayList<>();
        contest.eachTree(tree -> events.add(event.apply(tree)));
        return events;
    }

    private static void announce(Tree tree, Optional<List<String>> command) throws Failure {
        if (command.isPresent()) {
            tree.stopwatch().time(command.get());
        }
    }

    private static final class Added implements Contest.Event {
        private final Contest contest;
        private final Tree tree;
        private final String service;
        private long begun;

        Added(Contest contest, Tree tree, String service) {
            this.contest = contest;
            this.tree = tree;
            this.service = service;
            if (tree.peer().announceAdded().isPresent()) {
                tree.stopwatch();
            }
        }

        @Override
        public Tree tree() {
            return tree;
        }

        @Override
        public void begin() throws Failure {
            begun = Posix.now();
            tree.link(service);
            announce(tree, tree.peer().announceAdded());
        }

        @Override
        public boolean over() {
            Start start = tree.ledger().after(service, begun);
            if (start == null) {
                return false;
            }
            contest.add(ADDED, tree, start.at() - begun);
            return true;
        }
    }

    private static final class Removed implements Contest.Event {
        private final Contest contest;
        private final Tree tree;
        private final String service;
        private int pidfd;
        private long begun;

        Removed(Contest contest, Tree tree, String service) {
            this.contest = contest;
            this.tree = tree;
            this.service = service;
        }

        @Override
        public Tree tree() {
            return tree;
        }

        @Override
        public void begin() throws Failure {
            pidfd = Posix.pidfd(tree.ledger().starts(service).getLast().pid());
            begun = Posix.now();
            tree.unlink(service);
            announce(tree, tree.peer().announceRemoved());
        }

        @Override
        public boolean over() {
            if (!Posix.ended(pidfd)) {
                return false;
            }
            contest.add(REMOVED, tree, Posix.now() - begun);
            Posix.close(pidfd);
            return true;
        }
    }
}
