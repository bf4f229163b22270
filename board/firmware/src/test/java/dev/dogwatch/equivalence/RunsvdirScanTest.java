package dev.dogwatch.equivalence;

import static dev.dogwatch.e2e.Equivalence.onBoth;
import static dev.dogwatch.equivalence.Services.appear;
import static dev.dogwatch.equivalence.Services.sleeper;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Posix;
import dev.dogwatch.e2e.Processes;
import dev.dogwatch.e2e.Running;
import dev.dogwatch.e2e.Scene;
import dev.dogwatch.e2e.ServiceDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which entries of its directory runsvdir takes for services, and what it does when they come, change and go. */
@EndToEnd
class RunsvdirScanTest {

    /** Tries for what takes no time on a machine that has time for us. */
    private static final int ROUNDS = 4;

    @Test
    void everyDirectoryGetsItsRunsv() {
        onBoth(scene -> {
            sleeper(scene, "all/a");
            sleeper(scene, "all/b");
            sleeper(scene, "all/c").down();
            Running runsvdir = runsvdir(scene);
            scene.awaitEvents("up", "up");
            scene.service("all/a").supervise().await("run");
            scene.service("all/b").supervise().await("run");
            scene.service("all/c").supervise().await("down");
            scene.note("children: " + runsvs(runsvdir));
            scene.run(scene.command("sv", "status", "a", "b", "c").env("SVDIR", "all"));
        }).agree().says("children: [runsv a, runsv b, runsv c]", "run: a: (pid PID) Ns", "run: b: (pid PID) Ns", "down: c: Ns", "= 0");
    }

    @Test
    void itsRunsvsAreCalledRunsvAndTheNameOfTheService() {
        onBoth(scene -> {
            sleeper(scene, "all/a");
            Running runsvdir = runsvdir(scene);
            scene.awaitEvents("up");
            int runsv = Processes.onlyChild(runsvdir.pid());
            scene.note("comm: " + scene.read(Path.of("/proc/" + runsv + "/comm")));
            scene.note("command line: " + Processes.commandLine(runsv));
            scene.note("directory: " + Path.of("/proc/" + runsv + "/cwd").toRealPath());
        }).agree().says("comm: runsv", "command line: runsv|a|", "directory: DIR/all/a");
    }

    @Test
    void otherEntriesAreNoServices() {
        onBoth(scene -> {
            sleeper(scene, "all/a");
            sleeper(scene, "all/.hidden");
            sleeper(scene, "all/..hidden");
            scene.service("all").file("file", "").fifo("fifo").link("file-link", "file");
            Running runsvdir = runsvdir(scene);
            scene.awaitEvents("up");
            scene.note("children: " + runsvs(runsvdir));
        }).agree().says("children: [runsv a]").neverSays("complaint");
    }

    @Test
    void aLinkToADirectoryIsAService() {
        onBoth(scene -> {
            sleeper(scene, "elsewhere");
            scene.service("all").link("a", "../elsewhere");
            Running runsvdir = runsvdir(scene);
            scene.awaitEvents("up");
            scene.note("children: " + runsvs(runsvdir));
        }).agree().says("children: [runsv a]");
    }

    @Test
    void twoLinksToOneDirectoryAreOneService() {
        onBoth(scene -> {
            sleeper(scene, "elsewhere");
            scene.service("all").link("a", "../elsewhere").link("b", "../elsewhere");
            Running runsvdir = runsvdir(scene);
            scene.awaitEvents("up");
            Await.pause(Duration.ofMillis(1200));
            scene.note("children: " + runsvs(runsvdir).size());
            scene.noteEvents();
        }).agree().says("children: 1", "events: up").neverSays("complaint");
    }

    @Test
    void aDanglingLinkIsWarnedOf() {
        onBoth(scene -> {
            scene.service("all").link("a", "nowhere");
            sleeper(scene, "all/b");
            runsvdir(scene);
            scene.awaitEvents("up");
        }).agree().says("complaint of runsvdir all: runsvdir all: warning: unable to stat a: file does not exist");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"a directory", "a link"})
    void whatComesLaterIsStarted(String kind) {
        onBoth(scene -> {
            scene.service("all");
            Running runsvdir = runsvdir(scene);
            settle(scene);
            if (kind.equals("a link")) {
                sleeper(scene, "elsewhere");
                scene.arrange("ln -s ../elsewhere all/new");
            } else {
                appear(scene, "all/new");
            }
            scene.awaitEvents("up", "up");
            scene.note("children: " + runsvs(runsvdir));
        }).agree().says("children: [runsv new, runsv settled]");
    }

    @Test
    void aNewDirectoryIsNoticedAtOnce() {
        onBoth(scene -> {
            scene.service("all");
            runsvdir(scene);
            settle(scene);
            boolean atOnce = false;
            for (int round = 1; round <= ROUNDS && !atOnce; round++) {
                long start = System.nanoTime();
                appear(scene, "all/new" + round);
                scene.awaitEventCount(round + 1);
                atOnce = System.nanoTime() - start < Duration.ofMillis(500).toNanos();
            }
            scene.note("within half a second: " + atOnce);
        }).differ("C looks every five seconds and then waits for one more; inotify does not",
                runit -> runit.says("within half a second: false"), dogwatch -> dogwatch.says("within half a second: true"));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"a directory that is moved away", "a link that is removed", "a directory that is hidden by a dot"})
    void whatGoesIsToldToExit(String kind) {
        onBoth(scene -> {
            ServiceDirectory service;
            if (kind.startsWith("a link")) {
                service = sleeper(scene, "elsewhere");
                scene.service("all").link("a", "../elsewhere");
            } else {
                service = sleeper(scene, "all/a");
            }
            Running runsvdir = runsvdir(scene);
            scene.awaitEvents("up");
            int pid = service.supervise().await("run").status().pid();
            scene.arrange(switch (kind) {
                case "a link that is removed" -> "rm all/a";
                case "a directory that is hidden by a dot" -> "mv all/a all/.a";
                default -> "mv all/a elsewhere";
            });
            Await.until(() -> "the end of the service", () -> !Processes.isAlive(pid));
            Await.until(() -> "the end of runsv", () -> runsvs(runsvdir).isEmpty());
            scene.note("runsvdir stays: " + runsvdir.isAlive());
            scene.run(scene.shell("cat $(find . -name stat)"));
        }).agree().says("runsvdir stays: true", "down", "= 0");
    }

    @Test
    void aRunsvOfWhatHasGoneIsToldToExitAndLeavesWithItsService() {
        onBoth(scene -> {
            sleeper(scene, "all/a");
            sleeper(scene, "all/b");
            Running runsvdir = runsvdir(scene);
            scene.awaitEvents("up", "up");
            scene.service("all/a").supervise().await("run");
            scene.arrange("mv all/a elsewhere");
            Await.until(() -> "the end of its runsv", () -> runsvs(runsvdir).size() == 1);
            scene.note("children: " + runsvs(runsvdir));
            scene.awaitStat(scene.service("all/b"), "run");
            scene.awaitStat(scene.service("elsewhere"), "down");
        }).agree().says("children: [runsv b]", "elsewhere: down [state 0, pid none, paused 0, want d, term 0]");
    }

    @Test
    void aRenamedDirectoryKeepsItsRunsv() {
        onBoth(scene -> {
            sleeper(scene, "all/a");
            Running runsvdir = runsvdir(scene);
            scene.awaitEvents("up");
            scene.service("all/a").supervise().await("run");
            scene.arrange("mv all/a all/b");
            appear(scene, "all/sentinel");
            scene.awaitEvents("up", "up");
            scene.note("children: " + runsvs(runsvdir));
            scene.awaitStat(scene.service("all/b"), "run");
        }).agree().says("children: [runsv a, runsv sentinel]", "all/b: run [state 1, pid PID, paused 0, want u, term 0]");
    }

    @Test
    void aLinkThatIsTurnedToAnotherDirectoryIsAnotherService() {
        onBoth(scene -> {
            ServiceDirectory first = sleeper(scene, "first");
            ServiceDirectory second = sleeper(scene, "second");
            scene.service("all").link("a", "../first");
            runsvdir(scene);
            scene.awaitEvents("up");
            first.supervise().await("run");
            // Not by ln -f, which makes the link under a name of its own first, for a moment a service too.
            scene.arrange("ln -s ../second next; mv -T next all/a");
            scene.awaitEvents("up", "up");
            scene.awaitStat(second, "run");
            first.supervise().awaitThat("be down", snapshot -> snapshot.stat().equals("down"));
        }).agree().says("second: run [state 1, pid PID, paused 0, want u, term 0]");
    }

    @Test
    void oneOfTwoLinksIsEnough() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "elsewhere");
            scene.service("all").link("a", "../elsewhere").link("b", "../elsewhere");
            Running runsvdir = runsvdir(scene);
            scene.awaitEvents("up");
            int pid = service.supervise().await("run").status().pid();
            scene.arrange("rm all/a");
            appear(scene, "all/sentinel");
            scene.awaitEvents("up", "up");
            scene.note("children: " + runsvs(runsvdir).size() + ", the same service: " + (service.supervise().pid() == pid));
        }).agree().says("children: 2, the same service: true");
    }

    @Test
    void aRunsvThatEndsIsStartedAgain() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "all/a");
            Running runsvdir = runsvdir(scene);
            scene.awaitEvents("up");
            service.supervise().await("run");
            service.supervise().control("x");
            scene.awaitEvents("up", "up");
            scene.note("children: " + runsvs(runsvdir));
            scene.awaitStat(service, "run");
        }).agree().says("events: up, up", "children: [runsv a]", "all/a: run [state 1, pid PID, paused 0, want u, term 0]");
    }

    @Test
    void aRunsvThatIsKilledComesBackAndItsServiceIsNotDoubled() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "all/a");
            Running runsvdir = runsvdir(scene);
            scene.awaitEvents("up");
            service.supervise().await("run");
            int runsv = Processes.onlyChild(runsvdir.pid());
            Posix.kill(runsv, Posix.SIGKILL);
            Await.until(() -> "another runsv", () -> Processes.onlyChild(runsvdir.pid()) != runsv);
            Await.until(() -> "it to supervise", () -> service.supervise().isSupervised());
            // Long enough for a second copy to speak, which C starts.
            for (int look = 0; look < 20 && scene.events().size() == 1; look++) {
                Await.pause(Duration.ofMillis(100));
            }
            scene.note("children: " + runsvs(runsvdir));
            scene.noteEvents();
        }).differ("C's runsv leaves its ./run behind when it is killed, and the next one starts a second copy",
                runit -> runit.says("children: [runsv a]", "events: up, up"), dogwatch -> dogwatch.says("children: [runsv a]",
                        "events: up"));
    }

    @Test
    void aRunsvThatIsKilledComesBackAtOnce() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "all/a");
            Running runsvdir = runsvdir(scene);
            scene.awaitEvents("up");
            service.supervise().await("run");
            boolean atOnce = false;
            for (int round = 1; round <= ROUNDS && !atOnce; round++) {
                // Past the second in which everything is still new.
                Await.pause(Duration.ofMillis(2500));
                int runsv = Processes.onlyChild(runsvdir.pid());
                long start = System.nanoTime();
                Posix.kill(runsv, Posix.SIGKILL);
                Await.until(() -> "another runsv", () -> Processes.onlyChild(runsvdir.pid()) != runsv);
                atOnce = System.nanoTime() - start < Duration.ofMillis(300).toNanos();
            }
            scene.note("within 300 ms: " + atOnce);
        }).differ("C waits for the next scan, up to a second later", runit -> { }, dogwatch -> dogwatch.says("within 300 ms: true"));
    }

    @Test
    void aDirectoryThatIsRemovedAndMadeAgainIsANewService() {
        onBoth(scene -> {
            sleeper(scene, "all/a");
            runsvdir(scene);
            scene.awaitEvents("up");
            int pid = scene.service("all/a").supervise().await("run").status().pid();
            // Kept, so that the new directory cannot get the inode of the old one.
            scene.arrange("mv all/a kept");
            appear(scene, "all/a");
            scene.awaitEvents("up", "up");
            Await.until(() -> "the end of the old one", () -> !Processes.isAlive(pid));
            scene.awaitStat(scene.service("all/a"), "run");
            scene.awaitStat(scene.service("kept"), "down");
        }).agree().says("all/a: run [state 1, pid PID, paused 0, want u, term 0]",
                "kept: down [state 0, pid none, paused 0, want d, term 0]");
    }

    @Test
    void aDirectoryThatIsRemovedAndMadeAgainInPlaceIsANewServiceToo() {
        onBoth(scene -> {
            sleeper(scene, "all/a");
            Running runsvdir = runsvdir(scene);
            scene.awaitEvents("up");
            int pid = scene.service("all/a").supervise().await("run").status().pid();
            scene.arrange("cp all/a/run kept; rm -r all/a; mkdir all/a; cp kept all/a/run");
            scene.awaitEvents("up", "up");
            Await.until(() -> "the end of the old one", () -> !Processes.isAlive(pid) && runsvs(runsvdir).size() == 1);
            scene.awaitStat(scene.service("all/a"), "run");
        }).differ("what is said of a directory that is gone, or not yet complete, depends on when one looks",
                runit -> runit.says("all/a: run [state 1, pid PID, paused 0, want u, term 0]"),
                dogwatch -> dogwatch.says("all/a: run [state 1, pid PID, paused 0, want u, term 0]"));
    }

    @Test
    void aDirectoryOfServicesThatComesLaterIsUsed() {
        onBoth(scene -> {
            Running runsvdir = scene.start(scene.command("runsvdir", "all"));
            Await.until(() -> "a warning", () -> !runsvdir.complaints().isEmpty());
            sleeper(scene, "later/a");
            scene.arrange("mv later all");
            scene.awaitEvents("up");
        }).agree().says("events: up", "complaint of runsvdir all: runsvdir all: warning: unable to stat all: file does not exist");
    }

    @Test
    void aDirectoryOfServicesThatIsALinkIsFollowedWhenItIsTurned() {
        onBoth(scene -> {
            ServiceDirectory first = sleeper(scene, "first/a");
            ServiceDirectory second = sleeper(scene, "second/b");
            scene.arrange("ln -s first all");
            Running runsvdir = runsvdir(scene);
            scene.awaitEvents("up");
            first.supervise().await("run");
            scene.arrange("ln -s second next; mv -T next all");
            scene.awaitEvents("up", "up");
            scene.awaitStat(second, "run");
            first.supervise().awaitThat("be down", snapshot -> snapshot.stat().equals("down"));
            Await.until(() -> "the end of its runsv", () -> runsvs(runsvdir).size() == 1);
            scene.note("children: " + runsvs(runsvdir));
        }).agree().says("children: [runsv b]");
    }

    @Test
    void withoutARunsvInThePathItComplainsAndTriesAgain() {
        onBoth(scene -> {
            sleeper(scene, "all/a");
            Running runsvdir = scene.start(scene.command("runsvdir", "all").env("PATH", "/usr/bin:/bin"));
            Await.until(() -> "a second complaint, there is: " + runsvdir.stderr(), () -> runsvdir.stderr().lines().count() >= 2);
            scene.noteEvents();
        }).differ("one program holds both, so that nothing can be missing",
                runit -> runit.says("complaint of runsvdir all: runsvdir all: fatal: unable to start runsv a: file does not exist"),
                        dogwatch -> { });
    }

    @Test
    void fiftyServicesAreUpTogether() {
        onBoth(scene -> {
            for (int i = 0; i < 50; i++) {
                sleeper(scene, "all/" + i);
            }
            Running runsvdir = runsvdir(scene);
            scene.awaitEventCount(50);
            scene.note("events: " + scene.events().size() + ", children: " + runsvs(runsvdir).size());
        }).agree().says("events: 50, children: 50");
    }

    private static Running runsvdir(Scene scene) {
        return scene.start(scene.command("runsvdir", "all"));
    }

    /** The command lines of the runsvs, sorted. */
    private static List<String> runsvs(Running runsvdir) {
        return Processes.children(runsvdir.pid()).stream().map(pid -> Processes.commandLine(pid).replace('|', ' ').strip())
                .filter(command -> !command.isEmpty()).sorted().toList();
    }

    /** Waits until runsvdir has scanned its directory, so that what comes next is a change. */
    private static void settle(Scene scene) {
        appear(scene, "all/settled");
        scene.awaitEvents("up");
    }
}
