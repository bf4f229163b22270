package dev.dogwatch.bench.report;

import dev.dogwatch.bench.peer.Peer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The figures as rows of text cells, and the table that a terminal shows. */
public final class Table {
    private static final String NOTHING = "-";

    private final Report report;

    public Table(Report report) {
        this.report = report;
    }

    /** The table, then what was skipped and what failed, each on a line. */
    public String text() {
        List<List<String>> lines = new ArrayList<>();
        lines.add(head());
        lines.addAll(cells());
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(aligned(line, lines)).append('\n'));
        notes().forEach(note -> text.append(note).append('\n'));
        return text.toString();
    }

    List<String> head() {
        List<String> head = new ArrayList<>(List.of("what", "C runit"));
        report.others().forEach(peer -> head.add(peer.title()));
        head.addAll(List.of("Dogwatch", "to C", "aim", ""));
        return head;
    }

    List<List<String>> cells() {
        return report.results().rows().stream().map(this::cells).toList();
    }

    List<String> notes() {
        List<String> notes = new ArrayList<>();
        report.skipped().forEach((title, reason) -> notes.add("skipped: " + title + ": " + reason));
        report.results().failures().forEach(failure -> notes.add("failed: " + failure));
        return notes;
    }

    private List<String> cells(Row row) {
        Results results = report.results();
        List<String> cells = new ArrayList<>(List.of(row.title(), absolute(row, Peer.RUNIT)));
        // Where the reference shows nothing to divide by, the figure itself says more than a dash.
        report.others().forEach(peer -> cells.add(Double.isNaN(results.ratio(row, peer.id()))
                ? absolute(row, peer.id()) : ratio(results.ratio(row, peer.id()))));
        cells.add(absolute(row, Peer.DOGWATCH));
        cells.add(ratio(results.ratio(row, Peer.DOGWATCH)));
        cells.add(row.aim().text());
        cells.add(row.aim().kind() == Aim.Kind.NONE ? "" : results.met(row) ? "reached" : "NOT REACHED");
        return cells;
    }

    private String absolute(Row row, String peer) {
        Series series = report.results().of(row, peer);
        return series.usable() ? row.unit().show(series.median()) : series.failure() == null ? NOTHING : "failed";
    }

    /** Two digits that mean something, whatever the size. */
    static String ratio(double ratio) {
        if (Double.isNaN(ratio)) {
            return NOTHING;
        }
        if (ratio < 0.0005) {
            return ratio == 0 ? "0" : "<0.001x";
        }
        String format = ratio >= 10 ? "%.0fx" : ratio >= 0.095 ? "%.2fx" : "%.3fx";
        return String.format(Locale.ROOT, format, ratio);
    }

    private static String aligned(List<String> line, List<List<String>> lines) {
        StringBuilder text = new StringBuilder();
        for (int column = 0; column < line.size(); column++) {
            int width = width(lines, column);
            String cell = line.get(column);
            boolean words = column == 0 || column == line.size() - 1;
            text.append(words ? cell + " ".repeat(width - cell.length()) : " ".repeat(width - cell.length()) + cell)
                    .append("  ");
        }
        return text.toString().stripTrailing();
    }

    private static int width(List<List<String>> lines, int column) {
        return lines.stream().mapToInt(line -> line.get(column).length()).max().orElse(0);
    }
}
