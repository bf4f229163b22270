package dev.dogwatch.robustness;

import static dev.dogwatch.robustness.Ours.onOurs;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Posix;
import dev.dogwatch.e2e.Running;
import dev.dogwatch.e2e.Scene;
import dev.dogwatch.e2e.ServiceDirectory;
import java.util.List;
import org.junit.jupiter.api.Test;

/** As a package manager does it: the service directory is deleted and another one takes its name while its runsv lives. */
@EndToEnd
class RecreatedServiceDirectoryTest {

    private static final String RUN = "echo $$ >>$SVDIR/events; exec sleep 1000";

    @Test
    void aRunsvOnItsOwnNoticesWhenItHasNothingToStartAnyMore() {
        onOurs(scene -> {
            ServiceDirectory service = scene.service("a").run(RUN);
            Running runsv = scene.runsv(service);
            int first = spoken(scene, service);
            recreate(scene, "a");

            Posix.kill(first, Posix.SIGKILL);
            assertEquals(0, runsv.exitCode());
            Tree.awaitComplaint(runsv, "runsv a: warning: the service directory was removed, leaving");

            scene.runsv(scene.service("a"));
            scene.service("a").supervise().await("run");
            scene.awaitEventCount(2);
            assertEquals(2, scene.events().size());
        });
    }

    @Test
    void aDirectoryOfRunsvdirComesBackOnce() {
        onOurs(scene -> {
            scene.service("all/a").run(RUN);
            Tree tree = Tree.grow(scene);
            int first = spoken(scene, scene.service("all/a"));
            recreate(scene, "all/a");
            onlyOneLives(scene, tree, first);
        });
    }

    @Test
    void aDirectoryOfRunsvdirThatIsMadePieceByPieceComesBackOnce() {
        onOurs(scene -> {
            scene.service("all/a").run(RUN);
            Tree tree = Tree.grow(scene);
            int first = spoken(scene, scene.service("all/a"));
            scene.arrange("rm -rf all/a; mkdir all/a; sleep 0.2; echo '#!/bin/sh' >all/a/run; sleep 0.2; echo '" + RUN + "' >>all/a/run; chmod 755 all/a/run");
            onlyOneLives(scene, tree, first);
        });
    }

    @Test
    void aLinkedDirectoryComesBackOnceTheOldServiceHasDied() {
        onOurs(scene -> {
            scene.service("real/a").run(RUN);
            scene.service("all").link("a", "../real/a");
            Tree tree = Tree.grow(scene);
            int first = spoken(scene, scene.service("real/a"));
            recreate(scene, "real/a");
            // Nothing has changed in the directory that runsvdir watches: the old one goes on until it ends.
            Posix.kill(first, Posix.SIGKILL);
            onlyOneLives(scene, tree, first);
        });
    }

    @Test
    void aLinkedDirectoryOfTheSameInodeComesBackOnceTheOldServiceHasDied() {
        onOurs(scene -> {
            scene.service("real/a").run(RUN);
            scene.service("all").link("a", "../real/a");
            Tree tree = Tree.grow(scene);
            int first = spoken(scene, scene.service("real/a"));
            // Most file systems give the number that was freed last to the next that needs one.
            scene.arrange("rm -rf real/a && mkdir real/a && printf '#!/bin/sh\\n" + RUN + "\\n' >real/a/run && chmod 755 real/a/run");
            Posix.kill(first, Posix.SIGKILL);
            onlyOneLives(scene, tree, first);
        });
    }

    @Test
    void aLinkedDirectoryComesBackOnceWhenTheDirectoryOfServicesChanges() {
        onOurs(scene -> {
            scene.service("real/a").run(RUN);
            scene.service("all").link("a", "../real/a");
            Tree tree = Tree.grow(scene);
            int first = spoken(scene, scene.service("real/a"));
            recreate(scene, "real/a");
            tree.appear(scene.idler("another"), "another");
            onlyOneLives(scene, tree, first);
        });
    }

    @Test
    void aServiceThatWillNotGoDoesNotHoldUpItsSuccessor() {
        onOurs(scene -> {
            scene.service("all/a").run("trap '' TERM; " + RUN);
            Tree tree = Tree.grow(scene);
            int first = spoken(scene, scene.service("all/a"));
            recreate(scene, "all/a");
            Await.until(() -> "its successor", () -> scene.events().size() == 2);
            assertTrue(Proc.isAlive(first));

            Posix.kill(first, Posix.SIGKILL);
            onlyOneLives(scene, tree, first);
        });
    }

    /** The pid of the first instance, which has noted it: it may be told to end from now on. */
    private static int spoken(Scene scene, ServiceDirectory service) {
        scene.awaitEventCount(1);
        return service.supervise().await("run").status().pid();
    }

    private static void recreate(Scene scene, String path) {
        scene.service("fresh").run(RUN);
        scene.arrange("rm -rf " + path + " && mv -T fresh " + path);
    }

    /** The service has come back under its name, its predecessor has gone, and no third one was ever started. */
    private static void onlyOneLives(Scene scene, Tree tree, int first) {
        ServiceDirectory service = scene.service("all/a");
        Await.until(() -> "a successor of " + first + ", there are " + scene.events(), () -> scene.events().size() > 1);
        int second = service.supervise().await("run").status().pid();
        Proc.awaitEnd(first);
        tree.runsv("a");
        tree.everythingElseGoesOn();
        assertEquals(List.of(Integer.toString(first), Integer.toString(second)), scene.events());
        assertEquals(List.of(second), Proc.children(tree.runsv("a")));
    }
}
