package dev.dogwatch.bench.report;

import java.util.List;
import java.util.stream.Collectors;

/** docs/benchmarks.md: the last full run, with all that is needed to judge and to repeat it. */
public final class Document {
    private final Report report;

    public Document(Report report) {
        this.report = report;
    }

    public String text() {
        Table table = new Table(report);
        Machine machine = report.machine();
        StringBuilder text = new StringBuilder("""
                # Benchmarks

                Written by `tools/bench --record`; do not edit. All suites supervise the same service directories and
                are measured in one run, in turns and in random order (A B C, C A B ...). Figures are medians; "to C" is
                Dogwatch's share of C runit's figure, and the columns of other suites are their shares. Compare ratios,
                not absolute figures: those belong to the machine.

                """);
        text.append("- Date: ").append(report.date()).append('\n');
        text.append("- Machine: ").append(machine.cpu()).append(", ").append(machine.cores()).append(" cores, ")
                .append(machine.kernel()).append(", service directories on ").append(machine.scratch())
                .append(", load before the run ").append(machine.load()).append('\n');
        report.peers().forEach(peer -> text.append("- ").append(peer.title()).append(": ").append(peer.version())
                .append('\n'));
        table.notes().forEach(note -> text.append("- ").append(note).append('\n'));
        text.append('\n').append(line(table.head()));
        text.append(table.head().stream().map(_ -> "---").collect(Collectors.joining(" | ", "| ", " |\n")));
        table.cells().forEach(cells -> text.append(line(cells)));
        text.append("\n## How each is measured\n\n");
        report.results().rows().forEach(row -> text.append("- **").append(row.title()).append("**: ")
                .append(row.how()).append('\n'));
        return text.toString();
    }

    private static String line(List<String> cells) {
        return cells.stream().collect(Collectors.joining(" | ", "| ", " |\n"));
    }
}
