package dev.dogwatch.equivalence;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dogwatch.e2e.Command;
import dev.dogwatch.e2e.Outcome;
import dev.dogwatch.e2e.Scene;
import java.io.IOException;
import java.nio.file.Files;

/** Files of a scene in the place of /etc/passwd and /etc/group: for one command, in a mount namespace that is its own. */
final class Accounts {

    private static final String MOUNT = """
            mount --bind passwd /etc/passwd && mount --bind group /etc/group || exit 99
            if [ -e /etc/nsswitch.conf ]; then mount --bind nsswitch /etc/nsswitch.conf || exit 99; fi
            exec sh ./script
            """;

    private Accounts() {
    }

    /** A script of shell that sees these as passwd and group; all three are taken as bytes. Skips the test where nobody may mount. */
    static Command script(Scene scene, String passwd, String group, String script) throws IOException {
        Outcome attempt = scene.shell("unshare -m mount -t tmpfs none /mnt").run();
        assumeTrue(attempt.exitCode() == 0, () -> "this machine does not permit private mounts: " + attempt.err().strip());
        write(scene, "passwd", passwd);
        write(scene, "group", group);
        write(scene, "nsswitch", "passwd: files\ngroup: files\n");
        write(scene, "mount", MOUNT);
        write(scene, "script", script);
        return scene.shell("exec unshare -m sh ./mount");
    }

    private static void write(Scene scene, String file, String content) throws IOException {
        Files.write(scene.root().resolve(file), content.getBytes(ISO_8859_1));
    }
}
