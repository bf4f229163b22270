package dev.dogwatch.robustness;

import static dev.dogwatch.robustness.Ours.onOurs;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Running;
import dev.dogwatch.e2e.ServiceDirectory;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where runsvdir cannot be told of changes, it looks every five seconds. */
@EndToEnd
class WithoutInotifyTest {

    private static final String REFUSE = "echo 0 >/proc/sys/user/max_inotify_instances";
    private static final Duration NEXT_LOOK = Duration.ofSeconds(7);

    @Test
    void newAndRemovedDirectoriesAreNoticedAllTheSame() {
        onOurs(scene -> {
            Assume.possible(scene, "a user namespace without inotify", "unshare -Ur sh -c '" + REFUSE + "'");
            ServiceDirectory first = scene.idler("all/first");
            ServiceDirectory later = scene.idler("later");
            Tree tree = Tree.grow(scene, scene.shell("exec unshare -Ur sh -c '" + REFUSE + " && exec runsvdir all'"));
            int runsv = tree.runsv("first");
            int run = first.supervise().await("run").status().pid();
            tree.appear(later, "later");
            scene.arrange("mv all/first gone");
            Promptly.within(NEXT_LOOK, () -> "the change", () -> !Proc.isAlive(run) && !Proc.isAlive(runsv) && !tree.runsvs("later").isEmpty());
            scene.service("all/later").supervise().await("run");
            tree.everythingElseGoesOn();
            assertEquals("", tree.runsvdir().stderr());
        });
    }

    @Test
    void aDirectoryThatIsExchangedBehindALinkIsNoticed() {
        exchanged("services", "v1", "v2");
    }

    @Test
    void aDirectoryThatIsExchangedBehindALinkAboveItIsNoticed() {
        exchanged("current/services", "v1/services", "v2/services");
    }

    private static void exchanged(String directory, String before, String after) {
        onOurs(scene -> {
            String link = directory.split("/")[0];
            ServiceDirectory old = scene.idler(before + "/a");
            ServiceDirectory fresh = scene.idler(after + "/a");
            scene.arrange("ln -s v1 " + link);
            Running runsvdir = scene.start(scene.command("runsvdir", directory));
            old.supervise().await("run");
            scene.arrange("ln -sfn v2 " + link);
            Promptly.within(NEXT_LOOK, () -> "the exchange", () -> fresh.supervise().isSupervised() && !old.supervise().isSupervised());
            old.supervise().await("down");
            fresh.supervise().await("run");
            assertEquals(List.of("runsv\0a\0"), Proc.children(runsvdir.pid()).stream().filter(Proc::isAlive).map(Proc::commandLine).toList());
            assertEquals("", runsvdir.stderr());
        });
    }
}
