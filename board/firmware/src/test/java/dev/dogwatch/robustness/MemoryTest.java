package dev.dogwatch.robustness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Running;
import dev.dogwatch.e2e.Scene;
import dev.dogwatch.e2e.ServiceDirectory;
import dev.dogwatch.e2e.Suite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What one more service costs. tools/bench has the figures; this keeps them from slipping unnoticed. */
@EndToEnd
@Tag("native-only")
class MemoryTest {

    private static final int SERVICES = 50;
    private static final double LIMIT = 60;

    @Test
    void aRunsvTakesLittleAndLessThanCRunits() {
        double ours = pssOfOne(Suite.ours());
        double theirs = pssOfOne(Suite.oracle());
        assertTrue(ours < LIMIT, ours + " KB for each runsv");
        assertTrue(ours < theirs, ours + " KB for each runsv, C runit takes " + theirs);
    }

    @Test
    void whatItIsToldAndShowsAddsNothing() {
        try (Scene scene = new Scene(Suite.ours())) {
            ServiceDirectory service = scene.service("all/a").link("run", Compiled.program("pause").toString());
            Running runsvdir = scene.start(scene.command("runsvdir", "all"));
            service.supervise().await("run");
            int runsv = Proc.children(runsvdir.pid()).getFirst();
            obey(service, 200);
            // Not the share in what others have mapped too: that grows when they end.
            long before = kilobytes(runsv, "Anonymous");
            obey(service, 20_000);
            assertTrue(kilobytes(runsv, "Anonymous") <= before + 8, kilobytes(runsv, "Anonymous") + " KB after 20,000 bytes, " + before + " before");
        }
    }

    /** So many control bytes, each of which changes the status. */
    private static void obey(ServiceDirectory service, int bytes) {
        for (int sent = 0; sent < bytes; sent += 200) {
            service.supervise().control("pc".repeat(100));
        }
        service.supervise().control("p");
        service.supervise().await("run, paused");
        service.supervise().control("c");
        service.supervise().await("run");
    }

    /** KB that the mean runsv of a tree takes, what is shared divided among those who share it. */
    private static double pssOfOne(Suite suite) {
        try (Scene scene = new Scene(suite)) {
            IntStream.range(0, SERVICES).forEach(i -> scene.service("all/" + i).link("run", Compiled.program("pause").toString()));
            Running runsvdir = scene.start(scene.command("runsvdir", "all"));
            IntStream.range(0, SERVICES).forEach(i -> scene.service("all/" + i).supervise().await("run"));
            List<Integer> runsvs = Proc.children(runsvdir.pid());
            assertEquals(SERVICES, runsvs.size());
            return runsvs.stream().mapToLong(runsv -> kilobytes(runsv, "Pss")).average().orElseThrow();
        }
    }

    private static long kilobytes(int pid, String kind) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup")).stream().filter(line -> line.startsWith(kind + ":"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", ""))).findFirst().orElseThrow();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
