package dev.dogwatch.bench.metric;

import dev.dogwatch.bench.Plan;
import dev.dogwatch.bench.report.Row;
import java.util.List;

/** One thing that is measured; it fills one or more rows of the table. */
public interface Metric {
    /** Its name after --only. */
    String name();

    List<Row> rows();

    void measure(Contest contest) throws InterruptedException;

    /** All, in the order of the table. */
    static List<Metric> all(Plan plan) {
        return List.of(
                new Restart(plan),
                new CrashOnly(plan),
                new ColdStart(200, plan.coldStartsOf200(), new MemoryOfRunsv()),
                new ColdStart(1000, plan.coldStartsOf1000(), new StatusOfAll(plan)),
                new StatusOfOne(plan),
                new StopStart(plan),
                new Notice(plan),
                new Rescue(plan),
                new Succession(plan),
                new DyingService(plan),
                new DyingCost(plan),
                new Idle(plan),
                new Logging(plan),
                new AsUser(plan),
                new BootOfGuest(plan),
                new Telemetry(plan),
                new BrokerOutage(plan),
                new FleetAtBroker(plan));
    }
}
