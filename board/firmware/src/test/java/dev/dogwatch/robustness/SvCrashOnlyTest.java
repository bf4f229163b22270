package dev.dogwatch.robustness;

import static dev.dogwatch.robustness.Ours.onOurs;
import static dev.dogwatch.robustness.PlantedService.CRASH_ONLY;
import static dev.dogwatch.robustness.PlantedService.flagged;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Outcome;
import dev.dogwatch.e2e.Posix;
import dev.dogwatch.e2e.Running;
import dev.dogwatch.e2e.Status;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What sv does otherwise with a crash-only service: up starts it afresh, and a check gets one second. */
@EndToEnd
class SvCrashOnlyTest {

    private static final Status RUN = Status.of(1, 4711, 'u').withStamp(Instant.now().minusSeconds(100));
    private static final Status DOWN = Status.of(0, 0, 'd');
    private static final String HANGING = "echo $$ >../hanging; sleep 1000 & echo $! >>../hanging; wait";

    @ParameterizedTest(name = "sv {0}, state {1}, flags {2}: {3}")
    @CsvSource({
        "up, 1, 1, tu", "u, 1, 1, tu", "up, 0, 1, u", "up, 2, 1, u", "up, 1, 0, u", "up, 1, 2, u",
        "start, 1, 1, u", "start, 0, 1, u", "once, 1, 1, o", "down, 1, 1, d", "restart, 1, 1, tcu",
    })
    void upStartsAfreshWhatIsUp(String command, int state, int flags, String bytes) {
        onOurs(scene -> {
            Status status = new Status(Instant.now(), state == 0 ? 0 : 4711, 0, 'u', 0, state);
            PlantedService planted = PlantedService.in(scene, "a", flagged(status, flags));
            scene.command("sv", command.equals("start") || command.equals("restart")
                    ? new String[] {"-w", "0", command, "a"} : new String[] {command, "a"}).run();
            assertEquals(bytes, planted.received());
        });
    }

    @Test
    void withVItWaitsForTheNextInstance() {
        onOurs(scene -> {
            PlantedService planted = PlantedService.in(scene, "a", flagged(RUN, CRASH_ONLY));
            PlantedService other = PlantedService.in(scene, "b", DOWN);
            Running sv = scene.command("sv", "-w", "20", "up", "a", "b").start();
            planted.awaitReceived("tu");
            other.awaitReceived("u");
            other.shows(flagged(Status.of(1, 4713, 'u'), 0));
            Await.until(() -> "the plain one, there was " + sv.stdout(), () -> sv.stdout().contains("ok: run: b"));
            assertEquals(true, Proc.lastingly(sv::isAlive), "the old instance is not the next one");
            planted.shows(flagged(Status.of(1, 4712, 'u'), CRASH_ONLY));
            assertEquals(0, sv.exitCode());
        });
    }

    @Test
    void aCheckThatHangsIsKilledWithAllThatItStarted() {
        onOurs(scene -> {
            PlantedService planted = PlantedService.in(scene, "a", flagged(RUN, CRASH_ONLY));
            planted.service().check(HANGING);
            Outcome outcome = scene.sv("-w", "0", "check", "a");
            assertEquals("timeout: run: a: (pid PID) Ns\n", outcome.normaliser().apply(outcome.out()));
            assertEquals(1, outcome.exitCode());
            for (String pid : scene.read(scene.root().resolve("hanging")).lines().toList()) {
                Proc.awaitEnd(Integer.parseInt(pid));
            }
        });
    }

    @Test
    void aCheckThatIsQuickDecides() {
        onOurs(scene -> {
            PlantedService planted = PlantedService.in(scene, "a", flagged(RUN, CRASH_ONLY));
            planted.service().check("[ -e ../good ]");
            assertEquals(1, scene.sv("-w", "0", "check", "a").exitCode());
            scene.arrange("touch good");
            assertEquals(0, scene.sv("-w", "0", "check", "a").exitCode());
        });
    }

    @Test
    void whoEndsSvEndsTheCheckOfASessionOfItsOwn() {
        onOurs(scene -> {
            PlantedService planted = PlantedService.in(scene, "a", flagged(RUN, 0));
            planted.service().check(HANGING);
            Running sv = scene.command("sv", "-w", "1000", "health", "a").start();
            Await.until(() -> "the check", () -> scene.read(scene.root().resolve("hanging")).lines().count() == 2);
            sv.signal(Posix.SIGTERM);
            assertEquals(128 + Posix.SIGTERM, sv.exitCode());
            for (String pid : scene.read(scene.root().resolve("hanging")).lines().toList()) {
                Proc.awaitEnd(Integer.parseInt(pid));
            }
        });
    }
}
