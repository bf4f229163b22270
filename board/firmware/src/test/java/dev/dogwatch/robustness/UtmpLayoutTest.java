package dev.dogwatch.robustness;

import static dev.dogwatch.robustness.Ours.onOurs;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Outcome;
import dev.dogwatch.e2e.Suite;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** glibc's records have 400 bytes on aarch64, with a time of 64 bits, and 384 elsewhere: the program for aarch64 must write those. */
@EndToEnd
@Tag("native-only")
class UtmpLayoutTest {

    private static final Path QEMU = Path.of("/usr/bin/qemu-aarch64-static");
    private static final int SIZE = 400;
    private static final int AT_SECONDS = 344;

    @Test
    void onAarch64() {
        Path program = Suite.ours().bin().resolveSibling("../aarch64-linux-musl/bin/dogwatch").normalize();
        assumeTrue(Files.exists(program), "there is no build for aarch64");
        assumeTrue(Files.isExecutable(QEMU), "there is no qemu-aarch64-static");
        onOurs(scene -> {
            PrivateMounts.assumePermitted(scene);
            byte[] before = ByteBuffer.allocate(2 * SIZE).put(record("tty1", "alice")).put(record("tty2", "bob")).array();
            scene.arrange("mkdir run log");
            Files.write(scene.root().resolve("run/utmp"), before);
            Outcome outcome = PrivateMounts.command(scene, "mount --bind run /run && mount --bind log /var/log",
                    QEMU + " " + program + " utmpset -w tty2").run();
            assertEquals(0, outcome.exitCode(), outcome::toString);

            ByteBuffer after = ByteBuffer.wrap(Files.readAllBytes(scene.root().resolve("run/utmp"))).order(ByteOrder.LITTLE_ENDIAN);
            long age = System.currentTimeMillis() / 1000 - after.getLong(SIZE + AT_SECONDS);
            assertTrue(age >= -1 && age < 300, "logged out " + age + " s ago");
            ByteBuffer expected = ByteBuffer.wrap(before).order(ByteOrder.LITTLE_ENDIAN);
            expected.putShort(SIZE, (short) 8).put(SIZE + 44, new byte[32]).put(SIZE + 76, new byte[256]);
            expected.putLong(SIZE + AT_SECONDS, after.getLong(SIZE + AT_SECONDS));
            assertArrayEquals(expected.array(), after.array());
            assertEquals(SIZE, Files.size(scene.root().resolve("log/wtmp")));
        });
    }

    private static byte[] record(String line, String user) {
        byte[] bytes = new byte[SIZE];
        Arrays.fill(bytes, (byte) 0x55);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putShort(0, (short) 7).put(8, text(line, 32)).put(44, text(user, 32));
        return bytes;
    }

    private static byte[] text(String text, int size) {
        return Arrays.copyOf(text.getBytes(StandardCharsets.US_ASCII), size);
    }
}
