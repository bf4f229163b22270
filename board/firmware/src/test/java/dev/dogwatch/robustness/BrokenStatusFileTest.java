package dev.dogwatch.robustness;

import static dev.dogwatch.robustness.Ours.onOurs;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Outcome;
import dev.dogwatch.e2e.ServiceDirectory;
import dev.dogwatch.e2e.Status;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** sv reads what others may have damaged: it says so, goes on to the next service, and counts. */
@EndToEnd
class BrokenStatusFileTest {

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {0, 1, 19})
    void tooShort(int size) {
        onOurs(scene -> {
            ServiceDirectory broken = scene.idler("broken");
            ServiceDirectory sound = scene.idler("sound");
            scene.runsv(broken);
            scene.runsv(sound);
            broken.supervise().await("run");
            sound.supervise().await("run");
            broken.supervise().write(Arrays.copyOf(Status.of(1, 4711, 'u').bytes(), size));

            Outcome status = scene.sv("status", "broken", "sound", "broken");
            assertEquals("""
                    warning: broken: unable to read supervise/status: bad format
                    run: sound: (pid PID) Ns
                    warning: broken: unable to read supervise/status: bad format
                    """, status.normaliser().apply(status.out()));
            assertEquals(2, status.exitCode());

            // It is still supervised: a byte is obeyed, and with that the file is sound again.
            broken.supervise().control("d");
            Await.until(() -> "a whole status", () -> size(broken) == Status.SIZE);
            broken.supervise().await("down");
            assertEquals(0, scene.sv("status", "broken").exitCode());
        });
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {21, 4000, 70_000})
    void tooLong(int size) {
        onOurs(scene -> {
            ServiceDirectory broken = scene.idler("broken");
            scene.runsv(broken);
            broken.supervise().await("run");
            byte[] bytes = Arrays.copyOf(Status.of(1, 4711, 'u').bytes(), size);
            Arrays.fill(bytes, Status.SIZE, size, (byte) 0xff);
            broken.supervise().write(bytes);

            Outcome status = scene.sv("status", "broken");
            assertEquals("run: broken: (pid PID) Ns\n", status.normaliser().apply(status.out()), "the first 20 bytes count");
            assertEquals(0, status.exitCode());

            assertEquals(0, scene.sv("stop", "broken").exitCode());
            assertEquals(Status.SIZE, size(broken));
        });
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {0, 19})
    void ofTheLog(int size) {
        onOurs(scene -> {
            ServiceDirectory service = scene.idler("a").log("exec cat");
            scene.runsv(service);
            service.supervise().await("run");
            service.logSupervise().await("run");
            service.logSupervise().write(new byte[size]);
            Outcome status = scene.sv("status", "a");
            assertEquals("run: a: (pid PID) Ns; warning: a/log: unable to read supervise/status: bad format",
                    status.normaliser().apply(status.out().lines().findFirst().orElse("")));
            assertEquals(1, status.exitCode());
        });
    }

    private static long size(ServiceDirectory service) {
        return service.supervise().file("status").toFile().length();
    }
}
