package dev.dogwatch.robustness;

import dev.dogwatch.e2e.Command;
import dev.dogwatch.e2e.Outcome;
import dev.dogwatch.e2e.Running;
import dev.dogwatch.e2e.Scene;
import dev.dogwatch.e2e.ServiceDirectory;

/**
 * A scene some of whose directories are on file systems of their own, which nobody else sees: a supervisor is started in a mount
 * namespace, and what is in it is looked at through {@code /proc/PID/root}.
 */
final class PrivateMounts {

    private final Scene scene;
    private final int inside;

    private PrivateMounts(Scene scene, int inside) {
        this.scene = scene;
        this.inside = inside;
    }

    /** Skips the test where a user may not mount. */
    static void assumePermitted(Scene scene) {
        Assume.possible(scene, "private mounts", "unshare -m mount -t tmpfs none /mnt");
    }

    /** A command in a new namespace, after a line of shell that mounts there. */
    static Command command(Scene scene, String mounting, String command) {
        return scene.shell("exec unshare -m sh -c '" + mounting + " && exec " + command + "'");
    }

    /** The namespace of a command that was started by {@link #command}. */
    static PrivateMounts of(Scene scene, Running started) {
        return new PrivateMounts(scene, started.pid());
    }

    /** A service as the processes in the namespace see it. */
    ServiceDirectory service(String name) {
        return scene.service("/proc/" + inside + "/root" + scene.root().resolve(name));
    }

    /** Runs a line of shell in the namespace, in the root of the scene. */
    void arrange(String line) {
        Outcome outcome = scene.shell("nsenter -t " + inside + " -m sh -c 'cd " + scene.root() + " && { " + line + "; }'").run();
        if (outcome.exitCode() != 0) {
            throw new AssertionError("could not arrange the private mounts: " + outcome);
        }
    }

    /** The same where it is welcome to fail: filling something up ends with that. */
    void tryTo(String line) {
        arrange("{ " + line + "; } 2>/dev/null || :");
    }
}
