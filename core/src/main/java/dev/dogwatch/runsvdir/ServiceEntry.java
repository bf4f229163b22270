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
    /** When its runsv was started last (monotonic ns). */
    long startedAt;
    /** When a runsv is to be started (monotonic ns); {@link Poll#NEVER} while one runs. */
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
}
