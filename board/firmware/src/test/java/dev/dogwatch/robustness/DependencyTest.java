package dev.dogwatch.robustness;

import static dev.dogwatch.robustness.Ours.onOurs;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Posix;
import dev.dogwatch.e2e.Scene;
import dev.dogwatch.e2e.ServiceDirectory;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Order by dependency is the business of run scripts (docs/supervision.md, "Services that need others"). */
@EndToEnd
class DependencyTest {

    private static final int CHAIN = 30;
    private static final String IS_READY = "test -s ready";

    @Test
    void aChainOfThirtyComesUpInOrder() {
        onOurs(scene -> {
            List<ServiceDirectory> chain = chain(scene);
            scene.start(scene.command("runsvdir", "all"));
            scene.awaitEventCount(CHAIN);
            assertEquals(IntStream.range(0, CHAIN).mapToObj(i -> "s" + i).toList(), scene.events());
            chain.forEach(DependencyTest::awaitReadiness);
        });
    }

    /** Each looks whether the one before it is still the same, and ends if not: the death of the first goes through the whole chain. */
    @Test
    void itComesUpAgainWhenTheFirstIsKilled() {
        onOurs(scene -> {
            List<ServiceDirectory> chain = chain(scene);
            scene.start(scene.command("runsvdir", "all"));
            scene.awaitEventCount(CHAIN);
            chain.forEach(DependencyTest::awaitReadiness);
            List<Integer> before = pids(chain);

            Posix.kill(before.getFirst(), Posix.SIGKILL);
            Await.until(() -> "the last one to start again, there are " + scene.events(), () -> scene.events().size() >= 2 * CHAIN);
            chain.forEach(DependencyTest::awaitReadiness);
            List<Integer> after = pids(chain);
            for (int i = 0; i < CHAIN; i++) {
                assertFalse(before.get(i).equals(after.get(i)), "s" + i + " is the same as before");
            }
            List<String> again = scene.events().subList(CHAIN, 2 * CHAIN);
            assertEquals(IntStream.range(0, CHAIN).mapToObj(i -> "s" + i).toList(), again);
        });
    }

    @Test
    void aCycleDoesNotStarveTheNode() {
        onOurs(scene -> {
            for (String name : List.of("a", "b")) {
                String other = name.equals("a") ? "b" : "a";
                scene.service("all/" + name).run("echo " + name + " >>../../events; sv -w 1 check ../" + other + " >/dev/null || exit 1; exec sleep 1000").check("test -e nonesuch");
            }
            Tree tree = Tree.grow(scene);
            long begun = System.nanoTime();
            Await.pause(Duration.ofSeconds(5));
            long ticks = tree.runsvs("a").stream().mapToLong(Proc::ticksWithChildren).sum() + tree.runsvs("b").stream().mapToLong(Proc::ticksWithChildren).sum();
            int starts = scene.events().size();
            double seconds = (System.nanoTime() - begun) / 1e9;
            // A second of waiting and none of pause, or as much more as there is in it, for each of both.
            assertTrue(starts >= 2 && starts <= 2 * (seconds + 2), () -> starts + " starts in " + seconds + " s");
            assertTrue(ticks < 0.2 * 100 * seconds, () -> ticks + " ticks of 10 ms in " + seconds + " s");
            tree.everythingElseGoesOn();
        });
    }

    private static List<ServiceDirectory> chain(Scene scene) {
        return IntStream.range(0, CHAIN).mapToObj(i -> {
            String before = "../s" + (i - 1);
            return scene.service("all/s" + i)
                    .run(i == 0 ? "rm -f ready; sleep 0.5; echo s0 >>../../events; echo $$ >ready; exec sleep 1000" : """
                            rm -f ready
                            sv -w 5 check %s >/dev/null || exit 1
                            read whom <%s/ready
                            echo s%d >>../../events
                            echo $$ >ready
                            while read now <%s/ready && test "$now" = "$whom"; do sleep 0.1; done""".formatted(before, before, i, before))
                    .finish("rm -f ready")
                    .check(IS_READY);
        }).toList();
    }

    private static void awaitReadiness(ServiceDirectory service) {
        Await.until(() -> service.name() + " to be ready", () -> Files.exists(service.path().resolve("ready")));
    }

    private static List<Integer> pids(List<ServiceDirectory> services) {
        return services.stream().map(service -> service.supervise().await("run").status().pid()).toList();
    }
}
