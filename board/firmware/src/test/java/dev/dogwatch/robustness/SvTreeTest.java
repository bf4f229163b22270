package dev.dogwatch.robustness;

import static dev.dogwatch.robustness.Ours.onOurs;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Outcome;
import dev.dogwatch.e2e.Posix;
import dev.dogwatch.e2e.Scene;
import dev.dogwatch.e2e.ServiceDirectory;
import dev.dogwatch.e2e.Status;
import java.util.List;
import org.junit.jupiter.api.Test;

/** sv list and sv tree: which services there are, and which processes belong to them. */
@EndToEnd
class SvTreeTest {

    private static final String FAMILY = "sleep 1000 & sh -c 'sleep 1001 & echo; wait' & echo up >>../events; wait";

    @Test
    void listTellsTheStateOfEachInAColumnOfItsOwn() {
        onOurs(scene -> {
            Status run = Status.of(1, 4711, 'u');
            PlantedService.in(scene, "a", run);
            PlantedService.in(scene, "b", Status.of(0, 0, 'd'));
            PlantedService.in(scene, "c", Status.of(2, 4711, 'u'));
            PlantedService.in(scene, "d", run.withPaused(1));
            PlantedService.in(scene, "e", PlantedService.flagged(run, PlantedService.TELLS_READINESS));
            PlantedService.in(scene, "f", PlantedService.flagged(Status.of(0, 0, 'u'), PlantedService.GAVE_UP));
            scene.service("g");
            scene.arrange("mkdir 'h\th'");
            Outcome outcome = scene.sv("list");
            assertEquals("run\ta\ndown\tb\nfinish\tc\npaused\td\nwaiting\te\ngave-up\tf\nfail\tg\nfail\th?h\n", outcome.out());
            assertEquals(2, outcome.exitCode());
            assertEquals("down\tb\n", scene.sv("list", "b").out());
        });
    }

    @Test
    void treeDrawsTheProcessesOfEachServiceAndItsLog() {
        onOurs(scene -> {
            ServiceDirectory web = scene.service("web").run(FAMILY).log("exec cat >/dev/null");
            scene.service("off").run("exit 0").down();
            scene.runsv(web);
            scene.runsv(scene.service("off"));
            scene.service("stray");
            int pid = web.supervise().await("run").status().pid();
            int log = web.logSupervise().await("run").status().pid();
            scene.awaitEventCount(1);
            Await.until(() -> "the grandchild", () -> Proc.children(pid).stream().anyMatch(child -> !Proc.children(child).isEmpty()));
            List<Integer> children = Proc.children(pid);
            int shell = children.get(1);
            int grandchild = Proc.children(shell).getFirst();
            Await.until(() -> "all to be what they become", () -> Proc.command(grandchild).equals("sleep") && Proc.command(log).equals("cat")
                    && Proc.command(children.getFirst()).equals("sleep"));
            Outcome outcome = scene.sv("tree");
            assertEquals(scene.root() + "\n"
                    + "|-- off: down\n"
                    + "|-- stray: fail\n"
                    + "`-- web: run, run (" + pid + ")\n"
                    + "    |-- sleep (" + children.getFirst() + ")\n"
                    + "    |-- sh (" + shell + ")\n"
                    + "    |   `-- sleep (" + grandchild + ")\n"
                    + "    `-- log: run, cat (" + log + ")\n", outcome.out());
            assertEquals(1, outcome.exitCode());
        });
    }

    @Test
    void anOrphanOfTheSessionOfARunsvBelongsToItsService() {
        onOurs(scene -> {
            scene.service("all/daemon").run("(exec sleep 1000 & echo $! >../../orphan); exec sleep 1001");
            Tree tree = Tree.grow(scene, scene.command("runsvdir", "-P", "all"));
            assertOrphanIsDrawn(scene, "daemon");
            tree.everythingElseGoesOn();
        });
    }

    @Test
    void anOrphanOfAServiceThatLeadsASessionBelongsToIt() {
        onOurs(scene -> {
            scene.service("all/daemon").run("exec chpst -P sh -c '(exec sleep 1000 & echo $! >../../orphan); exec sleep 1001'");
            Tree.grow(scene);
            assertOrphanIsDrawn(scene, "daemon");
        });
    }

    @Test
    void anOrphanOfNobodysSessionIsNotDrawn() {
        onOurs(scene -> {
            scene.service("all/daemon").run("(exec sleep 1000 & echo $! >../../orphan); exec sleep 1001");
            Tree.grow(scene);
            int orphan = orphan(scene);
            assertTrue(!tree(scene).contains("(" + orphan + ")"), () -> tree(scene));
        });
    }

    private static void assertOrphanIsDrawn(Scene scene, String service) {
        int orphan = orphan(scene);
        Await.until(() -> "the orphan in " + tree(scene), () -> tree(scene).contains("sleep (" + orphan + ")"));
        List<String> lines = tree(scene).lines().toList();
        int at = lines.stream().filter(line -> line.endsWith("-- sleep (" + orphan + ")")).map(lines::indexOf).findFirst().orElseThrow();
        assertTrue(lines.get(at - 1).contains("-- " + service + ": run, "), () -> String.join("\n", lines));
        assertEquals(1, lines.stream().filter(line -> line.contains("(" + orphan + ")")).count());
        Posix.kill(orphan, Posix.SIGKILL);
    }

    private static int orphan(Scene scene) {
        Await.until(() -> "the orphan", () -> scene.read(scene.root().resolve("orphan")).endsWith("\n"));
        int orphan = Integer.parseInt(scene.read(scene.root().resolve("orphan")).strip());
        Await.until(() -> "its parent to end", () -> !Proc.command(Proc.parent(orphan)).equals("sh") && Proc.command(orphan).equals("sleep"));
        return orphan;
    }

    private static String tree(Scene scene) {
        return scene.command("sv", "tree").env("SVDIR", scene.root().resolve("all").toString()).run().out();
    }
}
