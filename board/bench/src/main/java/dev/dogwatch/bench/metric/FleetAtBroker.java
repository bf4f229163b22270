package dev.dogwatch.bench.metric;

import dev.dogwatch.bench.Plan;
import dev.dogwatch.bench.peer.Peer;
import dev.dogwatch.bench.report.Aim;
import dev.dogwatch.bench.report.Row;
import dev.dogwatch.bench.report.Unit;
import dev.dogwatch.bench.tree.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a fleet asks of one broker. The program that measures it is the simulator's, telemetry/fleet-sim. */
final class FleetAtBroker implements Metric {
    private static final int NODES = 1000;
    private static final int SERVICES = 20;
    private static final String WHO = "1,000 nodes at one mosquitto: ";
    private static final String HOW = "one mosquitto, a simulated fleet of 1,000 nodes with 20 services each and a connection and a last will for"
            + " every node, and a subscriber to everything with QoS 1, all three on this machine: ";
    /** Rows by the names that the program gives the figures, in the order of the table. */
    private static final Map<String, Row> ROWS = new LinkedHashMap<>();

    static {
        row("connect-ns", "all connect and are known", Unit.TIME, "until all have connected and the subscriber has their 22,000 first messages;"
                + " most of it is what the simulator's client sleeps in a connect.");
        row("steady-p50-ns", "message -> subscriber, median", Unit.TIME, "from the publish of one more connection to its message at the subscriber, while"
                + " there are 100 changes a second.");
        row("steady-p99-ns", "message -> subscriber, 99th of 100", Unit.TIME, "the same.");
        row("steady-cpu", "mosquitto's share of a processor, per mille", Unit.COUNT, "while there are 100 changes, some 400 messages in and out, a second.");
        row("flood-rate", "messages a second", Unit.COUNT, "at the subscriber, when the nodes say all that they are as fast as they can.");
        row("rss-kb", "mosquitto's memory", Unit.MEMORY, "its resident set after that flood.");
        row("wills-ns", "all lost -> all wills published", Unit.TIME, "from the loss of all connections to the last of their wills at the subscriber.");
    }

    private static void row(String figure, String title, Unit unit, String how) {
        ROWS.put(figure, new Row("fleet-" + figure, WHO + title, unit, Aim.NONE, HOW + how));
    }

    private final Plan plan;

    FleetAtBroker(Plan plan) {
        this.plan = plan;
    }

    @Override
    public String name() {
        return "fleet";
    }

    @Override
    public List<Row> rows() {
        return List.copyOf(ROWS.values());
    }

    @Override
    public void measure(Contest contest) throws InterruptedException {
        String jar = System.getProperty("bench.fleet", "");
        if (jar.isEmpty()) {
            System.err.println("bench: not measured: there is no simulated fleet");
            return;
        }
        for (int i = 0; i < plan.fleets(); i++) {
            contest.eachEntrant(List.of(contest.peer(Peer.DOGWATCH)), peer -> peer, peer -> run(jar)
                    .forEach((figure, value) -> contest.add(ROWS.get(figure), peer, value)));
        }
    }

    /** The figures of one run by their names. */
    private Map<String, Double> run(String jar) throws Failure, InterruptedException {
        Map<String, Double> figures = new LinkedHashMap<>();
        try {
            ProcessBuilder builder = new ProcessBuilder(ProcessHandle.current().info().command().orElse("java"), "-XX:+UseSerialGC", "-Xmx512m",
                    "-cp", jar, "dev.dogwatch.telemetry.fleet.BrokerLoad", Integer.toString(NODES), Integer.toString(SERVICES),
                    Integer.toString(plan.fleetSeconds())).redirectError(ProcessBuilder.Redirect.INHERIT);
            // A mosquitto that is not installed; nothing else is to see its libraries.
            builder.environment().merge("PATH", System.getProperty("bench.mosquitto", ""), (path, more) -> path + ":" + more);
            builder.environment().put("LD_LIBRARY_PATH", System.getProperty("bench.mosquitto.libraries", ""));
            Process process = builder.start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new Failure("the simulated fleet has exited " + process.exitValue());
            }
            said.lines().map(line -> line.split(" ")).forEach(words -> figures.put(words[0], Double.valueOf(words[1])));
        } catch (IOException e) {
            throw new Failure(e.getMessage());
        }
        return figures;
    }
}
