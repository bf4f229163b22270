package dev.dogwatch.watchdog;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.FileStatus;

/**
 * The breaker of boot loops: a node that its watchdog resets again and again starts only the services of its safe set,
 * until somebody removes the file safe-mode, or the node boots again after it has lived for long enough.
 */
final class SafeMode {
    private final Names safe;
    private final long path;
    private final FileStatus look = new FileStatus();
    private boolean on;

    /** {@code run}: the directory for what lives as long as the boot. */
    SafeMode(Names safe, long run) {
        this.safe = safe;
        path = CString.copy(new Bytes(256).putCString(run).put("/safe-mode").terminate());
    }

    /** Begins it. */
    void enter() {
        on = true;
        int fd = libc.open(path, Abi.O_WRONLY | Abi.O_CREAT | Abi.O_CLOEXEC, 0644);
        if (fd >= 0) {
            libc.close(fd);
        }
    }

    /** Goes on with it if the runsvdir before us was in it. */
    void resume() {
        on = look.of(path) == 0;
    }

    boolean isOn() {
        return on;
    }

    /** Ends it when the file has gone; whether it has ended now. */
    boolean ends() {
        if (on && look.of(path) == -Abi.ENOENT) {
            on = false;
            return true;
        }
        return false;
    }

    /** Whether the service of this name may be started. */
    boolean admits(long name) {
        return !on || safe.contains(name);
    }

    /** The C string of the file to remove. */
    long path() {
        return path;
    }
}
