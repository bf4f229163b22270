package dev.dogwatch.bench;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The command line of tools/bench.
 *
 * @param only the metrics to measure; empty means all
 */
record Options(boolean json, boolean quick, boolean record, boolean help, Set<String> only) {
    static final String USAGE = """
            usage: tools/bench [--quick] [--json] [--record] [--only METRIC[,METRIC...]]

            Measures Dogwatch beside C runit, s6 and BusyBox in one interleaved run.
              --quick   fewer samples, one or two minutes
              --json    print JSON and nothing else
              --record  keep the result of a full run in docs/benchmarks.md
              --only    measure only these: %s
            """;

    /** @throws IllegalArgumentException with a message for the user */
    static Options parse(List<String> arguments, Set<String> metrics) {
        boolean json = false;
        boolean quick = false;
        boolean record = false;
        boolean help = false;
        Set<String> only = new LinkedHashSet<>();
        for (var rest = arguments.iterator(); rest.hasNext();) {
            String argument = rest.next();
            switch (argument) {
                case "--json" -> json = true;
                case "--quick" -> quick = true;
                case "--record" -> record = true;
                case "--help", "-h" -> help = true;
                case "--only" -> only.addAll(metrics(rest.hasNext() ? rest.next() : "", metrics));
                default -> throw new IllegalArgumentException("unknown option " + argument);
            }
        }
        if (record && (quick || !only.isEmpty())) {
            throw new IllegalArgumentException("--record keeps a full run: not with --quick or --only");
        }
        return new Options(json, quick, record, help, only);
    }

    private static List<String> metrics(String list, Set<String> known) {
        List<String> names = List.of(list.split(","));
        names.stream().filter(name -> !known.contains(name)).findFirst().ifPresent(name -> {
            throw new IllegalArgumentException("--only: there is no metric \"" + name + "\", but " + known);
        });
        return names;
    }

    boolean wants(String metric) {
        return only.isEmpty() || only.contains(metric);
    }
}
