package dev.dogwatch.bench.metric;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.dogwatch.bench.Plan;
import dev.dogwatch.bench.peer.Peer;
import dev.dogwatch.bench.report.Aim;
import dev.dogwatch.bench.report.Row;
import dev.dogwatch.bench.report.Unit;
import dev.dogwatch.bench.telemetry.ReportingTree;
import dev.dogwatch.bench.tree.Await;
import dev.dogwatch.bench.tree.Failure;
import dev.dogwatch.telemetry.testkit.Tap;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What comes of the changes that happen while the broker is dead, once it is back. */
final class BrokerOutage implements Metric {
    private static final int SERVICES = 100;
    private static final Duration LOOK = Duration.ofMillis(5);
    private static final Duration APART = Duration.ofMillis(200);
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Row CAUGHT_UP = new Row("outage", "broker back: messages a second to catch up", Unit.COUNT, Aim.NONE,
            "mosquitto is killed, and then 100 crash-only services again and again; once it is back: messages by the time"
                    + " from the first to the last, as a subscriber gets them. Each is acknowledged before the next one is sent.");
    private static final Row LOST = new Row("outage-lost", "restarts that no event tells of", Unit.COUNT, Aim.atMost(0, Unit.COUNT),
            "the kills, less the restarts that the events of the same run tell of, one by one or as missed.");

    private final Plan plan;

    BrokerOutage(Plan plan) {
        this.plan = plan;
    }

    @Override
    public String name() {
        return "outage";
    }

    @Override
    public List<Row> rows() {
        return List.of(CAUGHT_UP, LOST);
    }

    @Override
    public void measure(Contest contest) throws InterruptedException {
        String program = System.getProperty("bench.telemetry", "");
        if (program.isEmpty()) {
            return;
        }
        contest.eachEntrant(List.of(contest.peer(Peer.DOGWATCH)), peer -> peer, peer -> {
            try (ReportingTree node = new ReportingTree(contest.tree(peer).with(SERVICES).withFile("crash-only"), contest.scratch(),
                    Path.of(program))) {
                outage(contest, peer, node);
            }
        });
    }

    private void outage(Contest contest, Peer peer, ReportingTree node) throws Failure, InterruptedException {
        node.broker().kill();
        node.tap().clear();
        for (int round = 0; round < plan.outageRounds(); round++) {
            for (String service : node.tree().services()) {
                long at = node.kill(service);
                node.tree().ledger().await(service, at, LOOK);
            }
            Thread.sleep(APART);
        }
        node.broker().start();
        long starts = plan.outageRounds() + 1L;
        Await.until("the states of all services", Duration.ofMillis(50), () -> node.tap().ending("/state").stream()
                .filter(state -> json(state).path("starts").asLong() == starts).map(Tap.Message::topic).distinct().count() == SERVICES);
        List<Tap.Message> told = node.tap().messages();
        double seconds = (told.getLast().at() - told.getFirst().at()) / 1e9;
        contest.add(CAUGHT_UP, peer, told.size() / seconds);
        long restarts = node.events().stream().mapToLong(BrokerOutage::restarts).sum();
        contest.add(LOST, peer, Math.max((long) SERVICES * plan.outageRounds() - restarts, 0));
    }

    private static long restarts(Tap.Message event) {
        JsonNode json = json(event);
        boolean seen = switch (json.path("cause").asText()) {
            case "restarted", "up" -> true;
            default -> false;
        };
        return json.path("missed").asLong() + (seen ? 1 : 0);
    }

    private static JsonNode json(Tap.Message message) {
        try {
            return JSON.readTree(message.text());
        } catch (JacksonException e) {
            throw new IllegalStateException(message.toString(), e);
        }
    }
}
