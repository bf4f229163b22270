package dev.dogwatch.robustness;

import static dev.dogwatch.robustness.Ours.onOurs;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Posix;
import dev.dogwatch.e2e.ServiceDirectory;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody tidies up below the feet of a living runsv. The service is restarted all the same, and whatever it can do, runsv does. */
@EndToEnd
class RemovedSuperviseFilesTest {

    @ParameterizedTest
    @ValueSource(strings = {"status", "stat", "pid", "ok", "lock", "control"})
    void theServiceIsStillRestarted(String file) {
        onOurs(scene -> {
            ServiceDirectory service = scene.service("all/a").run("echo up >>../../events; exec sleep 1000").log("exec cat");
            Tree tree = Tree.grow(scene);
            int runsv = tree.runsv("a");
            scene.awaitEvents("up");
            int first = service.supervise().await("run").status().pid();
            int log = service.logSupervise().await("run").status().pid();
            scene.arrange("rm all/a/supervise/" + file + " all/a/log/supervise/" + file);

            Posix.kill(first, Posix.SIGKILL);
            scene.awaitEvents("up", "up");
            Posix.kill(log, Posix.SIGKILL);
            Await.until(() -> "another log service", () -> Proc.children(runsv).stream().filter(child -> child != log && Proc.isAlive(child)).count() == 2);
            tree.everythingElseGoesOn();

            // TERM is the way to reach a runsv without its control.
            Posix.kill(runsv, Posix.SIGTERM);
            Proc.awaitEnd(runsv);
            scene.awaitEvents("up", "up", "up");
            service.supervise().await("run");
            service.logSupervise().await("run");
            assertTrue(service.supervise().isSupervised());
        });
    }

    @Test
    void statusFilesThatWereRemovedComeBackWithTheNextChange() {
        onOurs(scene -> {
            ServiceDirectory service = scene.idler("a");
            scene.runsv(service);
            int first = service.supervise().await("run").status().pid();
            scene.arrange("rm a/supervise/status a/supervise/stat a/supervise/pid");
            service.supervise().control("d");
            service.supervise().await("down");
            service.supervise().control("u");
            service.supervise().awaitSuccessorOf(first);
        });
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "ok      | warning: a: unable to open supervise/ok: file does not exist      ",
        "status  | warning: a: unable to open supervise/status: file does not exist  ",
        "control | warning: a: unable to open supervise/control: file does not exist ",
    })
    void svTellsWhatIsMissing(String file, String warning) {
        onOurs(scene -> {
            ServiceDirectory service = scene.idler("a");
            scene.runsv(service);
            service.supervise().await("run");
            scene.arrange("rm a/supervise/" + file);
            assertEquals(warning + "\n", scene.sv("d", "a").out());
        });
    }

    @Test
    void aControlThatWasMadeAnewIsForTheNextRunsv() {
        onOurs(scene -> {
            ServiceDirectory service = scene.idler("all/a");
            Tree tree = Tree.grow(scene);
            int runsv = tree.runsv("a");
            service.supervise().await("run");
            scene.arrange("rm all/a/supervise/control && mkfifo all/a/supervise/control");
            assertEquals("fail: a: runsv not running\n", scene.command("sv", "d", "a").env("SVDIR", "all").run().out());

            Posix.kill(runsv, Posix.SIGTERM);
            Proc.awaitEnd(runsv);
            Await.until(() -> "another runsv", () -> !tree.runsvs("a").isEmpty() && service.supervise().isSupervised());
            service.supervise().await("run");
            service.supervise().control("d");
            service.supervise().await("down");
        });
    }

    @Test
    void theWholeDirectoryMadeAnewIsUsed() {
        onOurs(scene -> {
            ServiceDirectory service = scene.idler("a");
            scene.runsv(service);
            int first = service.supervise().await("run").status().pid();
            scene.arrange("rm -r a/supervise && mkdir a/supervise");
            Posix.kill(first, Posix.SIGKILL);
            Await.until(() -> "the status of another instance", () -> Files.exists(service.supervise().file("status")) && service.supervise().pid() > first);
        });
    }
}
