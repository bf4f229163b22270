package dev.dogwatch.os;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;

/**
 * A small file that is replaced whole: written beside its name and renamed over it, so that a reader sees the old
 * content or the new, whatever dies in between. Not synced: what it tells does not outlive the boot.
 */
public final class AtomicFile {
    /** Which step a replacement failed at. */
    public static final int OPEN = 1;
    public static final int WRITE = 2;
    public static final int PARTIAL = 3;
    public static final int RENAME = 4;

    private final long fresh;
    private final long path;
    private int failedStep;

    /** Both are C strings that stay ours. */
    public AtomicFile(long fresh, long path) {
        this.fresh = fresh;
        this.path = path;
    }

    /** Replaces the content with {@code n} bytes, mode 0644 less the umask: 0 or {@code -errno}. */
    public int replace(long content, int n) {
        failedStep = OPEN;
        int fd = libc.open(fresh, Abi.O_WRONLY | Abi.O_CREAT | Abi.O_TRUNC | Abi.O_NONBLOCK | Abi.O_CLOEXEC, 0644);
        if (fd < 0) {
            return fd;
        }
        failedStep = WRITE;
        long written = 0;
        if (n > 0) {
            do {
                written = libc.write(fd, content, n);
            } while (written == -Abi.EINTR);
        }
        libc.close(fd);
        if (written < n) {
            libc.unlink(fresh);
            if (written >= 0) {
                failedStep = PARTIAL;
                return -Abi.ENOSPC;
            }
            return (int) written;
        }
        failedStep = RENAME;
        return libc.rename(fresh, path);
    }

    /** The step at which the last replacement failed. */
    public int failedStep() {
        return failedStep;
    }

    /** The C string of the file's own name. */
    public long path() {
        return path;
    }

    /** The C string of the name that it is written under first. */
    public long fresh() {
        return fresh;
    }
}
