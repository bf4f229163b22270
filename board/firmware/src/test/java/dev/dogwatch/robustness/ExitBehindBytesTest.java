package dev.dogwatch.robustness;

import static dev.dogwatch.robustness.Ours.onOurs;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Posix;
import dev.dogwatch.e2e.ServiceDirectory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A runsv that is told to leave does so, whatever was written to it just before. */
@EndToEnd
class ExitBehindBytesTest {

    @ParameterizedTest
    @ValueSource(strings = {"d", "u", "tcu"})
    void bytesFromBeforeDoNotTakeItBack(String bytes) {
        onOurs(scene -> {
            ServiceDirectory service = scene.idler("a");
            var runsv = scene.runsv(service);
            service.supervise().await("run");
            // Both reach it at once.
            runsv.signal(Posix.SIGSTOP);
            service.supervise().control(bytes);
            runsv.signal(Posix.SIGTERM);
            runsv.signal(Posix.SIGCONT);
            assertEquals(0, runsv.exitCode());
        });
    }
}
