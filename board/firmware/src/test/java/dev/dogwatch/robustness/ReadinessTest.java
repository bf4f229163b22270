package dev.dogwatch.robustness;

import static dev.dogwatch.robustness.Ours.onOurs;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Posix;
import dev.dogwatch.e2e.Running;
import dev.dogwatch.e2e.Scene;
import dev.dogwatch.e2e.ServiceDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A service with notification-fd is ready when it has written a newline there, as in s6. */
@EndToEnd
class ReadinessTest {

    private static final int TELLS = 2;
    private static final int READY = 4;

    /** 3 to 8 are likely to be runsv's own. */
    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 6, 7, 8, 9})
    void itIsReadyWhenItHasWrittenANewline(int descriptor) {
        onOurs(scene -> {
            ServiceDirectory service = waiting(scene, descriptor);
            scene.runsv(service);
            scene.awaitEvents("up");
            assertEquals(TELLS, service.supervise().flags());
            assertEquals("0", service.supervise().counters().get("ready"));
            scene.arrange("echo >gate");
            awaitReady(service);
            assertNotEquals("0", service.supervise().counters().get("ready"));
            assertNotEquals("0", service.supervise().counters().get("ready-wall"));
        });
    }

    @Test
    void bytesWithoutANewlineAreNotEnough() {
        onOurs(scene -> {
            ServiceDirectory service = scene.service("a").file("notification-fd", "3\n")
                    .run("printf 'almost ready' >&3; echo up >>../events; mkfifo ../gate; read line <../gate; echo >&3; exec sleep 1000");
            scene.runsv(service);
            scene.awaitEvents("up");
            service.supervise().await("run");
            assertEquals(TELLS, service.supervise().flags());
            scene.arrange("while ! test -p gate; do sleep 0.01; done; echo >gate");
            awaitReady(service);
        });
    }

    @Test
    void everyInstanceHasToSaySo() {
        onOurs(scene -> {
            ServiceDirectory service = waiting(scene, 3);
            scene.runsv(service);
            scene.awaitEvents("up");
            scene.arrange("echo >gate");
            awaitReady(service);
            int pid = service.supervise().await("run").status().pid();
            Posix.kill(pid, Posix.SIGKILL);
            service.supervise().awaitSuccessorOf(pid);
            scene.awaitEvents("up", "up");
            assertEquals(TELLS, service.supervise().flags());
            scene.arrange("echo >gate");
            awaitReady(service);
        });
    }

    @Test
    void svCheckAndStartWaitForIt() {
        onOurs(scene -> {
            ServiceDirectory service = waiting(scene, 3).down();
            scene.runsv(service);
            Running start = scene.start(scene.command("sv", "-w", "25", "start", "a"));
            scene.awaitEvents("up");
            Running check = scene.start(scene.command("sv", "-w", "25", "check", "a"));
            service.supervise().await("run");
            assertEquals(1, scene.command("sv", "-w", "1", "check", "a").run().exitCode());
            assertTrue(start.isAlive());
            scene.arrange("echo >gate");
            assertEquals(0, start.exitCode());
            assertEquals(0, check.exitCode());
        });
    }

    @Test
    void aRunsvThatFollowsAKilledOneHearsOfIt() {
        onOurs(scene -> {
            ServiceDirectory service = waiting(scene, 7);
            Running runsv = scene.runsv(service);
            scene.awaitEvents("up");
            runsv.signal(Posix.SIGKILL);
            runsv.exitCode();
            Running next = scene.runsv(service);
            service.supervise().await("run");
            scene.arrange("echo >gate");
            awaitReady(service);
            String since = service.supervise().counters().get("ready");
            next.signal(Posix.SIGKILL);
            next.exitCode();
            scene.runsv(service);
            service.supervise().await("run");
            awaitReady(service);
            assertEquals(since, service.supervise().counters().get("ready"), "since when it is ready was forgotten");
            scene.awaitEvents("up");
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "three| is no number",
        "3x   | is no number",
        "1    | is no descriptor from 3 to 1023",
        "99999| is no descriptor from 3 to 1023",
    })
    void aNumberThatIsNoneIsToldAndTheServiceRuns(String content, String complaint) {
        onOurs(scene -> {
            ServiceDirectory service = scene.idler("a").file("notification-fd", content + "\n");
            Running runsv = scene.runsv(service);
            Tree.awaitComplaint(runsv, "runsv a: warning: ./notification-fd: \"" + content + "\" " + complaint + ", ignored");
            service.supervise().await("run");
            assertEquals(0, service.supervise().flags());
        });
    }

    private static ServiceDirectory waiting(Scene scene, int descriptor) {
        scene.arrange("mkfifo gate");
        return scene.service("a").file("notification-fd", descriptor + "\n")
                .run("echo up >>../events; read line <../gate; echo ready >&" + descriptor + "; exec sleep 1000");
    }

    private static void awaitReady(ServiceDirectory service) {
        Await.until(() -> "a to be ready, its flags are " + service.supervise().flags(),
                () -> service.supervise().flags() == (TELLS | READY));
    }
}
