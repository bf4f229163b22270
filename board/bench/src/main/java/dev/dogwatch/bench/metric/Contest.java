package dev.dogwatch.bench.metric;

import dev.dogwatch.bench.peer.Peer;
import dev.dogwatch.bench.report.Results;
import dev.dogwatch.bench.report.Row;
import dev.dogwatch.bench.tree.Await;
import dev.dogwatch.bench.tree.Failure;
import dev.dogwatch.bench.tree.Posix;
import dev.dogwatch.bench.tree.Scratch;
import dev.dogwatch.bench.tree.Tree;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * All suites in one metric. They take turns (A B C, C A B ...), so that a change of the machine's speed meets all of
 * them alike. One that fails is out, with its reason in the results, and the others go on. Closing ends the trees.
 */
public final class Contest implements AutoCloseable {

    /** What one suite does in its turn. */
    public interface Turn<T> {
        void take(T subject) throws Failure, InterruptedException;
    }

    /** Something that is begun in a tree and seen to be over some time later. */
    public interface Event {
        Tree tree();

        /** Does what is waited for an answer to. */
        void begin() throws Failure;

        /** Looks whether it is over, and notes the result if it is. */
        boolean over() throws Failure;
    }

    /** Between the beginnings of events, so that they do not disturb each other: far more than a good suite needs. */
    private static final Duration APART = Duration.ofMillis(30);
    private static final Duration CLOSE_LOOK = Duration.ofNanos(200_000);
    private static final Duration LOOSE_LOOK = Duration.ofMillis(2);

    private final Scratch scratch;
    private final Path helpers;
    private final List<Peer> peers;
    private final List<Row> rows;
    private final Results results;
    private final Set<Peer> out = new HashSet<>();
    private final List<Tree> trees = new ArrayList<>();

    public Contest(Scratch scratch, Path helpers, List<Peer> peers, List<Row> rows, Results results) {
        this.scratch = scratch;
        this.helpers = helpers;
        this.peers = peers;
        this.rows = rows;
        this.results = results;
    }

    /** One turn for each suite. */
    public void eachPeer(Turn<Peer> turn) throws InterruptedException {
        for (Peer peer : shuffled(peers)) {
            attempt(peer, peer, turn);
        }
    }

    /** One turn for each planted tree. */
    public void eachTree(Turn<Tree> turn) throws InterruptedException {
        each(shuffled(trees), tree -> tree, turn);
    }

    /** One turn for each of those who compete without a tree. */
    public <T> void eachEntrant(List<T> entrants, Function<T, Peer> peer, Turn<T> turn) throws InterruptedException {
        for (T entrant : shuffled(entrants)) {
            attempt(peer.apply(entrant), entrant, turn);
        }
    }

    /** The suite of this id, which must be there. */
    public Peer peer(String id) {
        return peers.stream().filter(peer -> peer.id().equals(id)).findFirst().orElseThrow();
    }

    /** Where everything of this run happens. */
    public Scratch scratch() {
        return scratch;
    }

    /** One turn for each thing that belongs to a tree. */
    public <T> void each(List<T> subjects, Function<T, Tree> tree, Turn<T> turn) throws InterruptedException {
        for (T subject : subjects) {
            attempt(tree.apply(subject).peer(), subject, turn);
        }
    }

    /** A tree that is not started and that the caller closes. */
    public Tree tree(Peer peer) {
        return new Tree(scratch, helpers, peer);
    }

    /** Starts one more tree for each suite, which lives until the end of the contest. */
    public void plant(UnaryOperator<Tree> furnish) throws InterruptedException {
        eachPeer(peer -> {
            Tree tree = tree(peer);
            trees.add(tree);
            furnish.apply(tree).start().awaitAll();
        });
    }

    public void add(Row row, Tree tree, double sample) {
        add(row, tree.peer(), sample);
    }

    public void add(Row row, Peer peer, double sample) {
        results.add(row, peer, sample);
    }

    /** Begins the events one after the other, a little apart, and waits until all are over. */
    public void await(String what, List<Event> events) throws InterruptedException {
        List<Event> waiting = new LinkedList<>(events);
        List<Event> begun = new LinkedList<>();
        long next = Posix.now();
        long deadline = next + Await.LIMIT.plus(APART.multipliedBy(events.size())).toNanos();
        while (!waiting.isEmpty() || !begun.isEmpty()) {
            if (!waiting.isEmpty() && Posix.now() >= next) {
                Event event = waiting.removeFirst();
                attempt(event.tree().peer(), event, Event::begin);
                begun.add(event);
                next = Posix.now() + APART.toNanos();
            }
            if (Posix.now() > deadline) {
                String reason = "did not see " + what + " within " + Await.LIMIT.toSeconds() + " s";
                begun.forEach(event -> drop(event.tree().peer(), reason));
            }
            begun.removeIf(this::over);
            // What is answered at once deserves a close look; what takes seconds does not.
            boolean fresh = Posix.now() < next + Duration.ofMillis(100).toNanos();
            Thread.sleep(fresh ? CLOSE_LOOK : LOOSE_LOOK);
        }
    }

    /** No suite shall always come after the same other one, whose traces are still in the caches. */
    private static <T> List<T> shuffled(List<T> list) {
        List<T> shuffled = new ArrayList<>(list);
        Collections.shuffle(shuffled);
        return shuffled;
    }

    private boolean over(Event event) {
        if (out.contains(event.tree().peer())) {
            return true;
        }
        try {
            return event.over();
        } catch (Failure e) {
            drop(event.tree().peer(), e.getMessage());
            return true;
        }
    }

    private <T> void attempt(Peer peer, T subject, Turn<T> turn) throws InterruptedException {
        if (out.contains(peer)) {
            return;
        }
        try {
            turn.take(subject);
        } catch (Failure e) {
            drop(peer, e.getMessage());
        }
    }

    private void drop(Peer peer, String reason) {
        if (out.add(peer)) {
            rows.forEach(row -> results.fail(row, peer, reason));
        }
    }

    @Override
    public void close() {
        trees.forEach(Tree::close);
    }
}
