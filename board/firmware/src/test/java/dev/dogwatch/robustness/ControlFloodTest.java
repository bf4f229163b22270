package dev.dogwatch.robustness;

import static dev.dogwatch.robustness.Ours.onOurs;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.ServiceDirectory;
import dev.dogwatch.e2e.Supervise;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whoever can write to control may write anything. */
@EndToEnd
class ControlFloodTest {

    @Test
    void unknownBytesDoNothing() {
        onOurs(scene -> {
            ServiceDirectory service = scene.idler("all/a").log("exec cat");
            Tree tree = Tree.grow(scene);
            int run = service.supervise().await("run").status().pid();
            int log = service.logSupervise().await("run").status().pid();
            StringBuilder unknown = new StringBuilder();
            for (char c = 0; c < 256; c++) {
                if ("udoxtkpcahiq12".indexOf(c) < 0) {
                    unknown.append(c);
                }
            }
            service.supervise().control(unknown.toString());
            service.logSupervise().control(unknown.toString());
            // Behind all of those.
            service.supervise().control("p");
            service.supervise().await("run, paused");
            service.supervise().control("c");
            assertEquals(run, service.supervise().await("run").status().pid());
            service.logSupervise().control("p");
            assertEquals(log, service.logSupervise().await("run, paused").status().pid());
            tree.everythingElseGoesOn();
        });
    }

    @Test
    void randomBytesLeaveItInOrder() {
        onOurs(scene -> {
            ServiceDirectory service = scene.idler("all/a").log("exec cat").finish("exit 0").onControl('h', "exit 0").onControl('t', "exit 1");
            Tree tree = Tree.grow(scene);
            int runsv = tree.runsv("a");
            service.supervise().await("run");
            // All but x, which it would obey.
            for (String control : List.of("all/a/supervise/control", "all/a/log/supervise/control")) {
                scene.arrange("timeout 20 sh -c 'head -c 65536 /dev/urandom | tr x y >" + control + "'");
            }
            service.supervise().control("u");
            service.logSupervise().control("u");
            tree.everythingElseGoesOn();

            // What is not a byte of the flood any more is obeyed as ever: the last word is an up that nothing follows.
            awaitRest(service.logSupervise());
            awaitRest(service.supervise());
            service.supervise().control("c");
            service.logSupervise().control("c");
            int run = service.supervise().await("run").status().pid();
            int log = service.logSupervise().await("run").status().pid();
            assertEquals(List.of(log, run), Proc.children(runsv).stream().filter(Proc::isAlive).sorted((a, b) -> a == log ? -1 : 1).toList());
            assertEquals(runsv, tree.runsv("a"));
        });
    }

    @Test
    void randomBytesWithExitAmongThemMakeItLeaveAndRunsvdirBringsItBack() {
        onOurs(scene -> {
            ServiceDirectory service = scene.idler("all/a");
            Tree tree = Tree.grow(scene);
            int runsv = tree.runsv("a");
            service.supervise().await("run");
            // It goes while the flood is being written, which then has nobody to read it.
            scene.shell("timeout 20 sh -c 'head -c 65536 /dev/urandom >all/a/supervise/control'").run();
            Proc.awaitEnd(runsv);
            tree.runsv("a");
            tree.everythingElseGoesOn();
            service.supervise().control("u");
            service.supervise().await("run");
        });
    }

    /** The same instance is up for longer than any part of the flood would leave it alone. */
    private static void awaitRest(Supervise supervise) {
        Await.until(() -> "rest after the flood", () -> {
            int pid = up(supervise);
            Await.pause(Duration.ofMillis(1500));
            return pid == up(supervise);
        });
    }

    private static int up(Supervise supervise) {
        return supervise.awaitThat("be up", now -> now.status().want() == 'u' && now.status().state() == 1).status().pid();
    }
}
