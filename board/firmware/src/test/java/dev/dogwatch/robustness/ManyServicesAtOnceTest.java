package dev.dogwatch.robustness;

import static dev.dogwatch.robustness.Ours.onOurs;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Outcome;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** sv told of more services than it may open descriptors waits for all of them all the same. */
@EndToEnd
class ManyServicesAtOnceTest {

    private static final int SERVICES = 60;

    @ParameterizedTest(name = "sv {0}")
    @CsvSource({"stop, ok: down: all/", "restart, ok: run: all/"})
    void areWaitedForWithFewDescriptors(String command, String line) {
        onOurs(scene -> {
            IntStream.range(0, SERVICES).forEach(i -> scene.service("all/" + i).link("run", Compiled.program("pause").toString()));
            scene.start(scene.command("runsvdir", "all"));
            IntStream.range(0, SERVICES).forEach(i -> scene.service("all/" + i).supervise().await("run"));
            Outcome outcome = scene.run(scene.shell("ulimit -n 48; exec sv -w 20 " + command + " all/*"));
            assertEquals(0, outcome.exitCode(), outcome::toString);
            assertEquals(SERVICES, outcome.out().lines().filter(said -> said.startsWith(line)).count(), outcome::toString);
        });
    }
}
