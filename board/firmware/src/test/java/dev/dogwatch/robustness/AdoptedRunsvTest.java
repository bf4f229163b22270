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
import dev.dogwatch.e2e.Suite;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A runsvdir that follows one that was killed has every runsv that lives as if it had started it itself. */
@EndToEnd
class AdoptedRunsvTest {

    private static final int MANY = 200;
    private static final int FEW_DESCRIPTORS = 12;
    /** What does without being told looks once a second. */
    private static final Duration AFTER_A_LOOK = Duration.ofSeconds(8);
    private static final int AT_NOTED_PID = 44;

    @Test
    void nothingIsStartedAndNothingIsSaid() {
        onOurs(scene -> {
            Family family = new Family(scene, "a", "b");
            family.successor();
            assertTrue(Proc.lastingly(() -> Proc.children(family.runsvdir.pid()).isEmpty()));
            // A second look would be taken after a second, and a complaint made.
            Await.pause(Duration.ofMillis(1500));
            family.assertUnchanged();
            assertEquals("", family.runsvdir.stderr());
        });
    }

    @ParameterizedTest(name = "signal {0}")
    @ValueSource(ints = {Posix.SIGKILL, Posix.SIGTERM})
    void anAdoptedRunsvThatEndsIsReplacedAtOnce(int signal) {
        onOurs(scene -> {
            Family family = new Family(scene, "a", "b");
            family.successor();
            Posix.kill(family.runsv("a"), signal);
            Promptly.until(() -> "a runsv of a", () -> Proc.children(family.runsvdir.pid()).size() == 1 && family.service("a").supervise().isSupervised());
            int run = family.service("a").supervise().await("run").status().pid();
            assertEquals(signal == Posix.SIGKILL, run == family.run("a"), "killed, it leaves its service; told to leave, it takes it down");
            assertEquals(family.run("b"), family.service("b").supervise().await("run").status().pid());

            // From now on it is a child like any other.
            Posix.kill(Proc.children(family.runsvdir.pid()).getFirst(), Posix.SIGKILL);
            Promptly.until(() -> "another one", () -> family.service("a").supervise().isSupervised());
            assertEquals(run, family.service("a").supervise().await("run").status().pid());
            assertEquals("", family.runsvdir.stderr());
        });
    }

    @Test
    void aRunsvdirThatIsKilledOverAndOverLeavesEverythingAsItIs() {
        onOurs(scene -> {
            Family family = new Family(scene, "a", "b");
            for (int round = 0; round < 5; round++) {
                family.successor();
                Await.pause(Duration.ofMillis(40L * round));
            }
            family.assertUnchanged();
            Posix.kill(family.runsv("a"), Posix.SIGKILL);
            Promptly.until(() -> "a runsv of a", () -> Proc.children(family.runsvdir.pid()).size() == 1 && family.service("a").supervise().isSupervised());
            family.successor();
            family.service("a").supervise().await("run");
            assertTrue(Proc.lastingly(() -> Proc.children(family.runsvdir.pid()).isEmpty()));
        });
    }

    @Test
    void hangupTakesThemDown() {
        onOurs(scene -> {
            Family family = new Family(scene, "a", "b");
            family.successor();
            family.awaitAdoption();
            family.runsvdir.signal(Posix.SIGHUP);
            assertEquals(111, family.runsvdir.exitCode());
            family.awaitEndOf("a");
            family.awaitEndOf("b");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"rm -r all/a", "mv all/a elsewhere", "mv all/a all/.a"})
    void theDirectoryOfOneIsRemoved(String removal) {
        onOurs(scene -> {
            Family family = new Family(scene, "a", "b");
            family.successor();
            family.awaitAdoption();
            scene.arrange(removal);
            Promptly.until(() -> "the end of a", () -> !Proc.isAlive(family.run("a")) && !Proc.isAlive(family.runsv("a")));
            assertTrue(Proc.isAlive(family.run("b")));
            assertEquals(List.of(), Proc.children(family.runsvdir.pid()));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"rm -r all/a", "rm -r all/a && cp -a template all/a"})
    void theDirectoryOfOneIsRemovedWhileThereIsNoRunsvdir(String removal) {
        onOurs(scene -> {
            Family family = new Family(scene, "a", "b", "of a longer name");
            scene.idler("template");
            scene.idler("elsewhere");
            Running foreign = scene.supervise(scene.command("runsv", "elsewhere"), scene.service("elsewhere").supervise());
            family.killRunsvdir();
            scene.arrange(removal + "; rm -r elsewhere");
            family.runsvdir = scene.start(scene.command("runsvdir", "all"));
            family.awaitEndOf("a");
            assertTrue(Proc.isAlive(family.run("b")) && Proc.isAlive(family.run("of a longer name")));
            assertTrue(foreign.isAlive(), "it never was in this directory of services");
            if (removal.contains("template")) {
                scene.service("all/a").supervise().awaitSuccessorOf(family.run("a"));
                assertEquals(1, Proc.children(family.runsvdir.pid()).size());
            }
        });
    }

    @Test
    void oneIsMadeAnewAndSupervisedOnce() {
        onOurs(scene -> {
            Family family = new Family(scene, "a", "b");
            family.successor();
            family.awaitAdoption();
            scene.idler("fresh");
            scene.arrange("rm -r all/a && mv -T fresh all/a");
            Promptly.until(() -> "its supervision", () -> Proc.children(family.runsvdir.pid()).size() == 1 && scene.service("all/a").supervise().isSupervised());
            scene.service("all/a").supervise().awaitSuccessorOf(family.run("a"));
            Proc.awaitEnd(family.run("a"));
        });
    }

    @Test
    void aRunsvThatSomebodyStartedByHandIsAdoptedToo() {
        onOurs(scene -> {
            ServiceDirectory service = scene.idler("all/a");
            Running runsv = scene.supervise(scene.command("runsv", "all/a"), service.supervise());
            int run = service.supervise().await("run").status().pid();
            Tree tree = Tree.grow(scene);
            assertEquals(1, Proc.children(tree.pid()).size(), "the bystander's is the only runsv");
            runsv.signal(Posix.SIGKILL);
            Promptly.until(() -> "a runsv of a", () -> tree.runsvs("a").size() == 1 && service.supervise().isSupervised());
            assertEquals(run, service.supervise().await("run").status().pid());
            assertEquals("", tree.runsvdir().stderr());
        });
    }

    @Test
    void noDescriptorIsNeededForOne() {
        onOurs(scene -> {
            String[] names = IntStream.range(0, MANY).mapToObj(i -> "s" + i).toArray(String[]::new);
            Family family = new Family(scene, names);
            family.successor();
            Await.until(() -> "the look at the last one", () -> descriptors(family.runsvdir.pid()) > 0 && Proc.lastingly(() -> asleep(family.runsvdir.pid())));
            assertTrue(descriptors(family.runsvdir.pid()) < FEW_DESCRIPTORS, () -> descriptors(family.runsvdir.pid()) + " descriptors");
            assertEquals(List.of(), Proc.children(family.runsvdir.pid()));
            family.assertUnchanged();
            // And none that is told for nothing: who reads the fifo for a moment is not runsv.
            Posix.kill(family.runsv("s7"), Posix.SIGKILL);
            Promptly.until(() -> "a runsv", () -> Proc.children(family.runsvdir.pid()).size() == 1);
        });
    }

    @Test
    void aReaderThatComesAndGoesIsNotTakenForOne() {
        onOurs(scene -> {
            Family family = new Family(scene, "a");
            family.successor();
            family.awaitAdoption();
            scene.arrange("cd all/a/supervise; exec 3<>ok; for i in 1 2 3; do : <ok; done");
            Await.pause(Duration.ofMillis(300));
            family.assertUnchanged();
            assertEquals(List.of(), Proc.children(family.runsvdir.pid()));
            Posix.kill(family.runsv("a"), Posix.SIGKILL);
            Promptly.until(() -> "a runsv", () -> Proc.children(family.runsvdir.pid()).size() == 1);
        });
    }

    @Test
    void theSuccessorSleepsAsSoundly() {
        onOurs(scene -> {
            Family family = new Family(scene, "a", "b");
            family.successor();
            family.awaitAdoption();
            Await.until(() -> "runsvdir to sleep", () -> Proc.lastingly(() -> asleep(family.runsvdir.pid())));
            long before = Proc.switches(family.runsvdir.pid());
            Await.pause(Duration.ofMillis(2500));
            assertEquals(before, Proc.switches(family.runsvdir.pid()));
        });
    }

    @Test
    void withoutInotifyTheyAreLookedAt() {
        onOurs(scene -> {
            String refuse = "echo 0 >/proc/sys/user/max_inotify_instances";
            Assume.possible(scene, "a user namespace without inotify", "unshare -Ur sh -c '" + refuse + "'");
            Family family = new Family(scene, "a", "b");
            family.killRunsvdir();
            family.runsvdir = scene.start(scene.shell("exec unshare -Ur sh -c '" + refuse + " && exec runsvdir all'"));
            Await.pause(Duration.ofMillis(300));
            Posix.kill(family.runsv("a"), Posix.SIGKILL);
            Promptly.within(AFTER_A_LOOK, () -> "a runsv", () -> Proc.children(family.runsvdir.pid()).size() == 1 && family.service("a").supervise().isSupervised());
            family.assertUnchanged();
        });
    }

    /** C's runsv keeps the lock file as it finds it. What stands there of a runsv before it may be anybody's pid by now. */
    @Test
    void aForeignRunsvWithTheNoteOfADeadOneIsNotAdopted() {
        onOurs(scene -> {
            ServiceDirectory service = scene.idler("all/a");
            Running ours = scene.supervise(scene.command("runsv", "all/a"), service.supervise());
            service.supervise().await("run");
            ours.signal(Posix.SIGKILL);
            ours.exitCode();
            Posix.kill(service.supervise().pid(), Posix.SIGKILL);
            // The kernel tells in ticks of 10 ms when a process was made.
            Await.pause(Duration.ofMillis(30));
            Running innocent = scene.shell("exec sleep 1000").start();
            note(service.supervise().file("lock"), innocent.pid());
            scene.start(scene.command(Suite.oracle().program("runsv").toString(), "all/a"));
            Await.until(() -> "supervision", service.supervise()::isSupervised);

            Running runsvdir = scene.start(scene.command("runsvdir", "all"));
            Tree.awaitComplaint(runsvdir, "runsv a: fatal: unable to lock supervise/lock: temporary failure");
            scene.arrange("mv all/a elsewhere");
            runsvdir.signal(Posix.SIGHUP);
            assertEquals(111, runsvdir.exitCode());
            assertTrue(Proc.lastingly(innocent::isAlive));
        });
    }

    /** What is due meanwhile waits, a second at a time. */
    @Test
    void aDirectoryThatCannotBeReachedCostsNothing() {
        onOurs(scene -> {
            Family family = new Family(scene, "a", "b");
            scene.arrange("mv all gone");
            Posix.kill(family.runsv("a"), Posix.SIGKILL);
            Proc.awaitEnd(family.runsv("a"));
            Await.pause(Duration.ofSeconds(2));
            assertTrue(family.runsvdir.stderr().lines().count() < 20, () -> family.runsvdir.stderr().lines().count() + " complaints in two seconds");
            scene.arrange("mv gone all");
            Promptly.until(() -> "supervision", () -> family.service("a").supervise().isSupervised());
            family.assertUnchanged();
        });
    }

    private static boolean asleep(int pid) {
        return Proc.state(pid) == 'S';
    }

    private static int descriptors(int pid) {
        try (Stream<Path> open = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return (int) open.count();
        } catch (IOException e) {
            return 0;
        }
    }

    private static void note(Path lock, int pid) throws IOException {
        byte[] bytes = Files.readAllBytes(lock);
        ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).putInt(AT_NOTED_PID, pid);
        Files.write(lock, bytes);
    }

    /** A runsvdir on some services, and those that come after it. */
    private static final class Family {

        private final Scene scene;
        private final List<String> names;
        private final List<Integer> runs;
        private final List<Integer> runsvs;
        private Running runsvdir;

        Family(Scene scene, String... names) {
            this.scene = scene;
            this.names = List.of(names);
            this.names.forEach(name -> scene.idler("all/" + name));
            runsvdir = scene.start(scene.command("runsvdir", "all"));
            runs = this.names.stream().map(name -> service(name).supervise().await("run").status().pid()).toList();
            runsvs = runs.stream().map(Proc::parent).toList();
        }

        ServiceDirectory service(String name) {
            return scene.service("all/" + name);
        }

        int run(String name) {
            return runs.get(names.indexOf(name));
        }

        int runsv(String name) {
            return runsvs.get(names.indexOf(name));
        }

        void killRunsvdir() {
            runsvdir.signal(Posix.SIGKILL);
            runsvdir.exitCode();
        }

        void successor() {
            killRunsvdir();
            runsvdir = scene.start(scene.command("runsvdir", "all"));
        }

        /** It has looked at all when it sleeps in front of its descriptors. */
        void awaitAdoption() {
            Await.until(() -> "runsvdir to have looked", () -> descriptors(runsvdir.pid()) >= 6 && Proc.lastingly(() -> asleep(runsvdir.pid())));
        }

        void awaitEndOf(String name) {
            Await.until(() -> "the end of " + name, () -> !Proc.isAlive(run(name)) && !Proc.isAlive(runsv(name)));
        }

        void assertUnchanged() {
            assertEquals(runs, names.stream().map(name -> service(name).supervise().await("run").status().pid()).toList());
        }
    }
}
