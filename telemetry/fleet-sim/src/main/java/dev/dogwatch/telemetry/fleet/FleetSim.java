package dev.dogwatch.telemetry.fleet;

import java.util.List;
import java.util.concurrent.TimeUnit;

/** A fleet that is not there: {@code fleet-sim --nodes 1000 --services 20 --rate 50}. Exits 100 when used wrongly. */
public final class FleetSim implements AutoCloseable {

    private static final int USED_WRONGLY = 100;
    private static final long TICK_MS = 10;
    private static final long MEND_MS = 1000;

    private final Options options;
    private final Connections connections;
    private final Fleet fleet;
    private long start = System.currentTimeMillis();
    private long changes;
    private long mended;
    private boolean complete;

    public FleetSim(Options options) {
        this.options = options;
        connections = new Connections(options.url(), options.nodes(), options.wills());
        fleet = new Fleet(options, connections, start);
    }

    public static void main(String[] arguments) throws InterruptedException {
        if (List.of(arguments).contains("--help")) {
            System.out.print(Options.USAGE);
            return;
        }
        Options options;
        try {
            options = Options.parse(List.of(arguments));
        } catch (IllegalArgumentException e) {
            System.err.println("fleet-sim: " + e.getMessage());
            System.err.print(Options.USAGE);
            System.exit(USED_WRONGLY);
            return;
        }
        long end = options.seconds() == 0 ? Long.MAX_VALUE : System.nanoTime() + TimeUnit.SECONDS.toNanos(options.seconds());
        try (FleetSim sim = new FleetSim(options)) {
            boolean said = false;
            while (System.nanoTime() < end) {
                boolean complete = sim.turn();
                if (complete != said) {
                    System.err.println(complete ? "fleet-sim: %d nodes with %d services each at %s, %d of them with a last will of their own"
                            .formatted(options.nodes(), options.services(), options.url(), Math.min(options.wills(), options.nodes()))
                            : "fleet-sim: no broker at " + options.url() + ", trying again");
                    said = complete;
                }
                Thread.sleep(TICK_MS);
            }
        }
    }

    /** What happens up to now. To be called again and again, by one thread. Returns whether all are connected. */
    public boolean turn() {
        long now = System.currentTimeMillis();
        if (now - mended >= MEND_MS) {
            complete = connections.mend(fleet, now);
            mended = System.currentTimeMillis();
            // Nothing happens while nodes connect, and it is not made up for.
            start += mended - now;
            now = mended;
        }
        fleet.catchUp(now);
        for (long due = (long) ((now - start) / 1000.0 * options.rate()); changes < due; changes++) {
            fleet.change(now);
        }
        return complete;
    }

    /** How many nodes have a connection, and so a last will, of their own now. */
    public int wills() {
        return connections.wills();
    }

    /** All nodes say all that they are, as after a connect. Returns how many have. */
    public int announce() {
        long now = System.currentTimeMillis();
        int present = 0;
        for (int node = 0; node < options.nodes(); node++) {
            if (!fleet.isAway(node)) {
                fleet.announce(node, now);
                present++;
            }
        }
        return present;
    }

    /** All nodes are gone, those with a will by it. */
    @Override
    public void close() {
        connections.close();
    }
}
