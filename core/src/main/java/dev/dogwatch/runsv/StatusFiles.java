package dev.dogwatch.runsv;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.AtomicFile;
import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.Clock;
import dev.dogwatch.os.Memory;
import dev.dogwatch.os.Messages;
import dev.dogwatch.os.Poll;
import dev.dogwatch.service.Lifecycle;
import dev.dogwatch.service.StatText;
import dev.dogwatch.service.Status;
import dev.dogwatch.service.Tai64;

/**
 * Shows a {@link Lifecycle} to others: the files status, stat and pid (contract, runsv). Each is written only when
 * what it says has changed. A file that cannot be written (disk full, directory gone) is told once, and tried again
 * every second until it says the truth: supervision itself does not depend on it.
 */
final class StatusFiles {
    private static final Bytes TEXT = new Bytes(64);
    private static final int NEVER_SHOWN = -1;

    private final AtomicFile statusFile;
    private final AtomicFile statFile;
    private final AtomicFile pidFile;
    private final long status = Memory.permanent(Status.EXTENDED_SIZE);
    private int shownPid = NEVER_SHOWN;
    private int shownStat = NEVER_SHOWN;
    private int shownStatus = NEVER_SHOWN;
    private int statusPid;
    private boolean stamped;
    private int flagsBefore;
    private long retryAt = Poll.NEVER;
    private int complainedOf;

    StatusFiles(String directory) {
        statusFile = file(directory + "status");
        statFile = file(directory + "stat");
        pidFile = file(directory + "pid");
    }

    private static AtomicFile file(String path) {
        return new AtomicFile(CString.of(path + ".new"), CString.of(path));
    }

    /** The state that is shown next began then (ns since 1970). */
    void stamp(long wall) {
        Tai64.store(status, wall);
        stamped = true;
    }

    /** The wall clock was set: what is shown began at another time by its new reckoning. */
    void shift(long nanos) {
        stamp(Tai64.wall(status) + nanos);
    }

    /** Lets there be a status, of the state at the beginning, where nobody has shown one yet. */
    void introduce(Lifecycle lifecycle, Messages messages) {
        stamp(Clock.wall());
        showStatus(lifecycle, 0, 0, messages);
    }

    /**
     * Takes over what an earlier supervisor showed of the process, its time stamp above all.
     *
     * @return the bytes as they were, their flags being {@link #flagsBefore()}; 0 when they are not of this process
     */
    long takeOver(int pid) {
        int fd = libc.open(statusFile.path(), Abi.O_RDONLY | Abi.O_NONBLOCK | Abi.O_CLOEXEC, 0);
        if (fd < 0) {
            return 0;
        }
        long n = libc.read(fd, status, Status.EXTENDED_SIZE);
        libc.close(fd);
        flagsBefore = Status.flags(status, n);
        return n >= Status.SIZE && Status.pid(status) == pid ? status : 0;
    }

    /** The flags behind the status that was taken over. */
    int flagsBefore() {
        return flagsBefore;
    }

    /** When {@link #show} is to be tried again; {@link Poll#NEVER} when all files say the truth. */
    long deadline() {
        return retryAt;
    }

    /**
     * Writes what has changed; {@code readyWall}: since when it is ready, if it is (ns since 1970).
     *
     * @return 0, or the errno for which a file could not be written
     */
    int show(Lifecycle lifecycle, int pid, long readyWall, long now, Messages messages) {
        int error = showPid(pid, messages);
        error = error != 0 ? error : showStat(lifecycle, messages);
        error = error != 0 ? error : showStatus(lifecycle, pid, readyWall, messages);
        retryAt = error == 0 ? Poll.NEVER : now + Clock.SECOND;
        complainedOf = error;
        return error;
    }

    private int showPid(int pid, Messages messages) {
        if (pid == shownPid) {
            return 0;
        }
        TEXT.clear();
        if (pid != 0) {
            TEXT.putNumber(pid).put("\n");
        }
        int error = replace(pidFile, TEXT.address(), TEXT.length(), messages);
        if (error == 0) {
            shownPid = pid;
        }
        return error;
    }

    private int showStat(Lifecycle lifecycle, Messages messages) {
        int want = lifecycle.state() == Lifecycle.DOWN ? 0 : lifecycle.want();
        int all = flags(lifecycle) | want << 4;
        if (all == shownStat) {
            return 0;
        }
        StatText.append(TEXT.clear(), lifecycle);
        int error = replace(statFile, TEXT.address(), TEXT.length(), messages);
        if (error == 0) {
            shownStat = all;
        }
        return error;
    }

    private int showStatus(Lifecycle lifecycle, int pid, long readyWall, Messages messages) {
        int all = flags(lifecycle) | (lifecycle.want() == Lifecycle.WANT_UP ? 0 : 1) << 4 | lifecycle.flags() << 5;
        if (all == shownStatus && pid == statusPid && !stamped) {
            return 0;
        }
        Status.store(status, lifecycle, pid);
        int n = Status.storeFlags(status, lifecycle.flags(), readyWall);
        int error = replace(statusFile, status, n, messages);
        if (error == 0) {
            shownStatus = all;
            statusPid = pid;
            stamped = false;
        }
        return error;
    }

    private static int flags(Lifecycle lifecycle) {
        return lifecycle.state() | (lifecycle.paused() ? 4 : 0) | (lifecycle.gotTerm() ? 8 : 0);
    }

    private int replace(AtomicFile file, long content, int n, Messages messages) {
        int error = -file.replace(content, n);
        if (error != 0 && error != complainedOf) {
            switch (file.failedStep()) {
                case AtomicFile.OPEN -> messages.warn("unable to open ", file.fresh(), "", error);
                case AtomicFile.WRITE -> messages.warn("unable to write ", file.fresh(), "", error);
                case AtomicFile.PARTIAL -> messages.warn("unable to write ", file.fresh(), ": partial write.", 0);
                default -> {
                    TEXT.clear().put("unable to rename ").putCString(CString.lastPart(file.fresh())).put(" to ")
                            .putCString(file.path());
                    messages.warn("", TEXT.terminate(), "", error);
                }
            }
        }
        return error;
    }
}
