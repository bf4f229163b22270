package dev.dogwatch.runsvdir;

import dev.dogwatch.os.Poll;

/** One service directory that runsvdir knows: who it is, by device and inode, and the runsv that supervises it. */
final class ServiceEntry {
    final long device;
    final long inode;
    /** The C string of its name in the service directory; ours. */
    long name;
    /** The pid of its runsv, 0 when none runs. */
    int pid;
    /** 0 when that is a child of ours; else it is adopted: it was made before this moment (ns of CLOCK_BOOTTIME). */
    long adopted;
    /** The inotify watch that tells the end of an adopted runsv, negative for none. */
    int watch = DirectoryWatch.NONE;
    /** How long to wait from the next look at an adopted runsv to the one after that (ns). */
    long lookPause;
    /** Somebody has stopped its runsv with a signal; known of children only. */
    boolean stopped;
    /** Since when it has had no runsv, if it has none (monotonic ns). */
    long goneAt;
    /** What the {@link Duty} keeps of its runsv; 0 at first, and of each new one. */
    long mark;
    /** When its runsv was started last (monotonic ns). */
    long startedAt;
    /**
     * When a runsv is to be started (monotonic ns); {@link Poll#NEVER} while one runs, or, for one that is adopted, when
     * to look whether it still does.
     */
    long startAt;
    /** Not seen yet in the scan under way. */
    boolean unseen;
    /** Its directory has gone: its runsv was told to leave, and until it has left no other one is started. */
    boolean retired;
    /** How long it may lack a ./run, being in the making (monotonic ns). */
    long emptyUntil;

    ServiceEntry(long device, long inode, long name) {
        this.device = device;
        this.inode = inode;
        this.name = name;
    }

    /** Its runsv has ended. */
    void lost(long now) {
        pid = 0;
        adopted = 0;
        stopped = false;
        mark = 0;
        goneAt = now;
    }
}
