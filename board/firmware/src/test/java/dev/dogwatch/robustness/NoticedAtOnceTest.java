package dev.dogwatch.robustness;

import static dev.dogwatch.robustness.Ours.onOurs;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Posix;
import dev.dogwatch.e2e.ServiceDirectory;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Services come, go and change their names; runsvdir is told, and does not wait for its next look. */
@EndToEnd
class NoticedAtOnceTest {

    /** A runsvdir that is told nothing has just looked, and will look again after five seconds. */
    private static final Duration AT_ONCE = Duration.ofSeconds(4);

    @Test
    void newDirectories() {
        onOurs(scene -> {
            Tree tree = Tree.grow(scene);
            for (String name : List.of("a", "b", "c")) {
                tree.appear(scene.idler(name), name);
                ServiceDirectory service = scene.service("all/" + name);
                atOnce("supervision of " + name, service.supervise()::isSupervised);
                service.supervise().await("run");
            }
            tree.everythingElseGoesOn();
        });
    }

    @Test
    void aNewLink() {
        onOurs(scene -> {
            ServiceDirectory service = scene.idler("real/a");
            Tree tree = Tree.grow(scene);
            scene.arrange("ln -s ../real/a all/linked");
            atOnce("supervision of it", service.supervise()::isSupervised);
            tree.runsv("linked");
            scene.arrange("rm all/linked");
            atOnce("its end", () -> !service.supervise().isSupervised());
            assertEquals(List.of(), tree.runsvs("linked"));
            tree.everythingElseGoesOn();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"rm -r all/a", "mv all/a elsewhere", "mv all/a all/.a"})
    void aRemovedDirectory(String removal) {
        onOurs(scene -> {
            ServiceDirectory service = scene.idler("all/a").log("exec cat");
            Tree tree = Tree.grow(scene);
            int run = service.supervise().await("run").status().pid();
            int log = service.logSupervise().await("run").status().pid();
            int runsv = tree.runsv("a");
            scene.arrange(removal);
            atOnce("the end of all three", () -> Stream.of(run, log, runsv).noneMatch(Proc::isAlive));
            tree.everythingElseGoesOn();
            assertEquals(1, Proc.children(tree.pid()).size(), "the bystander's is the only runsv");
        });
    }

    @Test
    void aDirectoryMadeAnew() {
        onOurs(scene -> {
            ServiceDirectory service = scene.idler("all/a");
            Tree tree = Tree.grow(scene);
            int run = service.supervise().await("run").status().pid();
            scene.idler("fresh");
            scene.arrange("rm -r all/a && mv -T fresh all/a");
            atOnce("its supervision", service.supervise()::isSupervised);
            service.supervise().awaitSuccessorOf(run);
            Proc.awaitEnd(run);
            tree.everythingElseGoesOn();
        });
    }

    /** It is the same service as before, and the next runsv of it has the new name. */
    @Test
    void aNewName() {
        onOurs(scene -> {
            ServiceDirectory service = scene.idler("all/a");
            Tree tree = Tree.grow(scene);
            int runsv = tree.runsv("a");
            int run = service.supervise().await("run").status().pid();
            scene.arrange("mv all/a all/b");
            ServiceDirectory renamed = scene.service("all/b");
            tree.everythingElseGoesOn();
            assertEquals(run, renamed.supervise().await("run").status().pid());
            assertEquals(run, Proc.children(runsv).getFirst());

            Posix.kill(runsv, Posix.SIGTERM);
            Proc.awaitEnd(runsv);
            atOnce("a runsv of the new name", () -> tree.runsvs("b").size() == 1);
            assertEquals(List.of(), tree.runsvs("a"));
            renamed.supervise().awaitSuccessorOf(run);
        });
    }

    @Test
    void oneOfThreeIsRemovedAndTheOthersAreLeftAlone() {
        onOurs(scene -> {
            List<String> names = List.of("a", "b", "c");
            names.forEach(name -> scene.idler("all/" + name));
            Tree tree = Tree.grow(scene);
            names.forEach(name -> scene.service("all/" + name).supervise().await("run"));
            for (String removed : names) {
                Set<Integer> before = twoGenerations(tree);
                int runsv = tree.runsv(removed);
                int run = scene.service("all/" + removed).supervise().pid();
                scene.arrange("mv all/" + removed + " gone-" + removed);
                atOnce("its end", () -> !Proc.isAlive(runsv) && !Proc.isAlive(run));
                Set<Integer> left = before.stream().filter(pid -> pid != runsv && pid != run).collect(Collectors.toSet());
                assertTrue(Proc.lastingly(() -> twoGenerations(tree).equals(left)), () -> left + " became " + twoGenerations(tree));
            }
            tree.everythingElseGoesOn();
        });
    }

    @Test
    void aNewDirectoryGetsItsRunsvWhenRunAppears() {
        onOurs(scene -> {
            Tree tree = Tree.grow(scene);
            long start = System.nanoTime();
            ServiceDirectory service = scene.service("all/a");
            Await.pause(Duration.ofMillis(300));
            boolean early = tree.runsvs("a").isEmpty();
            service.run("exec sleep 1000");
            boolean inTime = System.nanoTime() - start < 900_000_000L;
            atOnce("its supervision", service.supervise()::isSupervised);
            service.supervise().await("run");
            // On a machine so loaded that the second has passed, runsv has complained, and that is right.
            if (inTime) {
                assertTrue(early, "there was nothing to supervise");
                assertEquals("", tree.runsvdir().stderr());
            }
        });
    }

    @Test
    void aNewDirectoryWithoutRunGetsItsRunsvInTheEnd() {
        onOurs(scene -> {
            Tree tree = Tree.grow(scene);
            scene.service("all/a");
            tree.awaitComplaint("runsv a: fatal: unable to start ./run: file does not exist");
            tree.runsv("a");
            tree.everythingElseGoesOn();
        });
    }

    private static void atOnce(String what, BooleanSupplier condition) {
        Promptly.within(AT_ONCE, () -> what, condition);
    }

    /** Every living runsv, and what each supervises. */
    private static Set<Integer> twoGenerations(Tree tree) {
        List<Integer> runsvs = Proc.children(tree.pid()).stream().filter(Proc::isAlive).toList();
        return Stream.concat(runsvs.stream(), runsvs.stream().flatMap(runsv -> Proc.children(runsv).stream())).collect(Collectors.toSet());
    }
}
