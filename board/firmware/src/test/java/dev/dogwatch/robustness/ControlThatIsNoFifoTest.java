package dev.dogwatch.robustness;

import static dev.dogwatch.robustness.Ours.onOurs;

import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.ServiceDirectory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A control that is no fifo is fatal for this one runsv, which runsvdir starts again until somebody has cleared it away. */
@EndToEnd
class ControlThatIsNoFifoTest {

    @ParameterizedTest
    @ValueSource(strings = {"supervise/control", "log/supervise/control"})
    void aFile(String control) {
        onOurs(scene -> {
            ServiceDirectory service = scene.idler("all/a").log("exec cat").file(control, "no fifo");
            Tree tree = Tree.grow(scene);
            tree.awaitComplaint("runsv a: fatal: " + control + " exists but is not a fifo");
            tree.everythingElseGoesOn();

            scene.arrange("rm -r all/a/" + control);
            service.supervise().await("run");
            service.logSupervise().await("run");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"supervise/control", "log/supervise/control"})
    void aDirectory(String control) {
        onOurs(scene -> {
            ServiceDirectory service = scene.idler("all/a").log("exec cat").directory(control);
            Tree tree = Tree.grow(scene);
            tree.awaitComplaint("runsv a: fatal: " + control + " exists but is not a fifo");
            tree.everythingElseGoesOn();

            scene.arrange("rm -r all/a/" + control);
            service.supervise().await("run");
            service.logSupervise().await("run");
        });
    }
}
