package dev.dogwatch.robustness;

import static dev.dogwatch.robustness.Ours.onOurs;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Outcome;
import dev.dogwatch.e2e.Scene;
import dev.dogwatch.e2e.ServiceDirectory;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** runsvdir -k: what a runsv that is executed, not forked, is told; beside -P, in any order. */
@EndToEnd
class CrashOnlyOptionTest {

    @ParameterizedTest(name = "runsvdir {0}")
    @CsvSource({"all, unset shared", "-k all, 1 shared", "-P all, unset own", "-k -P all, 1 own", "-P -k all, 1 own", "-Pk all, 1 own", "-kP all, 1 own", "-- all, unset shared"})
    void isHandedOn(String arguments, String expected) {
        onOurs(scene -> assertEquals(expected, seen(scene, "exec runsvdir " + arguments)));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"0, -k all, 1 shared", "1, all, 1 shared", "yes, all, yes shared"})
    void winsOverTheEnvironmentAndElseLeavesItAlone(String before, String arguments, String expected) {
        onOurs(scene -> assertEquals(expected, seen(scene, "DOGWATCH_CRASH_ONLY=" + before + " exec runsvdir " + arguments)));
    }

    /** A forked one knows it without the variable: a service that ignores TERM is down at once. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({"exec runsvdir -k all, true", "DOGWATCH_CRASH_ONLY=1 exec runsvdir all, true", "DOGWATCH_CRASH_ONLY=0 exec runsvdir all, false", "exec runsvdir all, false"})
    void isObeyed(String command, boolean crashOnly) {
        onOurs(scene -> {
            ServiceDirectory service = scene.service("all/a").run("trap '' TERM; echo up >>../../events; while :; do sleep 1; done");
            scene.start(scene.shell(command));
            scene.awaitEvents("up");
            Await.until(() -> "supervision", service.supervise()::isSupervised);
            Outcome down = scene.shell("SVDIR=all exec sv -w " + (crashOnly ? 20 : 1) + " down a").run();
            assertEquals(crashOnly ? 0 : 1, down.exitCode(), down::toString);
            assertTrue(down.out().startsWith(crashOnly ? "ok: down: a: " : "timeout: run: a: "), down::toString);
        });
    }

    /** The value of the variable, and whether the runsv leads a session. */
    private static String seen(Scene scene, String command) {
        scene.service("other").script("runsv", """
                [ "$(cut -d' ' -f6 /proc/$$/stat)" = $$ ] && session=own || session=shared
                echo "${DOGWATCH_CRASH_ONLY-unset} $session" >>$SVDIR/seen
                exec sleep 1000""");
        scene.idler("all/a");
        scene.start(scene.shell("PATH=" + scene.root() + "/other:$PATH; export PATH; " + command));
        Path seen = scene.root().resolve("seen");
        Await.until(() -> "the call", () -> scene.read(seen).endsWith("\n"));
        return scene.read(seen).strip();
    }
}
