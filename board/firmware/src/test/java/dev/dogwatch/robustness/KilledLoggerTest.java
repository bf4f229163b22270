package dev.dogwatch.robustness;

import static dev.dogwatch.robustness.Ours.onOurs;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Posix;
import dev.dogwatch.e2e.Running;
import dev.dogwatch.e2e.Scene;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * svlogd takes from its pipe what it has written, and nothing before. Killed at any moment, it leaves all the rest to the next one:
 * no line is lost. What was being written at that moment may be there twice, the first time perhaps cut off.
 */
@EndToEnd
class KilledLoggerTest {

    private static final int KILLS = 200;
    private static final long SEED = 20_261_122;
    private static final String FEED = "i=0; while [ ! -e stop ]; do seq $i $((i + 1999)); i=$((i + 2000)); sleep 0.002; done; echo $i >last";

    @Tag("slow")
    @ParameterizedTest(name = "svlogd {0}")
    @ValueSource(strings = {"", "-t"})
    void noLineIsLost(String options) {
        onOurs(scene -> {
            scene.arrange("mkdir log; echo n0 >log/config; mkfifo in");
            // Keeps the pipe, as runsv does.
            scene.shell("exec sleep 1000 <>in").start();
            Running feeder = scene.shell("{ " + FEED + "; } >in").start();
            Random random = new Random(SEED);
            for (int i = 0; i < KILLS; i++) {
                Running svlogd = scene.shell("exec svlogd " + options + " log <in").start();
                Await.pause(Duration.ofMillis(random.nextInt(20)));
                svlogd.signal(Posix.SIGKILL);
                svlogd.exitCode();
            }
            scene.arrange(": >stop");
            Running last = scene.shell("exec svlogd " + options + " log <in").start();
            feeder.exitCode();
            int lines = Integer.parseInt(scene.read(scene.root().resolve("last")).strip());
            Await.until(() -> "the last line, " + (lines - 1), () -> end(scene).endsWith(lines - 1 + "\n"));
            last.signal(Posix.SIGTERM);
            assertEquals(0, last.exitCode());
            assertAllThere(scene, lines, options.isEmpty() ? 0 : "@400000006b02000000000000 ".length());
        });
    }

    /** What was logged last: in current, unless that was rotated this moment and is empty. */
    private static String end(Scene scene) {
        return logs(scene).reversed().stream().map(scene::read).filter(content -> !content.isEmpty()).findFirst().orElse("");
    }

    private static void assertAllThere(Scene scene, int lines, int stamp) {
        BitSet seen = new BitSet(lines);
        int files = 0;
        for (Path log : logs(scene)) {
            files++;
            String content = scene.read(log);
            int previous = -1;
            // Behind the last newline there is what a kill has cut off.
            for (String line : content.substring(0, content.lastIndexOf('\n') + 1).lines().toList()) {
                int number = Integer.parseInt(line.substring(stamp));
                assertTrue(previous < 0 || number == previous + 1, log + ": " + number + " behind " + previous);
                previous = number;
                seen.set(number);
            }
        }
        assertTrue(files > 10, "it was hardly ever killed at work: " + files + " logs");
        assertEquals(lines, seen.nextClearBit(0), "the first line that is lost");
    }

    private static List<Path> logs(Scene scene) {
        try (Stream<Path> files = Files.list(scene.root().resolve("log"))) {
            return files.filter(file -> file.getFileName().toString().matches("@.*|current")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
