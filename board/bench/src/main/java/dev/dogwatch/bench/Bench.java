package dev.dogwatch.bench;

import dev.dogwatch.bench.metric.Contest;
import dev.dogwatch.bench.metric.Metric;
import dev.dogwatch.bench.peer.Peers;
import dev.dogwatch.bench.report.Document;
import dev.dogwatch.bench.report.Json;
import dev.dogwatch.bench.report.Machine;
import dev.dogwatch.bench.report.Report;
import dev.dogwatch.bench.report.Results;
import dev.dogwatch.bench.report.Table;
import dev.dogwatch.bench.tree.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The program behind tools/bench. Progress goes to stderr, the result to stdout. It exits 1 if Dogwatch failed to do
 * what was waited for; an aim that is missed is a result, not a failure.
 */
public final class Bench {
    private static final int WRONG_USE = 100;

    private Bench() {
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Set<String> names = Metric.all(Plan.FULL).stream().map(Metric::name)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        Options options;
        try {
            options = Options.parse(List.of(arguments), names);
        } catch (IllegalArgumentException e) {
            System.err.println("bench: " + e.getMessage());
            System.err.print(Options.USAGE.formatted(String.join(" ", names)));
            System.exit(WRONG_USE);
            return;
        }
        if (options.help()) {
            System.out.print(Options.USAGE.formatted(String.join(" ", names)));
            return;
        }
        Report report = run(options);
        System.out.print(options.json() ? Json.text(report) + "\n" : new Table(report).text());
        if (options.record()) {
            Path document = Path.of(System.getProperty("bench.root", "."), "docs/benchmarks.md");
            Files.createDirectories(document.getParent());
            Files.writeString(document, new Document(report).text());
        }
        System.exit(report.results().oursFailed() ? 1 : 0);
    }

    private static Report run(Options options) throws InterruptedException {
        Plan plan = options.quick() ? Plan.QUICK : Plan.FULL;
        Path helpers = Path.of(System.getProperty("bench.helpers"));
        Results results = new Results();
        try (Scratch scratch = new Scratch()) {
            silenceAfterInterrupt(scratch);
            Peers peers = new Peers(scratch.directory("applets"));
            Machine machine = Machine.here(scratch.fileSystem());
            List<Metric> metrics = Metric.all(plan).stream().filter(m -> options.wants(m.name())).toList();
            for (Metric metric : metrics) {
                System.err.printf("bench: %d of %d: %s%n", metrics.indexOf(metric) + 1, metrics.size(),
                        metric.rows().getFirst().title());
                try (Contest contest = new Contest(scratch, helpers, peers.present(), metric.rows(), results)) {
                    metric.measure(contest);
                }
            }
            return new Report(LocalDate.now(ZoneOffset.UTC), options.quick(), machine,
                    peers.present(), peers.skipped(), results);
        }
    }

    /** On Ctrl-C the ground is taken from under the running measurement; what it says of that helps nobody. */
    private static void silenceAfterInterrupt(Scratch scratch) {
        Thread.currentThread().setUncaughtExceptionHandler((_, problem) -> {
            if (!scratch.interrupted()) {
                problem.printStackTrace();
            }
        });
    }
}
