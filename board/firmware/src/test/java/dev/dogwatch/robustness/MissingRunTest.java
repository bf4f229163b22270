package dev.dogwatch.robustness;

import static dev.dogwatch.robustness.Ours.onOurs;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.ServiceDirectory;
import dev.dogwatch.e2e.Supervise;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A service that cannot be started is told of and tried again, until it can; its log and the other services go on. */
@EndToEnd
class MissingRunTest {

    @Test
    void missing() {
        complains(service -> { }, "file does not exist");
    }

    @Test
    void notExecutable() {
        complains(service -> service.file("run", "#!/bin/sh\n"), "access denied");
    }

    @Test
    void aDirectory() {
        complains(service -> service.directory("run"), "access denied");
    }

    @Test
    void noProgram() {
        complains(service -> service.file("run", "\u007fELF").mode("run", "rwxr-xr-x"), "exec format error");
    }

    @Test
    void ofAnInterpreterThatIsMissing() {
        complains(service -> service.file("run", "#!/nonexistent\n").mode("run", "rwxr-xr-x"), "file does not exist");
    }

    @Test
    void aLinkToItself() {
        complains(service -> service.link("run", "run"), "symbolic link loop");
    }

    @Test
    void finishIsTold111() {
        onOurs(scene -> {
            ServiceDirectory service = scene.service("a").finish("echo $* >>../events").down();
            scene.runsv(service);
            service.supervise().control("o");
            scene.awaitEvents("111 0");
        });
    }

    private static void complains(Consumer<ServiceDirectory> broken, String reason) {
        onOurs(scene -> {
            ServiceDirectory service = scene.service("all/a").log("exec cat");
            broken.accept(service);
            Tree tree = Tree.grow(scene);
            tree.awaitComplaint("runsv a: fatal: unable to start ./run: " + reason);
            Supervise.Snapshot log = service.logSupervise().await("run");

            tree.everythingElseGoesOn();

            scene.arrange("rm -rf all/a/run");
            service.run("exec sleep 1000");
            service.supervise().await("run");
            assertEquals(log.status().pid(), service.logSupervise().await("run").status().pid(), "the log service was restarted");
        });
    }
}
