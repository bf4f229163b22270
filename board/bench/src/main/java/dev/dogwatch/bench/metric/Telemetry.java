package dev.dogwatch.bench.metric;

import dev.dogwatch.bench.Plan;
import dev.dogwatch.bench.peer.Peer;
import dev.dogwatch.bench.report.Aim;
import dev.dogwatch.bench.report.Row;
import dev.dogwatch.bench.report.Unit;
import dev.dogwatch.bench.telemetry.ReportingTree;
import dev.dogwatch.bench.tree.Posix;
import dev.dogwatch.bench.tree.Processes;
import dev.dogwatch.telemetry.testkit.Tap;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How soon a subscriber hears of a death, and what the bridge needs for that. The other suites have nothing like it. */
final class Telemetry implements Metric {
    private static final int SERVICES = 200;
    private static final Duration APART = Duration.ofMillis(100);

    private static final Row HEARD = new Row("telemetry", "service killed -> a subscriber of MQTT hears of it", Unit.TIME,
            Aim.atMost(100e6, Unit.TIME), "200 services, the telemetry bridge in its own JVM, mosquitto and a subscriber on one machine; ten services a"
            + " second are killed in turn: from kill(SIGKILL) to the arrival of the first event of that service.");
    private static final Row LATE = new Row("telemetry-99", "the same, 99 of 100", Unit.TIME, Aim.NONE, "of the same, what 99 of 100 do not exceed.");
    private static final Row RESIDENT = new Row("telemetry-rss", "RSS of the bridge then", Unit.MEMORY, Aim.NONE,
            "Rss of /proc/PID/smaps_rollup of the bridge after that. The aim, 45 MB, is for boards: TelemetryTest holds the most that it takes in the guest against it.");
    private static final Row OWN = new Row("telemetry-private", "private dirty of the bridge", Unit.MEMORY, Aim.NONE,
            "Private_Dirty of the same.");
    private static final Row PROCESSOR = new Row("telemetry-cpu", "CPU of the bridge a second, ten changes in it", Unit.TIME, Aim.NONE,
            "processor time of the bridge in all that time, per second.");

    private final Plan plan;

    Telemetry(Plan plan) {
        this.plan = plan;
    }

    @Override
    public String name() {
        return "telemetry";
    }

    @Override
    public List<Row> rows() {
        return List.of(HEARD, LATE, RESIDENT, OWN, PROCESSOR);
    }

    @Override
    public void measure(Contest contest) throws InterruptedException {
        String program = System.getProperty("bench.telemetry", "");
        if (program.isEmpty()) {
            System.err.println("bench: not measured: there is no telemetry bridge");
            return;
        }
        contest.eachEntrant(List.of(contest.peer(Peer.DOGWATCH)), peer -> peer, peer -> {
            try (ReportingTree node = new ReportingTree(contest.tree(peer).with(SERVICES), contest.scratch(), Path.of(program))) {
                round(node, SERVICES / 4);
                node.tree().awaitSteady();
                long began = Posix.now();
                long used = Posix.cpuTime(node.bridge());
                List<Double> heard = round(node, plan.telemetryKills());
                double seconds = (Posix.now() - began) / 1e9;
                double processor = (Posix.cpuTime(node.bridge()) - used) / seconds;
                heard.forEach(nanos -> contest.add(HEARD, peer, nanos));
                contest.add(LATE, peer, heard.stream().sorted().toList().get((int) Math.ceil(heard.size() * 0.99) - 1));
                contest.add(RESIDENT, peer, Processes.number(node.bridge(), "smaps_rollup", "Rss"));
                contest.add(OWN, peer, Processes.number(node.bridge(), "smaps_rollup", "Private_Dirty"));
                contest.add(PROCESSOR, peer, processor);
            }
        });
    }

    /** Kills so many services, one after the other; how long each one's first event was under way, in ns. */
    private static List<Double> round(ReportingTree node, int kills) throws InterruptedException {
        List<Long> killed = new ArrayList<>();
        int before = node.events().size();
        for (int i = 0; i < kills; i++) {
            killed.add(node.kill(service(node, i)));
            Thread.sleep(APART);
        }
        List<Double> heard = new ArrayList<>();
        for (int i = 0; i < kills; i++) {
            String topic = "/" + service(node, i) + "/event";
            long at = killed.get(i);
            Tap.Message event = node.tap().await("event of the death of " + service(node, i),
                    message -> message.at() > at && message.topic().endsWith(topic));
            heard.add((double) event.at() - at);
        }
        return heard;
    }

    /** One is killed again only when all the others were: its pause after a start is over by then. */
    private static String service(ReportingTree node, int i) {
        return node.tree().services().get(i % SERVICES);
    }
}
