package dev.dogwatch.runsvdir;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.Memory;

/** Tells when names come and go in a directory (inotify(7)). Where the kernel refuses, scanning has to do. */
final class DirectoryWatch {
    private static final int MASK = Abi.IN_CREATE | Abi.IN_DELETE | Abi.IN_MOVED_FROM | Abi.IN_MOVED_TO
            | Abi.IN_DELETE_SELF | Abi.IN_MOVE_SELF | Abi.IN_ONLYDIR;
    private static final int ENDING = Abi.IN_DELETE_SELF | Abi.IN_MOVE_SELF | Abi.IN_IGNORED;
    private static final int DELETED_DIRECTORY = Abi.IN_DELETE | Abi.IN_ISDIR;
    private static final int BUFFER = 8192;
    private static final int NONE = -1;

    private final int fd = libc.inotify_init1(Abi.IN_NONBLOCK | Abi.IN_CLOEXEC);
    private final long buffer = Memory.permanent(BUFFER);
    private final long here = CString.of(".");
    private int watch = NONE;

    /** The descriptor to poll, -1 when there is none. */
    int fd() {
        return Math.max(fd, NONE);
    }

    /** Whether changes are told. */
    boolean works() {
        return watch >= 0;
    }

    /** Watches the current directory from now on, instead of the one before. */
    void watchHere() {
        if (fd < 0) {
            return;
        }
        int added = libc.inotify_add_watch(fd, here, MASK);
        if (watch >= 0 && added != watch) {
            libc.inotify_rm_watch(fd, watch);
        }
        watch = Math.max(added, NONE);
    }

    /** Takes what has arrived: whether the directory has to be scanned. Deleted directories are retired at once. */
    boolean take(ServiceTable services) {
        boolean changed = false;
        for (long n = libc.read(fd, buffer, BUFFER); n > 0; n = libc.read(fd, buffer, BUFFER)) {
            for (long at = buffer; at < buffer + n; at += Abi.INOTIFY_AT_NAME + libc.getInt(at + Abi.INOTIFY_AT_LEN)) {
                int mask = libc.getInt(at + Abi.INOTIFY_AT_MASK);
                boolean ours = libc.getInt(at) == watch || (mask & Abi.IN_Q_OVERFLOW) != 0;
                changed |= ours;
                if (ours && (mask & DELETED_DIRECTORY) == DELETED_DIRECTORY) {
                    services.retireNamed(at + Abi.INOTIFY_AT_NAME);
                }
                if (ours && (mask & ENDING) != 0) {
                    watch = NONE;
                }
            }
        }
        return changed;
    }
}
