package dev.dogwatch.os;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;

/** What statx(2) tells of a file. One object is used again and again: looking allocates nothing. */
public final class FileStatus {
    private static final int WANTED = Abi.STATX_TYPE | Abi.STATX_MODE | Abi.STATX_NLINK | Abi.STATX_UID | Abi.STATX_MTIME
            | Abi.STATX_INO | Abi.STATX_LENGTH;

    private static final long EMPTY = CString.of("");

    private final long buffer = Memory.permanent(Abi.STATX_SIZE);

    /** Looks at a path, following symbolic links: 0 or {@code -errno}. */
    public int of(long path) {
        return libc.statx(Abi.AT_FDCWD, path, 0, WANTED, buffer);
    }

    /** Looks at what is open: 0 or {@code -errno}. */
    public int ofDescriptor(int fd) {
        return libc.statx(fd, EMPTY, Abi.AT_EMPTY_PATH, WANTED, buffer);
    }

    public boolean isDirectory() {
        return (mode() & Abi.S_IFMT) == Abi.S_IFDIR;
    }

    public boolean isFifo() {
        return (mode() & Abi.S_IFMT) == Abi.S_IFIFO;
    }

    public boolean isRegular() {
        return (mode() & Abi.S_IFMT) == Abi.S_IFREG;
    }

    /** Whether the owner may execute it: what runit asks of control scripts, whoever runs. */
    public boolean ownerMayExecute() {
        return (mode() & Abi.S_IXUSR) != 0;
    }

    public int links() {
        return libc.getInt(buffer + Abi.STATX_AT_NLINK);
    }

    /** The user id of the owner. */
    public int owner() {
        return libc.getInt(buffer + Abi.STATX_AT_UID);
    }

    /** Bytes. */
    public long length() {
        return libc.getLong(buffer + Abi.STATX_AT_LENGTH);
    }

    public long inode() {
        return libc.getLong(buffer + Abi.STATX_AT_INO);
    }

    public long device() {
        return (long) libc.getInt(buffer + Abi.STATX_AT_DEV_MAJOR) << 32
                | libc.getInt(buffer + Abi.STATX_AT_DEV_MINOR) & 0xffffffffL;
    }

    /** When the content last changed: ns since 1970, wall clock; good for comparing, not for measuring. */
    public long changed() {
        return libc.getLong(buffer + Abi.STATX_AT_MTIME_SEC) * Clock.SECOND
                + libc.getInt(buffer + Abi.STATX_AT_MTIME_NSEC);
    }

    private int mode() {
        return libc.getShort(buffer + Abi.STATX_AT_MODE) & 0xffff;
    }
}
