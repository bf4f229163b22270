package dev.dogwatch.robustness;

import static dev.dogwatch.robustness.Ours.onOurs;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Posix;
import dev.dogwatch.e2e.ServiceDirectory;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** While nothing happens, no supervisor comes to run, not once. */
@EndToEnd
@Tag("native-only")
class IdleTest {

    /** What follows from a start, such as the second that it must live, is over then. */
    private static final Duration SETTLE = Duration.ofSeconds(3);
    private static final Duration NOTHING_HAPPENS = Duration.ofSeconds(5);

    @Test
    void noSupervisorRunsWhileNothingHappens() {
        onOurs(scene -> {
            scene.idler("all/plain");
            scene.idler("all/logged").log("exec cat");
            scene.idler("all/down").down();
            ServiceDirectory adopted = scene.idler("all/adopted").log("exec cat");
            Tree tree = Tree.grow(scene);
            int alone = scene.runsv(scene.idler("alone").log("exec cat")).pid();
            int first = tree.runsv("adopted");
            adopted.supervise().await("run");
            adopted.logSupervise().await("run");
            Posix.kill(first, Posix.SIGKILL);
            Proc.awaitEnd(first);

            Map<String, Integer> idle = new TreeMap<>(Map.of("runsvdir", tree.pid(), "a runsv on its own", alone));
            for (String name : new String[] {"plain", "logged", "down", "adopted", "bystander"}) {
                idle.put("runsv " + name, tree.runsv(name));
            }
            Await.pause(SETTLE);
            Map<String, Long> before = switches(idle);
            Await.pause(NOTHING_HAPPENS);
            assertEquals(before, switches(idle));
        });
    }

    private static Map<String, Long> switches(Map<String, Integer> processes) {
        Map<String, Long> switches = new TreeMap<>();
        processes.forEach((name, pid) -> switches.put(name, Proc.switches(pid)));
        return switches;
    }
}
