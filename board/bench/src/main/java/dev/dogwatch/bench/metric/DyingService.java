package dev.dogwatch.bench.metric;

import dev.dogwatch.bench.Plan;
import dev.dogwatch.bench.report.Aim;
import dev.dogwatch.bench.report.Row;
import dev.dogwatch.bench.report.Unit;
import dev.dogwatch.bench.tree.Await;
import dev.dogwatch.bench.tree.Failure;
import dev.dogwatch.bench.tree.Posix;
import dev.dogwatch.bench.tree.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Whether a supervisor still listens while its service dies again and again. */
final class DyingService implements Metric {
    private static final Row OBEYED = new Row("dying", "service dies at once for ever: `down` obeyed after", Unit.TIME,
            Aim.atMost(2e6, Unit.TIME), "from before the byte `d` is written to supervise/control, at any time between"
            + " two deaths, until supervise/status says that the service shall be down.");
    /** Until each has died more than once and waits a second before it is started again. */
    private static final Duration UNTIL_PAUSING = Duration.ofMillis(2500);
    private static final Duration LOOK = Duration.ofNanos(50_000);

    private final Plan plan;

    DyingService(Plan plan) {
        this.plan = plan;
    }

    @Override
    public String name() {
        return "dying";
    }

    @Override
    public List<Row> rows() {
        return List.of(OBEYED);
    }

    @Override
    public void measure(Contest contest) throws InterruptedException {
        contest.plant(tree -> tree.withDying(plan.dyingServices()));
        for (int round = 0; round < plan.dyingRounds(); round++) {
            if (round > 0) {
                revive(contest);
            }
            Thread.sleep(UNTIL_PAUSING);
            for (int i = 0; i < plan.dyingServices(); i++) {
                int service = i;
                contest.eachTree(tree -> {
                    Thread.sleep(ThreadLocalRandom.current().nextInt(300));
                    contest.add(OBEYED, tree, obeyed(tree, tree.services().get(service)));
                });
            }
        }
    }

    private static void revive(Contest contest) throws InterruptedException {
        // C's runsv loses `u` while it still sleeps after `d` (up to 2.3.0).
        Thread.sleep(Duration.ofMillis(1100));
        contest.eachTree(tree -> {
            for (String service : tree.services()) {
                command(tree, service, 'u');
            }
        });
    }

    private static double obeyed(Tree tree, String service) throws Failure, InterruptedException {
        Path status = tree.service(service).resolve("supervise/status");
        long begun = Posix.now();
        command(tree, service, 'd');
        Await.until("`down` of a dying service obeyed", LOOK, () -> tree.peer().wantsDown(read(status)));
        return Posix.now() - begun;
    }

    /** All suites take the same bytes. */
    private static void command(Tree tree, String service, char command) throws Failure {
        if (!Posix.writeByte(tree.service(service).resolve("supervise/control"), command)) {
            throw new Failure("nobody reads supervise/control of a dying service");
        }
    }

    private static byte[] read(Path status) throws Failure {
        try {
            return Files.readAllBytes(status);
        } catch (IOException e) {
            throw new Failure("no supervise/status: " + e);
        }
    }
}
