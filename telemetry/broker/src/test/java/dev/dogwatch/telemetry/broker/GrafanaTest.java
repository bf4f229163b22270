package dev.dogwatch.telemetry.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.dogwatch.telemetry.testkit.Repository;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The dashboard of Grafana: its form, and that it asks for nothing that Telegraf does not write. No Grafana runs here. */
class GrafanaTest {

    private static final int COLUMNS = 24;
    private static final Pattern MEASUREMENT = Pattern.compile("r\\._measurement == \"(\\w+)\"");
    private static final Pattern FIELD = Pattern.compile("r\\._field == \"(\\w+)\"");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)(?::\\w+)?}");

    private static JsonNode dashboard;

    @BeforeAll
    static void read() throws IOException {
        dashboard = new ObjectMapper().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                .readTree(Repository.path("telemetry/grafana/dogwatch.json").toFile());
    }

    @Test
    void everyPanelHasANumberATitleAndWords() {
        Set<Integer> ids = new HashSet<>();
        assertTrue(dashboard.get("panels").size() >= 4);
        for (JsonNode panel : dashboard.get("panels")) {
            assertTrue(ids.add(panel.get("id").intValue()), panel::toString);
            assertFalse(panel.get("title").textValue().isBlank());
            assertFalse(panel.get("description").textValue().isBlank());
        }
    }

    @Test
    void noPanelLiesOnAnother() {
        Set<List<Integer>> taken = new HashSet<>();
        for (JsonNode panel : dashboard.get("panels")) {
            JsonNode at = panel.get("gridPos");
            assertTrue(at.get("x").intValue() + at.get("w").intValue() <= COLUMNS, panel.get("title")::textValue);
            for (int x = 0; x < at.get("w").intValue(); x++) {
                for (int y = 0; y < at.get("h").intValue(); y++) {
                    assertTrue(taken.add(List.of(at.get("x").intValue() + x, at.get("y").intValue() + y)), panel.get("title")::textValue);
                }
            }
        }
    }

    @Test
    void everyQueryAsksForWhatTelegrafWrites() {
        Map<String, Set<String>> written = written();
        for (JsonNode panel : dashboard.get("panels")) {
            for (JsonNode target : panel.get("targets")) {
                String query = target.get("query").textValue();
                Matcher measurement = MEASUREMENT.matcher(query);
                assertTrue(measurement.find(), query);
                assertTrue(written.containsKey(measurement.group(1)), query);
                Matcher field = FIELD.matcher(query);
                int fields = 0;
                while (field.find()) {
                    fields++;
                    assertTrue(written.get(measurement.group(1)).contains(field.group(1)), () -> field.group(1) + " in " + query);
                }
                assertTrue(fields > 0, query);
            }
        }
    }

    private static Map<String, Set<String>> written() {
        Map<String, Set<String>> written = new TreeMap<>();
        for (JsonNode consumer : TelegrafConfiguration.read().consumers()) {
            Set<String> fields = new TreeSet<>();
            for (JsonNode config : consumer.get("json_v2")) {
                config.get("field").forEach(field -> fields.add(field.path("rename").asText(field.get("path").textValue())));
            }
            written.put(consumer.get("name_override").textValue(), fields);
        }
        return written;
    }

    @Test
    void theMeasurementsOfTheCardAreShown() {
        String all = dashboard.get("panels").toString();
        for (String shown : List.of("dogwatch_node", "dogwatch_service", "dogwatch_event", "dogwatch_watchdog", "dogwatch_birth")) {
            assertTrue(all.contains(shown), shown);
        }
    }

    @Test
    void everyVariableIsDeclared() {
        Set<String> declared = new TreeSet<>();
        dashboard.get("templating").get("list").forEach(variable -> declared.add(variable.get("name").textValue()));
        Matcher used = VARIABLE.matcher(dashboard.toString());
        Set<String> names = new TreeSet<>();
        while (used.find()) {
            names.add(used.group(1));
        }
        // "${__field.labels.node}" and the like are Grafana's own, and have a dot.
        assertEquals(declared, names);
    }
}
