package dev.dogwatch.telemetry.node;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.Memory;
import dev.dogwatch.os.Poll;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Watches of directories by inotify(7), each for the sake of some owners. What changes in a directory is told by the name
 * of what has come, gone or been replaced in it. Where the kernel refuses (ENOSPC: fs.inotify.max_user_watches), looking
 * again from time to time has to do. For one thread.
 */
final class Watches<O> implements AutoCloseable {
    private static final int BUFFER = 16384;

    /** Who is told what. */
    interface Receiver<O> {
        /** @param name of the entry, a character for each byte; empty: the directory itself has gone or moved */
        void changed(O owner, String name);

        /** Events have been lost: anything may have changed. */
        void lost();
    }

    private final int fd = libc.inotify_init1(Abi.IN_NONBLOCK | Abi.IN_CLOEXEC);
    private final Poll poll = new Poll(1);
    private final long buffer = Memory.allocate(BUFFER);
    private final Bytes path = new Bytes(256);
    private final Map<Integer, Set<O>> owners = new HashMap<>();
    private final Map<O, Set<Integer>> watches = new HashMap<>();

    Watches() {
        poll.watch(0, Math.max(fd, -1), Abi.POLLIN);
    }

    /** Watches a directory too, which may be so already; whether that works. */
    boolean add(O owner, String directory, int mask) {
        if (fd < 0) {
            return false;
        }
        int watch = libc.inotify_add_watch(fd, path.clear().put(directory).terminate(), mask | Abi.IN_ONLYDIR);
        if (watch < 0) {
            return false;
        }
        owners.computeIfAbsent(watch, w -> new HashSet<>()).add(owner);
        watches.computeIfAbsent(owner, o -> new HashSet<>()).add(watch);
        return true;
    }

    /** Ends all watches that were for this owner alone. */
    void forget(O owner) {
        Set<Integer> its = watches.remove(owner);
        for (int watch : its == null ? Set.<Integer>of() : its) {
            Set<O> all = owners.get(watch);
            if (all != null && all.remove(owner) && all.isEmpty()) {
                owners.remove(watch);
                libc.inotify_rm_watch(fd, watch);
            }
        }
    }

    /** Waits for changes until the deadline (ns of CLOCK_MONOTONIC), and tells all there are. */
    void await(long deadline, Receiver<O> receiver) {
        poll.waitUntil(deadline);
        if (fd < 0 || !poll.happened(0)) {
            return;
        }
        for (long n = libc.read(fd, buffer, BUFFER); n > 0; n = libc.read(fd, buffer, BUFFER)) {
            for (long at = buffer; at < buffer + n; at += Abi.INOTIFY_AT_NAME + libc.getInt(at + Abi.INOTIFY_AT_LEN)) {
                take(libc.getInt(at), libc.getInt(at + Abi.INOTIFY_AT_MASK), at, receiver);
            }
        }
    }

    private void take(int watch, int mask, long at, Receiver<O> receiver) {
        if ((mask & Abi.IN_Q_OVERFLOW) != 0) {
            receiver.lost();
            return;
        }
        String name = libc.getInt(at + Abi.INOTIFY_AT_LEN) == 0 ? "" : text(at + Abi.INOTIFY_AT_NAME);
        for (O owner : Set.copyOf(owners.getOrDefault(watch, Set.of()))) {
            receiver.changed(owner, name);
        }
        if ((mask & Abi.IN_IGNORED) != 0) {
            Set<O> all = owners.remove(watch);
            for (O owner : all == null ? Set.<O>of() : all) {
                watches.getOrDefault(owner, new HashSet<>()).remove(watch);
            }
        }
    }

    static String text(long cString) {
        StringBuilder text = new StringBuilder();
        for (long p = cString; libc.getByte(p) != 0; p++) {
            text.append((char) (libc.getByte(p) & 0xff));
        }
        return text.toString();
    }

    @Override
    public void close() {
        if (fd >= 0) {
            libc.close(fd);
        }
        libc.free(buffer);
    }
}
