package dev.dogwatch.equivalence;

import static dev.dogwatch.e2e.Equivalence.onBoth;
import static dev.dogwatch.equivalence.Services.sleeper;
import static dev.dogwatch.equivalence.Services.up;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Posix;
import dev.dogwatch.e2e.Outcome;
import dev.dogwatch.e2e.Running;
import dev.dogwatch.e2e.Scene;
import dev.dogwatch.e2e.ServiceDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A service that dies within a second of its start is started again a second later; one that lived longer, at once. */
@EndToEnd
class RunsvThrottleTest {

    private static final long SECOND = 1_000_000_000L;
    /** Tries for what takes no time on a machine that has time for us. */
    private static final int ROUNDS = 4;

    /** C sleeps through the second; what it is told meanwhile, it hears afterwards. */
    private static final String DEAF = "C runit sleeps in the throttle and is deaf for a second";

    @Test
    void instantDeathsAreASecondApart() {
        onBoth(scene -> {
            ServiceDirectory service = scene.service("a").run("date +%s%N >>../events; exit 0");
            scene.runsv(service);
            scene.awaitEventCount(4);
            service.supervise().control("d");
            List<Long> starts = scene.events().stream().limit(4).map(Long::valueOf).toList();
            boolean apart = true;
            for (int i = 1; i < starts.size(); i++) {
                // Between two starts as the scripts see them: the time a shell needs to come up varies by some of it.
                apart &= starts.get(i) - starts.get(i - 1) > SECOND * 9 / 10;
            }
            scene.note("a second apart: " + apart);
        }).agree().says("a second apart: true");
    }

    @Test
    void aServiceThatHasLivedForASecondStartsAgainAtOnce() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a");
            up(scene, service);
            // A pause would be seen each time, a moment in which the machine has no time for us is not.
            boolean atOnce = false;
            for (int round = 1; round <= ROUNDS && !atOnce; round++) {
                Await.pause(Duration.ofMillis(1100));
                long death = System.nanoTime();
                Posix.kill(service.supervise().await("run").status().pid(), Posix.SIGKILL);
                scene.awaitEventCount(round + 1);
                atOnce = System.nanoTime() - death < SECOND * 9 / 10;
            }
            scene.note("at once: " + atOnce);
            scene.awaitStat(service, "run");
        }).agree().says("at once: true");
    }

    @Test
    void meanwhileTheStatusIsDownAndWantUp() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a");
            up(scene, service);
            Outcome[] status = new Outcome[1];
            inThePause(scene, service, () -> status[0] = scene.command("sv", "status", "a").run());
            scene.note(status[0].toString());
            scene.awaitEvents("up", "up");
        }).agree().says("down: a: Ns, normally up, want up", "= 0");
    }

    @Test
    void downDuringItIsObeyed() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a");
            up(scene, service);
            inThePause(scene, service, () -> service.supervise().control("d"));
            Await.pause(Duration.ofMillis(1500));
            scene.awaitAtRest(scene.service("a").supervise());
            scene.noteEvents();
        }).agree().says("a: down [state 0, pid none, paused 0, want d, term 0]", "events: up");
    }

    @Test
    void downDuringItIsObeyedAtOnce() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a");
            up(scene, service);
            boolean obeyed = false;
            for (int round = 0; round < ROUNDS && !obeyed; round++) {
                service.supervise().control("u");
                service.supervise().await("run");
                obeyed = obeyedWithinTheSecond(service, throttle(scene, service));
            }
            scene.note("within the second: " + obeyed);
        }).differ(DEAF, runit -> runit.says("within the second: false"), dogwatch -> dogwatch.says("within the second: true"));
    }

    @Test
    void upAfterDownDuringItIsNotLost() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a");
            up(scene, service);
            Outcome[] outcomes = new Outcome[2];
            inThePause(scene, service, () -> {
                outcomes[0] = scene.command("sv", "down", "a").run();
                outcomes[1] = scene.command("sv", "up", "a").run();
            });
            scene.note(outcomes[0].toString());
            scene.note(outcomes[1].toString());
            // Time for a second start, which C does not make.
            for (int look = 0; look < 40 && scene.events().size() == 1; look++) {
                Await.pause(Duration.ofMillis(100));
            }
            scene.noteEvents();
        }).differ("sv up to 2.3.0 does not write u while the status still says u, as it does while a deaf runsv has not read the d",
                runit -> runit.says("$ sv down a", "= 0", "$ sv up a", "= 0", "events: up"),
                dogwatch -> dogwatch.says("$ sv down a", "= 0", "$ sv up a", "= 0", "events: up, up"));
    }

    @Test
    void upDuringItDoesNotShortenIt() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a");
            up(scene, service);
            long death = throttle(scene, service);
            service.supervise().control("u");
            scene.awaitEvents("up", "up");
            scene.note("it took its second: " + (System.nanoTime() - death > SECOND * 99 / 100));
        }).agree().says("it took its second: true");
    }

    @Test
    void exitDuringItIsObeyed() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a");
            Running runsv = up(scene, service);
            throttle(scene, service);
            service.supervise().control("x");
            scene.awaitExit(runsv);
            scene.awaitEvents("up");
        }).agree().says("runsv a ended with 0", "events: up");
    }

    @Test
    void termDuringItEndsRunsvWithoutAnotherStart() {
        onBoth(scene -> {
            // Seen by control/u, since ./run may well be told to end before it speaks.
            ServiceDirectory service = sleeper(scene, "a").onControl('u', "echo start >>../events");
            Running runsv = scene.runsv(service);
            scene.awaitEvents("start", "up");
            throttle(scene, service);
            runsv.signal(Posix.SIGTERM);
            scene.awaitExit(runsv);
            scene.note("starts: " + scene.events().stream().filter("start"::equals).count());
        }).differ(DEAF + ", and starts the service once more before it hears of the TERM",
                runit -> runit.says("runsv a ended with 0", "starts: 2"),
                dogwatch -> dogwatch.says("runsv a ended with 0", "starts: 1"));
    }

    @Test
    void signalsDuringItDoNothing() {
        onBoth(scene -> {
            ServiceDirectory service = throttled(scene);
            service.supervise().control("tkhaiq12");
            scene.awaitEvents("up", "up");
            scene.awaitStat(service, "run");
        }).agree().says("a: run [state 1, pid PID, paused 0, want u, term 0]");
    }

    @Test
    void aDeathAfterAnInstantFinishIsThrottledToo() {
        onBoth(scene -> {
            ServiceDirectory service = scene.service("a").run("date +%s%N >>../events; exit 0").finish("exit 0");
            scene.runsv(service);
            scene.awaitEventCount(3);
            service.supervise().control("d");
            long between = Long.parseLong(scene.events().get(2)) - Long.parseLong(scene.events().get(0));
            scene.note("two seconds for two: " + (between > SECOND * 19 / 10));
        }).agree().says("two seconds for two: true");
    }

    @Test
    void aDyingLogServiceDoesNotHoldUpItsService() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a").log("sleep 0.2"); // long enough to be seen
            up(scene, service);
            Await.pause(Duration.ofMillis(1100));
            boolean obeyed = false;
            for (int round = 0; round < ROUNDS && !obeyed; round++) {
                service.supervise().control("u");
                service.supervise().await("run");
                // Sent when the log service has just died again, so that the whole second is still to come.
                int last = service.logSupervise().await("run").status().pid();
                long alive = System.nanoTime();
                service.logSupervise().awaitThat("be down", snapshot -> snapshot.status().pid() != last && snapshot.status().pid() == 0);
                obeyed = obeyedWithinTheSecond(service, alive);
            }
            scene.note("within the second: " + obeyed);
        }).differ(DEAF + ", also to the service while it is the log that dies",
                runit -> runit.says("within the second: false"), dogwatch -> dogwatch.says("within the second: true"));
    }

    /** A service that has died at once, so that nearly all of the second is still to come. */
    private static ServiceDirectory throttled(Scene scene) {
        ServiceDirectory service = sleeper(scene, "a");
        up(scene, service);
        throttle(scene, service);
        return service;
    }

    /**
     * Kills a service that runs until it pauses before its next start. On a machine so slow that it has lived for a second it comes
     * back at once: once more then, and as if it had not been.
     *
     * @return a moment before the death, of {@link System#nanoTime}
     */
    private static long throttle(Scene scene, ServiceDirectory service) {
        while (true) {
            int pid = service.supervise().await("run").status().pid();
            String before = scene.read(scene.root().resolve("events"));
            long alive = System.nanoTime();
            Posix.kill(pid, Posix.SIGKILL);
            service.supervise().awaitThat("be dead, or back", now -> now.status().pid() != pid);
            if (service.supervise().pid() == 0) {
                return alive;
            }
            forgetAnotherStart(scene, before);
        }
    }

    /** Does something in the pause before the next start, and once more if that may have been over before it was done. */
    private static void inThePause(Scene scene, ServiceDirectory service, Runnable action) {
        String before = scene.read(scene.root().resolve("events"));
        while (true) {
            long alive = throttle(scene, service);
            action.run();
            if (System.nanoTime() - alive < SECOND * 9 / 10) {
                return;
            }
            service.supervise().control("u");
            forgetAnotherStart(scene, before);
        }
    }

    private static void forgetAnotherStart(Scene scene, String before) {
        Path events = scene.root().resolve("events");
        Await.until(() -> "another start", () -> scene.read(events).length() > before.length() && scene.read(events).endsWith("up\n"));
        scene.service(".").file("events", before);
    }

    /**
     * Takes a service down, and tells whether the status said so before the second was over that had begun behind this moment.
     *
     * @param alive of {@link System#nanoTime}
     */
    private static boolean obeyedWithinTheSecond(ServiceDirectory service, long alive) {
        service.supervise().control("d");
        service.supervise().awaitThat("want d", snapshot -> snapshot.status().want() == 'd');
        return System.nanoTime() - alive < SECOND * 9 / 10;
    }
}
