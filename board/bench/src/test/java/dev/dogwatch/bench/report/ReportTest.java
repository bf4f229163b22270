package dev.dogwatch.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.dogwatch.bench.peer.Peer;
import dev.dogwatch.bench.peer.RunitPeer;
import dev.dogwatch.bench.peer.S6Peer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final Path BIN = Path.of("/bin");
    private static final Peer RUNIT = new RunitPeer(Peer.RUNIT, "C runit", "2.1.2", BIN);
    private static final Peer S6 = new S6Peer("2.11", BIN);
    private static final Peer OURS = new RunitPeer(Peer.DOGWATCH, "Dogwatch", "0.1.0", BIN);
    private static final Row TIME = new Row("time", "some time", Unit.TIME, Aim.share(0.65), "by a clock.");
    private static final Row MEMORY = new Row("memory", "some memory", Unit.MEMORY, Aim.atMost(30, Unit.MEMORY), "so.");
    private static final Row COUNT = new Row("count", "some count", Unit.COUNT, Aim.NONE, "by counting.");

    private final Results results = new Results();
    private final Report report = new Report(LocalDate.of(2026, 11, 21), false,
            new Machine("a processor", 2, "amd64 Linux 6", "tmpfs", 0.5), List.of(RUNIT, S6, OURS),
            Map.of("BusyBox", "none here"), results);

    @BeforeEach
    void measure() {
        results.add(TIME, RUNIT, 700_000);
        results.add(TIME, S6, 1_400_000);
        results.add(TIME, OURS, 350_000);
        results.add(MEMORY, RUNIT, 100);
        results.fail(MEMORY, S6, "did not start");
        results.add(MEMORY, OURS, 30.5);
        results.add(COUNT, RUNIT, 0);
        results.add(COUNT, S6, 3);
        results.add(COUNT, OURS, 0);
    }

    @Test
    void tableShowsFiguresRatiosAimsAndWhatIsMissing() {
        assertEquals("""
                what         C runit      s6  Dogwatch   to C       aim
                some time     700 us   2.00x    350 us  0.50x  <= 0.65x  reached
                some memory   100 KB  failed   30.5 KB  0.31x  <= 30 KB  NOT REACHED
                some count         0       3         0      -
                skipped: BusyBox: none here
                failed: some memory, s6: did not start
                """, new Table(report).text());
    }

    @Test
    void jsonHoldsTheSame() throws IOException {
        JsonNode json = new ObjectMapper().readTree(Json.text(report));
        JsonNode time = json.at("/rows/0");
        assertEquals("time", time.get("id").asText());
        assertEquals(0.5, time.at("/figures/dogwatch/ratio").asDouble());
        assertTrue(time.get("reached").asBoolean());
        assertEquals("did not start", json.at("/rows/1/figures/s6/failure").asText());
        assertFalse(json.at("/rows/2").has("reached"));
        assertEquals("none here", json.at("/skipped/BusyBox").asText());
        assertEquals("2026-11-21", json.get("date").asText());
    }

    @Test
    void documentNamesMachineVersionsAndMethod() {
        String text = new Document(report).text();
        assertTrue(text.contains("- Date: 2026-11-21\n"), text);
        assertTrue(text.contains("a processor, 2 cores"), text);
        assertTrue(text.contains("- s6: 2.11\n"), text);
        assertTrue(text.contains("| some time | 700 us | 2.00x | 350 us | 0.50x | <= 0.65x | reached |"), text);
        assertTrue(text.contains("- **some time**: by a clock."), text);
    }

    @Test
    void anAimIsJudgedAsItIsShown() {
        assertTrue(Aim.share(0.65).met(654, 1000));
        assertFalse(Aim.share(0.65).met(656, 1000));
        assertTrue(Aim.atMost(5e6, Unit.TIME).met(5e6, Double.NaN));
        assertFalse(Aim.atMost(0, Unit.COUNT).met(1, Double.NaN));
    }

    @Test
    void onlyOurOwnFailureFailsTheRun() {
        assertFalse(results.oursFailed());
        results.fail(TIME, OURS, "did not stop");
        assertTrue(results.oursFailed());
        assertFalse(results.met(TIME));
    }

    @Test
    void medianAndQuantiles() {
        Series odd = series(5, 1, 3);
        assertEquals(3, odd.median());
        assertEquals(1, odd.smallest());
        assertEquals(5, odd.largest());
        assertEquals(2.5, series(4, 1, 2, 3).median());
        assertEquals(9, series(1, 2, 3, 4, 5, 6, 7, 8, 9, 10).ninthDecile());
    }

    @Test
    void figuresAreReadable() {
        assertEquals("693 us", Unit.TIME.show(693_000));
        assertEquals("4.2 us", Unit.TIME.show(4_200));
        assertEquals("1.5 ms", Unit.TIME.show(1_500_000));
        assertEquals("872 ms", Unit.TIME.show(872e6));
        assertEquals("12.5 s", Unit.TIME.show(12.5e9));
        assertEquals("1,356 KB", Unit.MEMORY.show(1356));
        assertEquals("2", Unit.COUNT.show(2));
    }

    private static Series series(double... samples) {
        Series series = new Series();
        for (double sample : samples) {
            series.add(sample);
        }
        return series;
    }
}
