package dev.dogwatch.robustness;

import static dev.dogwatch.robustness.Ours.onOurs;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.Command;
import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Running;
import dev.dogwatch.e2e.Scene;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The same sources make the same program, wherever they lie. */
@EndToEnd
@Tag("slow")
@Tag("native-only")
@ResourceLock("both processors")
class ReproducibleBuildTest {

    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final Duration POLL = Duration.ofMillis(100);

    @Test
    void twoBuildsAreTheSameToTheByte() {
        onOurs(scene -> {
            Running first = build(scene, "one");
            Running second = build(scene, "two/of another name");
            awaitSuccess(first);
            awaitSuccess(second);
            String program = "dist/x86_64-linux-musl/bin/dogwatch";
            assertEquals(-1, Files.mismatch(scene.root().resolve("one").resolve(program), scene.root().resolve("two/of another name").resolve(program)));
        });
    }

    /** In a copy of the sources, without what was made of them. It yields to the tests that run beside it. */
    private static Running build(Scene scene, String directory) {
        Command command = scene.shell("mkdir -p '" + directory + "' && tar -C '" + repository()
                + "' --exclude=target --exclude=./dist --exclude=./.git --exclude=./.cache -cf - . | tar -C '" + directory
                + "' -xf - && cd '" + directory + "' && exec nice -n 10 tools/build x86_64-linux-musl");
        // Maven is found, configured and given a JDK as for the build that we are part of.
        System.getenv().forEach((variable, value) -> {
            if (!variable.equals("MAVEN_BASEDIR") && !variable.equals("DOGWATCH_SCENE")) {
                command.env(variable, value);
            }
        });
        return command.start();
    }

    private static void awaitSuccess(Running build) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (build.isAlive() && System.nanoTime() < deadline) {
            Await.pause(POLL);
        }
        assertEquals(0, build.exitCode(), build::stderr);
    }

    private static Path repository() {
        Path here = Path.of("").toAbsolutePath();
        while (here != null && !Files.exists(here.resolve("tools/build"))) {
            here = here.getParent();
        }
        return here;
    }
}
