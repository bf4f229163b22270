package dev.dogwatch.robustness;

import static dev.dogwatch.robustness.Ours.onOurs;
import static dev.dogwatch.robustness.PlantedService.CRASH_ONLY;
import static dev.dogwatch.robustness.PlantedService.GAVE_UP;
import static dev.dogwatch.robustness.PlantedService.READY;
import static dev.dogwatch.robustness.PlantedService.TELLS_READINESS;
import static dev.dogwatch.robustness.PlantedService.flagged;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Outcome;
import dev.dogwatch.e2e.Scene;
import dev.dogwatch.e2e.ServiceDirectory;
import dev.dogwatch.e2e.Status;
import dev.dogwatch.e2e.Suite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** sv status --json, read by a parser that takes nothing but JSON, each line held against docs/sv-status.schema.json. */
@EndToEnd
class SvJsonTest {

    private static final long SEED = 20_261_122;
    private static final Status RUN = Status.of(1, 4711, 'u');
    private static final ObjectMapper JSON = new ObjectMapper().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final JsonSchema SCHEMA = schema();

    @Test
    void aPlainServiceHasEveryMember() {
        onOurs(scene -> {
            PlantedService.in(scene, "a", RUN.withStamp(Instant.now())).service().down();
            JsonNode a = only(scene, 0, "a");
            assertEquals("a", a.get("name").textValue());
            assertEquals(scene.root().resolve("a").toString(), a.get("directory").textValue());
            assertTrue(a.get("supervised").booleanValue());
            assertEquals("run", a.get("state").textValue());
            assertEquals(4711, a.get("pid").intValue());
            assertEquals("up", a.get("want").textValue());
            assertEquals("down", a.get("normally").textValue());
            assertEquals("none", a.get("readiness").textValue());
            assertTrue(a.get("uptime").doubleValue() < 60);
            for (String no : List.of("paused", "got_term", "crash_only", "gave_up")) {
                assertFalse(a.get(no).booleanValue(), no);
            }
            for (String none : List.of("ready_for", "starts", "deaths", "last_exit", "last_start", "text", "boot_id", "error", "log")) {
                assertTrue(a.get(none).isNull(), none);
            }
        });
    }

    @Test
    void everyFlagIsTold() {
        onOurs(scene -> {
            Status status = new Status(Instant.now(), 4711, 1, 'd', 1, 1);
            PlantedService.in(scene, "a", flagged(status, CRASH_ONLY | TELLS_READINESS | READY | GAVE_UP, Instant.now().minusSeconds(100)));
            PlantedService.in(scene, "b", flagged(RUN, TELLS_READINESS));
            List<JsonNode> both = lines(scene.sv("status", "--json", "a", "b"));
            JsonNode a = both.getFirst();
            for (String yes : List.of("paused", "got_term", "crash_only", "gave_up")) {
                assertTrue(a.get(yes).booleanValue(), yes);
            }
            assertEquals("down", a.get("want").textValue());
            assertEquals("ready", a.get("readiness").textValue());
            assertTrue(a.get("ready_for").doubleValue() >= 100 && a.get("ready_for").doubleValue() < 160, a::toString);
            assertEquals("waiting", both.getLast().get("readiness").textValue());
            assertTrue(both.getLast().get("ready_for").isNull());
        });
    }

    @Test
    void countersAreTold() {
        onOurs(scene -> {
            PlantedService planted = PlantedService.in(scene, "a", RUN);
            planted.counts("""
                    boot 01234567-89ab-cdef-0123-456789abcdef
                    starts 17
                    deaths 16
                    expiries 3
                    exit -1
                    signal 9
                    started-wall 1700000000123456789
                    died-wall 951827696999999999
                    text all "is" well\\
                    """.stripTrailing());
            JsonNode a = only(scene, 0, "a");
            assertEquals(17, a.get("starts").intValue());
            assertEquals(16, a.get("deaths").intValue());
            assertEquals(3, a.get("expiries").intValue());
            assertTrue(a.get("last_exit").isNull());
            assertEquals(9, a.get("last_signal").intValue());
            assertEquals("2023-11-14T22:13:20.123Z", a.get("last_start").textValue());
            assertEquals("2000-02-29T12:34:56.999Z", a.get("last_death").textValue());
            assertEquals("all \"is\" well\\", a.get("text").textValue());
            assertEquals("01234567-89ab-cdef-0123-456789abcdef", a.get("boot_id").textValue());
        });
    }

    @Test
    void theMonotonicClockTellsTheUptimeWhereCountersSpeakOfTheSameMoment() {
        onOurs(scene -> {
            // The board came up in 1970; it has been running for an hour all the same.
            Status old = RUN.withStamp(Instant.ofEpochSecond(77, 5));
            String boot = "boot " + scene.read(Path.of("/proc/sys/kernel/random/boot_id"));
            long since = monotonicNanos(scene) - 3_600_000_000_000L;
            String counters = "since " + since + "\nsince-wall 77000000005";
            PlantedService.in(scene, "same", old).counts(boot + counters);
            PlantedService.in(scene, "other-boot", old).counts("boot 01234567-89ab-cdef-0123-456789abcdef\n" + counters);
            PlantedService.in(scene, "other-moment", RUN.withStamp(Instant.now())).counts(boot + counters);
            PlantedService.in(scene, "future", RUN.withStamp(Instant.now().plusSeconds(100)));
            List<JsonNode> all = lines(scene.sv("status", "--json", "same", "other-boot", "other-moment", "future"));
            double same = all.get(0).get("uptime").doubleValue();
            assertTrue(same >= 3600 && same < 3700, () -> "by the counters: " + same);
            assertTrue(all.get(1).get("uptime").doubleValue() > 1_000_000_000, "by the stamp");
            assertTrue(all.get(2).get("uptime").doubleValue() < 100, "by the stamp");
            assertEquals(0, all.get(3).get("uptime").doubleValue());
        });
    }

    @Test
    void theLogIsAnObjectOfTheSameKind() {
        onOurs(scene -> {
            PlantedService.in(scene, "a", RUN);
            PlantedService.in(scene, "a/log", Status.of(0, 0, 'd')).counts("deaths 4");
            JsonNode log = only(scene, 0, "a").get("log");
            assertEquals("a/log", log.get("name").textValue());
            assertEquals("down", log.get("state").textValue());
            assertTrue(log.get("pid").isNull());
            assertEquals(4, log.get("deaths").intValue());
            assertTrue(log.get("log").isNull());
        });
    }

    @Test
    void whatCannotBeToldIsAFailureWithItsReason() {
        onOurs(scene -> {
            PlantedService.in(scene, "sound", RUN);
            PlantedService.in(scene, "short", new byte[19]);
            scene.service("bare");
            scene.service("left").directory("supervise").fifo("supervise/ok");
            PlantedService.in(scene, "odd-log", RUN).service().file("log", "");
            Outcome outcome = scene.sv("status", "--json", "nowhere", "sound", "short", "bare", "left", "odd-log");
            List<JsonNode> all = lines(outcome);
            assertEquals(5, outcome.exitCode());
            assertEquals("unable to change to service directory: file does not exist", all.get(0).get("error").textValue());
            assertTrue(all.get(0).get("directory").isNull());
            assertTrue(all.get(1).get("error").isNull());
            assertEquals("unable to read supervise/status: bad format", all.get(2).get("error").textValue());
            assertTrue(all.get(2).get("supervised").booleanValue());
            assertEquals("unable to open supervise/ok: file does not exist", all.get(3).get("error").textValue());
            assertEquals("runsv not running", all.get(4).get("error").textValue());
            assertFalse(all.get(4).get("supervised").booleanValue());
            assertEquals("unable to change to service directory: not a directory", all.get(5).get("log").get("error").textValue());
        });
    }

    @Test
    void withoutNamesItTellsOfAllDirectoriesButHiddenOnes() {
        onOurs(scene -> {
            PlantedService.in(scene, "b", RUN);
            PlantedService.in(scene, "a", RUN);
            scene.service("B");
            scene.arrange("mkdir .hidden; touch file; ln -s a link; ln -s nowhere dangling; ln -s file link-to-file");
            Outcome outcome = scene.sv("status", "--json");
            assertEquals(List.of("B", "a", "b", "link"), lines(outcome).stream().map(line -> line.get("name").textValue()).toList());
            assertEquals(scene.root().resolve("a").toString(), lines(outcome).getLast().get("directory").textValue());
            assertEquals(1, outcome.exitCode());
        });
    }

    @Test
    void oneThousandServicesAreSorted() {
        onOurs(scene -> {
            scene.arrange("i=0; while [ $i -lt 1000 ]; do mkdir s$((i * 7919 % 1000)); i=$((i + 1)); done");
            Outcome outcome = scene.sv("status", "--json");
            List<String> names = lines(outcome).stream().map(line -> line.get("name").textValue()).toList();
            assertEquals(1000, names.size());
            assertEquals(names.stream().sorted().toList(), names);
            assertEquals(99, outcome.exitCode());
        });
    }

    @Test
    void aDirectoryOfServicesThatIsNotThereIsFatal() {
        onOurs(scene -> {
            Outcome outcome = scene.run(scene.command("sv", "status", "--json").env("SVDIR", "/nowhere"));
            assertEquals("fatal: unable to read directory of services: file does not exist\n", outcome.err());
            assertEquals("", outcome.out());
            assertEquals(100, outcome.exitCode());
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void namesOfAnyBytesGiveValidJson(String hex, String name) {
        onOurs(scene -> {
            scene.arrange(makeDirectory(HexFormat.of().parseHex(hex)));
            assertEquals(name + ".", lines(scene.sv("status", "--json")).getFirst().get("name").textValue());
        });
    }

    static Stream<Arguments> namesOfAnyBytesGiveValidJson() {
        return Stream.of(
                Arguments.of("c3a4e282acf09f9095", "\u00e4\u20ac\ud83d\udc15"),
                Arguments.of("6122625c63", "a\"b\\c"),
                Arguments.of("011f7f090a", "\u0001\u001f\u007f\t\n"),
                Arguments.of("61ff62c3", "a\ufffdb\ufffd"),
                Arguments.of("eda080", "\ufffd\ufffd\ufffd"),
                Arguments.of("c0af", "\ufffd\ufffd"),
                Arguments.of("e08080", "\ufffd\ufffd\ufffd"),
                Arguments.of("f4908080", "\ufffd\ufffd\ufffd\ufffd"));
    }

    @Test
    void randomNamesGiveValidJson() {
        onOurs(scene -> {
            Random random = new Random(SEED);
            StringBuilder script = new StringBuilder();
            for (int i = 0; i < 300; i++) {
                byte[] name = new byte[random.nextInt(1, 12)];
                for (int at = 0; at < name.length; at++) {
                    int c = random.nextBoolean() ? random.nextInt(0x80, 0x100) : random.nextInt(1, 0x80);
                    name[at] = (byte) (c == '/' || at == 0 && c == '.' ? '_' : c);
                }
                script.append(makeDirectory(name));
            }
            scene.arrange(script.toString());
            assertTrue(lines(scene.sv("status", "--json")).size() > 250);
        });
    }

    /** The name gets a dot at its end, since the shell would cut a newline there. */
    private static String makeDirectory(byte[] name) {
        StringBuilder line = new StringBuilder("mkdir -p -- \"$(printf '");
        for (byte c : name) {
            line.append(String.format("\\%03o", c & 0xff));
        }
        return line.append(".')\"\n").toString();
    }

    @Test
    void countersOfAnyBytesAreToldAsFarAsTheyAreWhole() {
        onOurs(scene -> {
            PlantedService planted = PlantedService.in(scene, "a", RUN);
            Random random = new Random(SEED);
            byte[] whole = PlantedService.counters("boot 01234567-89ab-cdef-0123-456789abcdef\nstarts 17\ndeaths 16\ntext abc");
            for (int round = 0; round < 60; round++) {
                byte[] counters = whole.clone();
                for (int n = random.nextInt(1, 30); n > 0; n--) {
                    // In between, so that the record still looks whole.
                    counters[random.nextInt(11, 620)] = (byte) random.nextInt(256);
                }
                planted.counts(counters);
                only(scene, 0, "a");
            }
            for (int size : new int[] {0, 1, 639, 641, 5000}) {
                planted.counts(new byte[size]);
                assertTrue(only(scene, 0, "a").get("starts").isNull());
            }
            byte[] torn = whole.clone();
            torn[torn.length - 2] = '8';
            planted.counts(torn);
            assertTrue(only(scene, 0, "a").get("starts").isNull());
            planted.counts(whole);
            assertEquals(17, only(scene, 0, "a").get("starts").intValue());
        });
    }

    @Test
    void aRealServiceIsToldWithItsLog() {
        onOurs(scene -> {
            ServiceDirectory service = scene.idler("a").log("exec cat");
            scene.runsv(service);
            int pid = service.supervise().await("run").status().pid();
            service.logSupervise().await("run");
            JsonNode a = only(scene, 0, "a");
            assertEquals(pid, a.get("pid").intValue());
            assertEquals("run", a.get("log").get("state").textValue());
        });
    }

    private static JsonNode only(Scene scene, int exitCode, String name) {
        Outcome outcome = scene.sv("status", "--json", name);
        assertEquals(exitCode, outcome.exitCode());
        List<JsonNode> lines = lines(outcome);
        assertEquals(1, lines.size());
        return lines.getFirst();
    }

    /** Every line is valid UTF-8 and JSON, and what the schema says, with no member more. */
    private static List<JsonNode> lines(Outcome outcome) {
        List<JsonNode> nodes = new ArrayList<>();
        for (String line : outcome.out().split("\n")) {
            try {
                byte[] bytes = line.getBytes(ISO_8859_1);
                JsonNode node = JSON.readTree(UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
                assertEquals(List.of(), List.copyOf(SCHEMA.validate(node)), line);
                assertEquals(25, node.size(), "members");
                nodes.add(node);
            } catch (IOException e) {
                throw new AssertionError(e.getMessage() + " in " + line, e);
            }
        }
        return nodes;
    }

    private static JsonSchema schema() {
        try {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(Files.readString(Suite.repository().resolve("docs/sv-status.schema.json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long monotonicNanos(Scene scene) {
        // The uptime is of CLOCK_BOOTTIME, which is the same unless the machine has slept.
        return (long) (Double.parseDouble(scene.read(Path.of("/proc/uptime")).split(" ")[0]) * 1e9);
    }
}
