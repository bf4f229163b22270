package dev.dogwatch.equivalence;

import static dev.dogwatch.e2e.Equivalence.onBoth;
import static dev.dogwatch.equivalence.Services.appear;
import static dev.dogwatch.equivalence.Services.sleeper;

import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Posix;
import dev.dogwatch.e2e.Processes;
import dev.dogwatch.e2e.Running;
import dev.dogwatch.e2e.Scene;
import dev.dogwatch.e2e.ServiceDirectory;
import org.junit.jupiter.api.Test;

/** What signals do to runsvdir, and whose sessions and process groups its children are in. */
@EndToEnd
class RunsvdirSignalsTest {

    @Test
    void termEndsItAndLeavesTheServices() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "all/a");
            Running runsvdir = scene.start(scene.command("runsvdir", "all"));
            scene.awaitEvents("up");
            service.supervise().await("run");
            runsvdir.signal(Posix.SIGTERM);
            scene.awaitExit(runsvdir);
            scene.run(scene.command("sv", "-v", "pause", "a").env("SVDIR", "all"));
            scene.awaitStat(service, "run, paused");
        }).agree().says("runsvdir all ended with 0", "ok: run: a: (pid PID) Ns, paused",
                "all/a: run, paused [state 1, pid PID, paused 1, want u, term 0]");
    }

    @Test
    void hangupEndsItAndTheServices() {
        onBoth(scene -> {
            ServiceDirectory first = sleeper(scene, "all/a");
            ServiceDirectory second = sleeper(scene, "all/b");
            Running runsvdir = scene.start(scene.command("runsvdir", "all"));
            scene.awaitEvents("up", "up");
            first.supervise().await("run");
            second.supervise().await("run");
            runsvdir.signal(Posix.SIGHUP);
            scene.awaitExit(runsvdir);
            scene.awaitAtRest(first.supervise());
            scene.awaitAtRest(second.supervise());
        }).agree().says("runsvdir all ended with 111", "all/a: down [state 0, pid none, paused 0, want d, term 0]",
                "all/b: down [state 0, pid none, paused 0, want d, term 0]");
    }

    @Test
    void hangupDoesNotWaitForTheServices() {
        onBoth(scene -> {
            ServiceDirectory service = Services.stubborn(scene, "all/a");
            Running runsvdir = scene.start(scene.command("runsvdir", "all"));
            scene.awaitEvents("up");
            service.supervise().await("run");
            runsvdir.signal(Posix.SIGHUP);
            scene.awaitExit(runsvdir);
            scene.awaitStat(service, "run, got TERM, want exit");
        }).agree().says("runsvdir all ended with 111", "all/a: run, got TERM, want exit [state 1, pid PID, paused 0, want d, term 1]");
    }

    @Test
    void alarmMakesItLookAgain() {
        onBoth(scene -> {
            sleeper(scene, "all/a");
            Running runsvdir = scene.start(scene.command("runsvdir", "all"));
            scene.awaitEvents("up");
            runsvdir.signal(Posix.SIGALRM);
            appear(scene, "all/b");
            runsvdir.signal(Posix.SIGALRM);
            scene.awaitEvents("up", "up");
            scene.note("alive: " + runsvdir.isAlive());
        }).agree().says("events: up, up", "alive: true");
    }

    @Test
    void withPEveryRunsvLeadsASession() {
        onBoth(scene -> {
            sleeper(scene, "all/a");
            sleeper(scene, "all/b");
            Running runsvdir = scene.start(scene.command("runsvdir", "-P", "all"));
            scene.awaitEvents("up", "up");
            for (int pid : Processes.children(runsvdir.pid())) {
                noteGroupAndSession(scene, pid, pid, "itself");
            }
        }).agree().says("itself itself", "= 0", "itself itself", "= 0");
    }

    @Test
    void withoutPTheyShareTheGroupOfRunsvdir() {
        onBoth(scene -> {
            sleeper(scene, "all/a");
            Running runsvdir = scene.start(scene.shell("exec setsid runsvdir all"));
            scene.awaitEvents("up");
            int pid = Processes.onlyChild(runsvdir.pid());
            noteGroupAndSession(scene, pid, runsvdir.pid(), "runsvdir");
        }).agree().says("runsvdir runsvdir", "= 0");
    }

    @Test
    void withPTheServicesAreInTheSessionOfTheirRunsv() {
        onBoth(scene -> {
            scene.service("all/a").run("""
                    ids() { cut -d' ' -f5,6 /proc/$1/stat; }
                    [ "$(ids $$)" = "$(ids $PPID)" ] && echo that of runsv >>../../events || echo its own >>../../events
                    exec sleep 1000""");
            scene.start(scene.command("runsvdir", "-P", "all"));
            scene.awaitEvents("that of runsv");
        }).agree().says("events: that of runsv");
    }

    /** Notes whose group and session a process is in, with a name for the process that is expected to lead both. */
    private static void noteGroupAndSession(Scene scene, int pid, int leader, String name) {
        scene.run(scene.shell("cut -d' ' -f5,6 /proc/" + pid + "/stat | sed 's/\\<" + leader + "\\>/" + name + "/g'")
                .named("group and session of a runsv"));
    }
}
