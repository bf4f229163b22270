package dev.dogwatch.runsvdir;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.Clock;
import dev.dogwatch.os.Poll;
import dev.dogwatch.runsv.SupervisorNote;

/**
 * The runsvs that live already: a runsvdir before us started them and was killed, or somebody did it by hand. They are
 * supervised like children of ours, but for how their end is told: by inotify, when supervise/ok loses its reader. That
 * takes no descriptor. Where it cannot be told they are looked at once a second.
 */
final class Adoption {
    /** What {@link #adopt} found: nobody supervises the directory, or nobody whom we know. */
    static final int NOBODY = 0;
    /** The entry has its runsv. */
    static final int ADOPTED = 1;
    /** Somebody who is about to end: to be asked again soon. */
    static final int ENDING = 2;

    /**
     * ns after which a runsv whose end was told is looked at again, doubled each time up to a second: the fifo is closed
     * a little before the process has gone. And others than runsv may have had it open.
     */
    static final long SOON = Clock.MILLISECOND;

    private final Bytes path;
    private final SupervisorNote note;
    private final DirectoryWatch watch;
    private boolean happened;
    private boolean told;

    /** {@code path}: used during a call only; written to between two forks, so not on a page that these share. */
    Adoption(SupervisorNote note, DirectoryWatch watch, Bytes path) {
        this.path = path;
        this.note = note;
        this.watch = watch;
    }

    /** Looks for a runsv of the entry's directory, which must lie in the current one. */
    int adopt(ServiceEntry entry, ServiceTable services, long now) {
        if (!hasReader(entry)) {
            return NOBODY;
        }
        int pid = holderOfLock(entry);
        if (pid == 0) {
            return NOBODY;
        }
        int reader = watch.watchReader(inSupervise(entry, "ok"));
        // Asked again: from now on its end is told.
        if (!hasReader(entry)) {
            watch.forget(reader);
            return ENDING;
        }
        happened = true;
        entry.pid = pid;
        entry.adopted = note.moment();
        entry.watch = reader;
        entry.lookPause = Clock.SECOND;
        services.startAt(entry, nextLook(entry, now));
        return ADOPTED;
    }

    /** Whether there have been adoptions, so that there was a runsvdir before us; true once only. */
    boolean isFirst() {
        boolean first = happened && !told;
        told = happened;
        return first;
    }

    /** Looks at an adopted runsv: whether it still lives. If not, the entry has none any more. */
    boolean lives(ServiceEntry entry, ServiceTable services, long now) {
        if (note.lives(entry.pid, entry.adopted)) {
            services.startAt(entry, nextLook(entry, now));
            entry.lookPause = Math.min(2 * entry.lookPause, Clock.SECOND);
            return true;
        }
        watch.forget(entry.watch);
        entry.watch = DirectoryWatch.NONE;
        entry.lost(now);
        return false;
    }

    /** An adopted runsv may have ended. */
    static void lookSoon(ServiceTable services, ServiceEntry entry) {
        entry.lookPause = SOON;
        services.startAt(entry, 0);
    }

    /** Every adopted runsv may have ended. */
    static void lookAtAll(ServiceTable services) {
        for (int i = 0; i < services.count(); i++) {
            if (services.get(i).adopted != 0) {
                lookSoon(services, services.get(i));
            }
        }
    }

    private static long nextLook(ServiceEntry entry, long now) {
        return entry.watch >= 0 && entry.lookPause == Clock.SECOND ? Poll.NEVER : now + entry.lookPause;
    }

    /** "runsv runs" means that supervise/ok can be opened for writing (contract, runsv, "Files"). */
    private boolean hasReader(ServiceEntry entry) {
        int fd = libc.open(inSupervise(entry, "ok"), Abi.O_WRONLY | Abi.O_NONBLOCK | Abi.O_CLOEXEC, 0);
        if (fd >= 0) {
            libc.close(fd);
        }
        return fd >= 0;
    }

    /** The pid of the living process that holds supervise/lock and has noted itself there; 0 when there is none. */
    private int holderOfLock(ServiceEntry entry) {
        int fd = libc.open(inSupervise(entry, "lock"), Abi.O_RDONLY | Abi.O_NONBLOCK | Abi.O_CLOEXEC, 0);
        if (fd < 0) {
            return 0;
        }
        boolean held = libc.flock(fd, Abi.LOCK_SH | Abi.LOCK_NB) == -Abi.EAGAIN;
        int pid = held ? note.read(fd) : 0;
        libc.close(fd);
        return pid;
    }

    private long inSupervise(ServiceEntry entry, String file) {
        return path.clear().putCString(entry.name).put("/supervise/").put(file).terminate();
    }
}
