package dev.dogwatch.runsvdir;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.Memory;

/**
 * Tells when names come and go in a directory, and when runsvs that are no children of ours end (inotify(7)). Where the
 * kernel refuses, scanning and looking have to do.
 */
final class DirectoryWatch {
    private static final int MASK = Abi.IN_CREATE | Abi.IN_DELETE | Abi.IN_MOVED_FROM | Abi.IN_MOVED_TO
            | Abi.IN_DELETE_SELF | Abi.IN_MOVE_SELF | Abi.IN_ONLYDIR;
    private static final int ENDING = Abi.IN_DELETE_SELF | Abi.IN_MOVE_SELF | Abi.IN_IGNORED;
    private static final int DELETED_DIRECTORY = Abi.IN_DELETE | Abi.IN_ISDIR;
    private static final int BUFFER = 8192;
    static final int NONE = -1;

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

    /** Watches whether a reader of a fifo goes: the watch, {@link #NONE} when that cannot be told. */
    int watchReader(long fifo) {
        return fd < 0 ? NONE : Math.max(libc.inotify_add_watch(fd, fifo, Abi.IN_CLOSE_NOWRITE), NONE);
    }

    /** Ends a watch of a reader. */
    void forget(int reader) {
        if (reader >= 0) {
            libc.inotify_rm_watch(fd, reader);
        }
    }

    /**
     * Takes what has arrived: whether the directory has to be scanned. Deleted directories are retired at once, and
     * adopted runsvs that seem to have ended are to be looked at.
     */
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
                if (!ours) {
                    readerWent(services, libc.getInt(at), mask);
                } else if ((mask & Abi.IN_Q_OVERFLOW) != 0) {
                    Adoption.lookAtAll(services);
                }
            }
        }
        return changed;
    }

    private static void readerWent(ServiceTable services, int reader, int mask) {
        ServiceEntry entry = services.byWatch(reader);
        if (entry != null) {
            Adoption.lookSoon(services, entry);
            if ((mask & Abi.IN_IGNORED) != 0) {
                entry.watch = NONE;
            }
        }
    }
}
