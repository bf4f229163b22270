package dev.dogwatch.bench.report;

import dev.dogwatch.bench.peer.Peer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All samples of a run, row by row in the order of the table. */
public final class Results {
    private final Map<Row, Map<String, Series>> rows = new LinkedHashMap<>();

    public void add(Row row, Peer peer, double sample) {
        series(row, peer.id()).add(sample);
    }

    public void fail(Row row, Peer peer, String reason) {
        series(row, peer.id()).fail(reason);
    }

    public List<Row> rows() {
        return List.copyOf(rows.keySet());
    }

    /** The samples of that suite, by its id; an empty series if it was not measured. */
    public Series of(Row row, String peer) {
        return rows.getOrDefault(row, Map.of()).getOrDefault(peer, new Series());
    }

    /** The suite's median as a share of the reference's; NaN where that means nothing. */
    public double ratio(Row row, String peer) {
        Series own = of(row, peer);
        Series reference = of(row, Peer.RUNIT);
        return own.usable() && reference.usable() && reference.median() != 0
                ? own.median() / reference.median() : Double.NaN;
    }

    /** Whether Dogwatch reached the row's aim. */
    public boolean met(Row row) {
        Series ours = of(row, Peer.DOGWATCH);
        Series reference = of(row, Peer.RUNIT);
        return ours.usable() && (row.aim().kind() != Aim.Kind.SHARE || reference.usable())
                && row.aim().met(ours.median(), reference.usable() ? reference.median() : Double.NaN);
    }

    /** "row, suite: reason" for each failure. */
    public List<String> failures() {
        List<String> failures = new ArrayList<>();
        rows.forEach((row, all) -> all.forEach((peer, series) -> {
            if (series.failure() != null) {
                failures.add(row.title() + ", " + peer + ": " + series.failure());
            }
        }));
        return failures;
    }

    /** Whether Dogwatch failed to do what was waited for in any row. */
    public boolean oursFailed() {
        return rows.keySet().stream().anyMatch(row -> of(row, Peer.DOGWATCH).failure() != null);
    }

    private Series series(Row row, String peer) {
        return rows.computeIfAbsent(row, _ -> new LinkedHashMap<>()).computeIfAbsent(peer, _ -> new Series());
    }
}
