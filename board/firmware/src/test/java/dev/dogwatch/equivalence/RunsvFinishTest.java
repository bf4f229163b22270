package dev.dogwatch.equivalence;

import static dev.dogwatch.e2e.Equivalence.onBoth;
import static dev.dogwatch.equivalence.Services.gatedFinish;
import static dev.dogwatch.equivalence.Services.release;
import static dev.dogwatch.equivalence.Services.sleeper;
import static dev.dogwatch.equivalence.Services.up;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Posix;
import dev.dogwatch.e2e.Running;
import dev.dogwatch.e2e.ServiceDirectory;
import dev.dogwatch.e2e.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ./finish: what it is told, when it runs, and what waits for it. */
@EndToEnd
class RunsvFinishTest {

    @ParameterizedTest(name = "{0}: finish {1}")
    @CsvSource(delimiter = '|', value = {
        "exit 0                        | 0 0",
        "exit 1                        | 1 0",
        "exit 100                      | 100 0",
        "exit 111                      | 111 0",
        "exit 125                      | 125 0",
        "exit 128                      | 128 0",
        "exit 255                      | 255 0",
        "exec /no/such/program         | 127 0",
        "kill -HUP $$                  | -1 1",
        "kill -KILL $$                 | -1 9",
        "kill -TERM $$                 | -1 15",
        "kill -USR1 $$                 | -1 10",
        "kill -64 $$                   | -1 64",
        "ulimit -c 0; kill -SEGV $$    | -1 11",
    })
    @Tag("not-emulated")
    void itIsToldHowTheServiceEnded(String run, String arguments) {
        onBoth(scene -> {
            ServiceDirectory service = scene.service("a").down().run(run).finish("echo \"$0 $*\" >>../events");
            scene.runsv(service);
            service.supervise().control("o");
            scene.awaitEvents("./finish " + arguments);
            scene.awaitStat(service, "down");
        }).agree().says("events: ./finish " + arguments);
    }

    @Test
    void itIsToldOfACoreDumpIfTheSystemWritesOne() {
        onBoth(scene -> {
            ServiceDirectory service = scene.service("a").down().run("ulimit -c unlimited; kill -ABRT $$")
                    .finish("echo \"$*\" >>../events");
            scene.runsv(service);
            service.supervise().control("o");
            scene.awaitEventCount(1);
            // 128 is the mark of the core. Whether there is one is decided by core_pattern of the machine, for both alike.
            scene.note("signal 6, with or without a core: " + scene.events().getFirst().matches("-1 (6|134)"));
            scene.noteEvents();
        }).agree().says("signal 6, with or without a core: true");
    }

    @Test
    void itSeesTheCodeOfAServiceThatWasToldToStop() {
        onBoth(scene -> {
            ServiceDirectory service = scene.service("a").finish("echo \"finish $*\" >>../events").run("""
                    trap 'exit 7' TERM
                    echo up >>../events
                    sleep 1000 & wait""");
            up(scene, service);
            service.supervise().control("d");
            scene.awaitEvents("up", "finish 7 0");
            scene.awaitStat(service, "down");
        }).agree().says("a: down [state 0, pid none, paused 0, want d, term 0]");
    }

    @Test
    void whileItRunsTheStatusSaysSo() {
        onBoth(scene -> {
            ServiceDirectory service = gatedFinish(scene, sleeper(scene, "a"));
            up(scene, service);
            int pid = service.supervise().pid();
            service.supervise().control("t");
            scene.awaitEvents("up", "finish");
            Status status = scene.awaitStat(service, "finish");
            scene.note("its own pid: " + (status.pid() != pid));
            scene.sv("status", "a");
        }).agree().says("a: finish [state 2, pid PID, paused 0, want u, term 0]", "its own pid: true", "finish: a: (pid PID) Ns");
    }

    @Test
    void theStampStaysThatOfTheStart() {
        onBoth(scene -> {
            ServiceDirectory service = gatedFinish(scene, sleeper(scene, "a"));
            up(scene, service);
            Instant start = service.supervise().await("run").status().stamp();
            service.supervise().control("t");
            scene.awaitEvents("up", "finish");
            Status finishing = scene.awaitStat(service, "finish");
            scene.note("the stamp of the start: " + finishing.stamp().equals(start));
            release(scene);
            scene.awaitEvents("up", "finish", "finished", "up");
            Status again = scene.awaitStat(service, "run");
            scene.note("a new stamp: " + again.stamp().isAfter(start));
        }).agree().says("the stamp of the start: true", "a new stamp: true");
    }

    @Test
    void theRestartWaitsForIt() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a").finish("sleep 2; echo finished >>../events");
            up(scene, service);
            long start = System.nanoTime();
            service.supervise().control("t");
            scene.awaitEvents("up", "finished", "up");
            scene.note("after two seconds: " + (System.nanoTime() - start >= Duration.ofMillis(1990).toNanos()));
        }).agree().says("events: up, finished, up", "after two seconds: true");
    }

    @Test
    void aFinishOfMoreThanASecondIsNotFollowedByAPause() {
        onBoth(scene -> {
            ServiceDirectory service = scene.service("a").run("date +%s%N >>../events; exit 0").finish("sleep 1.3");
            scene.runsv(service);
            scene.awaitEventCount(5);
            service.supervise().control("d");
            List<Long> starts = scene.events().stream().map(Long::valueOf).toList();
            // The shortest of some: with a pause none is as short, however slow the machine.
            long between = IntStream.range(1, starts.size()).mapToLong(i -> starts.get(i) - starts.get(i - 1)).min().orElseThrow();
            scene.note("more than 1.3 s: " + (between > 1_300_000_000L) + ", without the second more: " + (between < 2_200_000_000L));
        }).agree().says("more than 1.3 s: true, without the second more: true");
    }

    @Test
    void itsOwnExitCodeDoesNotMatter() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a").finish("echo finish >>../events; exit 100");
            up(scene, service);
            service.supervise().control("t");
            scene.awaitEvents("up", "finish", "up");
            scene.awaitStat(service, "run");
        }).agree().says("events: up, finish, up");
    }

    @Test
    void itsOwnViolentDeathDoesNotMatter() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a").finish("echo finish >>../events; kill -9 $$");
            up(scene, service);
            service.supervise().control("t");
            scene.awaitEvents("up", "finish", "up");
            scene.awaitStat(service, "run");
        }).agree().says("events: up, finish, up");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "it may not be executed  | touch a/finish                                       | access denied",
        "it is a directory       | mkdir a/finish                                       | access denied",
        "it has no interpreter   | printf '#!/no/shell\\n' >a/finish; chmod 755 a/finish | file does not exist",
        "it is empty             | : >a/finish; chmod 755 a/finish                      | exec format error",
    })
    @Tag("not-emulated")
    void aFinishThatCanBeReadButNotExecutedIsToldAndTheServiceStartsAgain(String how, String preparation, String reason) {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a");
            scene.arrange(preparation);
            up(scene, service);
            service.supervise().control("t");
            scene.awaitEvents("up", "up");
            scene.awaitStat(service, "run");
        }).agree().says("complaint of runsv a: runsv a: fatal: unable to start ./finish: " + reason);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "it is a dangling link | ln -s nowhere a/finish",
        "it is a loop          | ln -s finish a/finish",
    })
    void aFinishThatCannotBeReadIsNoFinish(String how, String preparation) {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a");
            scene.arrange(preparation);
            up(scene, service);
            service.supervise().control("t");
            scene.awaitEvents("up", "up");
            scene.awaitStat(service, "run");
        }).agree().neverSays("complaint");
    }

    @Test
    void aFinishThatAppearsLaterIsRun() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a");
            up(scene, service);
            service.finish("echo finish >>../events");
            service.supervise().control("d");
            scene.awaitEvents("up", "finish");
            scene.awaitStat(service, "down");
        }).agree().says("events: up, finish");
    }

    @Test
    void aWishDuringItIsKept() {
        onBoth(scene -> {
            ServiceDirectory service = gatedFinish(scene, sleeper(scene, "a"));
            up(scene, service);
            service.supervise().control("t");
            scene.awaitEvents("up", "finish");
            service.supervise().control("d");
            scene.awaitStat(service, "finish, want down");
            service.supervise().control("u");
            scene.awaitStat(service, "finish");
            service.supervise().control("d");
            scene.awaitStat(service, "finish, want down");
            release(scene);
            scene.awaitStat(service, "down");
            scene.awaitEvents("up", "finish", "finished");
        }).agree().says("a: finish, want down [state 2, pid PID, paused 0, want d, term 0]",
                "a: down [state 0, pid none, paused 0, want d, term 0]");
    }

    @Test
    void gotTermIsForgottenWhenItStarts() {
        onBoth(scene -> {
            ServiceDirectory service = gatedFinish(scene, sleeper(scene, "a"));
            up(scene, service);
            service.supervise().control("d");
            scene.awaitEvents("up", "finish");
            scene.awaitStat(service, "finish, want down");
        }).agree().says("a: finish, want down [state 2, pid PID, paused 0, want d, term 0]");
    }

    @Test
    void aPauseIsForgottenWhenItStarts() {
        onBoth(scene -> {
            ServiceDirectory service = gatedFinish(scene, sleeper(scene, "a"));
            up(scene, service);
            service.supervise().control("p");
            scene.awaitStat(service, "run, paused");
            service.supervise().control("k");
            scene.awaitEvents("up", "finish");
            scene.awaitStat(service, "finish");
        }).agree().says("a: finish [state 2, pid PID, paused 0, want u, term 0]");
    }

    @Test
    void itRunsAlsoBeforeRunsvExits() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a").finish("echo finish >>../events");
            Running runsv = up(scene, service);
            service.supervise().control("x");
            scene.awaitExit(runsv);
            scene.awaitEvents("up", "finish");
        }).agree().says("runsv a ended with 0", "events: up, finish");
    }

    @Test
    void itRunsAfterAServiceThatRanOnce() {
        onBoth(scene -> {
            ServiceDirectory service = scene.service("a").down().run("echo once >>../events").finish("echo \"finish $*\" >>../events");
            scene.runsv(service);
            service.supervise().control("o");
            scene.awaitEvents("once", "finish 0 0");
            scene.awaitStat(service, "down");
            // Nothing may follow within the second after which it would have been started again.
            Await.pause(Duration.ofMillis(1300));
            scene.noteEvents();
        }).agree().says("events: once, finish 0 0", "a: down [state 0, pid none, paused 0, want d, term 0]", "events: once, finish 0 0");
    }

    @Test
    void aSignalDuringItReachesNobody() {
        onBoth(scene -> {
            ServiceDirectory service = gatedFinish(scene, sleeper(scene, "a"));
            up(scene, service);
            service.supervise().control("t");
            scene.awaitEvents("up", "finish");
            int pid = service.supervise().await("finish").status().pid();
            service.supervise().control("thaiq12dp");
            scene.awaitStat(service, "finish, paused, want down");
            scene.note("the same finish: " + (service.supervise().pid() == pid));
            release(scene);
            scene.awaitEvents("up", "finish", "finished");
        }).agree().says("the same finish: true", "events: up, finish, finished");
    }

    @Test
    void killedFromOutsideItIsOver() {
        onBoth(scene -> {
            ServiceDirectory service = gatedFinish(scene, sleeper(scene, "a"));
            up(scene, service);
            service.supervise().control("t");
            scene.awaitEvents("up", "finish");
            Posix.kill(service.supervise().await("finish").status().pid(), Posix.SIGKILL);
            scene.awaitEvents("up", "finish", "up");
            scene.awaitStat(service, "run");
        }).agree().says("events: up, finish, up");
    }
}
