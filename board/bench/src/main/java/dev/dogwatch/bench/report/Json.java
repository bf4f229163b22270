package dev.dogwatch.bench.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.dogwatch.bench.peer.Peer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The report for programs. Times are in nanoseconds, memory in kilobytes of 1,024. */
public final class Json {

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Document(String date, boolean quick, Machine machine, Map<String, String> versions,
                            Map<String, String> skipped, List<Line> rows) {
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Line(String id, String title, Unit unit, Map<String, Figure> figures, String aim, Boolean reached) {
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Figure(Double median, Double ratio, Double smallest, Double ninthDecile, Double largest,
                          Integer samples, String failure) {
    }

    private Json() {
    }

    public static String text(Report report) {
        Map<String, String> versions = new LinkedHashMap<>();
        report.peers().forEach(peer -> versions.put(peer.id(), peer.version()));
        Document document = new Document(report.date().toString(), report.quick(), report.machine(), versions,
                report.skipped(), report.results().rows().stream().map(row -> line(report, row)).toList());
        try {
            return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(document);
        } catch (JacksonException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Line line(Report report, Row row) {
        Map<String, Figure> figures = new LinkedHashMap<>();
        for (Peer peer : report.peers()) {
            figures.put(peer.id(), figure(report.results(), row, peer.id()));
        }
        boolean aimed = row.aim().kind() != Aim.Kind.NONE;
        return new Line(row.id(), row.title(), row.unit(), figures, aimed ? row.aim().text() : null,
                aimed ? report.results().met(row) : null);
    }

    private static Figure figure(Results results, Row row, String peer) {
        Series series = results.of(row, peer);
        if (!series.usable()) {
            return new Figure(null, null, null, null, null, series.size(), series.failure());
        }
        double ratio = results.ratio(row, peer);
        return new Figure(series.median(), Double.isNaN(ratio) ? null : ratio, series.smallest(),
                series.ninthDecile(), series.largest(), series.size(), null);
    }
}
