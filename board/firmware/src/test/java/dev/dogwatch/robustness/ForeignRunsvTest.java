package dev.dogwatch.robustness;

import static dev.dogwatch.robustness.Ours.onOurs;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.Command;
import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Posix;
import dev.dogwatch.e2e.Running;
import dev.dogwatch.e2e.Scene;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The runsv that runsvdir starts is the first one in PATH, be it ours or not. */
@EndToEnd
class ForeignRunsvTest {

    @Test
    void aScriptIsExecutedWithTheNameInTheDirectoryOfServices() {
        onOurs(scene -> {
            scene.service("other").script("runsv", "printf '%s|' \"$0\" $# \"$1\" \"$(pwd -P)\" >>$SVDIR/seen; echo >>$SVDIR/seen; exec sleep 1000");
            scene.idler("all/a b");
            scene.start(runsvdir(scene));
            String expected = scene.root() + "/other/runsv|1|a b|" + scene.root() + "/all|\n";
            Path seen = scene.root().resolve("seen");
            Await.until(() -> "the call, there is " + scene.read(seen), () -> scene.read(seen).endsWith("\n"));
            assertEquals(expected, scene.read(seen));
        });
    }

    @Test
    void aProgramIsCalledRunsvAndComesBackWhenItIsKilled() {
        onOurs(scene -> {
            scene.service("other").link("runsv", Compiled.program("pause").toString());
            scene.idler("all/a");
            Running runsvdir = scene.start(runsvdir(scene));
            int first = onlyChild(runsvdir, 0);
            assertEquals("runsv\0a\0", Proc.commandLine(first));
            assertEquals(scene.root().resolve("all"), cwd(first));
            Posix.kill(first, Posix.SIGKILL);
            int second = onlyChild(runsvdir, first);
            assertEquals("runsv\0a\0", Proc.commandLine(second));
            scene.arrange("mv all/a gone");
            Proc.awaitEnd(second);
        });
    }

    @Test
    void aFileThatNobodyMayExecuteIsPassedOver() {
        onOurs(scene -> {
            scene.service("other").file("runsv", "#!/bin/sh\nexit 0\n");
            scene.idler("all/a");
            Running runsvdir = scene.start(runsvdir(scene));
            scene.service("all/a").supervise().await("run");
            assertEquals("", runsvdir.stderr());
        });
    }

    @Test
    void noneAtAllIsToldAndTriedAgain() {
        onOurs(scene -> {
            scene.idler("all/a");
            String program = scene.suite().program("runsvdir").toString();
            Running runsvdir = scene.start(scene.shell("PATH=" + scene.root() + "/other exec " + program + " all"));
            Tree.awaitComplaint(runsvdir, "runsvdir all: fatal: unable to start runsv a: file does not exist");
            scene.service("other").link("runsv", scene.suite().program("runsv").toString());
            Await.until(() -> "supervision", scene.service("all/a").supervise()::isSupervised);
        });
    }

    private static Command runsvdir(Scene scene) {
        return scene.shell("PATH=" + scene.root() + "/other:$PATH; export PATH; exec runsvdir all");
    }

    private static int onlyChild(Running runsvdir, int predecessor) {
        int[] child = new int[1];
        Await.until(() -> "a child", () -> {
            Proc.children(runsvdir.pid()).stream().filter(pid -> pid != predecessor && Proc.commandLine(pid).startsWith("runsv\0")).forEach(pid -> child[0] = pid);
            return child[0] != 0;
        });
        return child[0];
    }

    private static Path cwd(int pid) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/" + pid + "/cwd"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
