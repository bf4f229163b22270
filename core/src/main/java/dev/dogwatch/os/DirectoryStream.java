package dev.dogwatch.os;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;

/** The names in a directory (getdents64(2)), one after the other, as the kernel has them. */
public final class DirectoryStream {
    private static final int BUFFER = 32768;

    private final long buffer = Memory.permanent(BUFFER);
    private int fd = -1;
    private long at;
    private long end;
    private int error;

    /** Begins with a directory: 0 or {@code -errno}. */
    public int open(long path) {
        at = 0;
        end = 0;
        error = 0;
        fd = libc.open(path, Abi.O_RDONLY | Abi.O_NONBLOCK | Abi.O_CLOEXEC, 0);
        return Math.min(fd, 0);
    }

    /**
     * The C string of the next name (dots included), valid until the next call; 0 at the end, and when reading
     * fails: see {@link #error()}.
     */
    public long next() {
        if (at >= end) {
            long n = libc.getdents64(fd, buffer, BUFFER);
            if (n <= 0) {
                error = (int) -n;
                return 0;
            }
            at = buffer;
            end = buffer + n;
        }
        long name = at + Abi.DIRENT_AT_NAME;
        at += libc.getShort(at + Abi.DIRENT_AT_RECLEN) & 0xffff;
        return name;
    }

    /** The errno for which {@link #next()} ended early, 0 when it did not. */
    public int error() {
        return error;
    }

    /** Ends it. */
    public void close() {
        libc.close(fd);
        fd = -1;
    }
}
