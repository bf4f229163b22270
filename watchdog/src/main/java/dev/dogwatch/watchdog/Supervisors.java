package dev.dogwatch.watchdog;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.Clock;
import dev.dogwatch.os.Memory;
import dev.dogwatch.os.ProcessStat;
import dev.dogwatch.runsvdir.ServiceTable;

/**
 * Whether every runsv is alive and does its work. One that a signal has stopped is told by the kernel, or, when it is no
 * child of ours, found in /proc. Whether it takes control bytes is tried: it gets a byte that means nothing, and what
 * is in its fifo must have been read some time later.
 */
final class Supervisors {
    /** ns that a runsv may be missing, or leave its fifo unread: it comes back within a second, and reads within one turn. */
    static final long LIMIT = 5 * Clock.SECOND;
    /** No control byte of runit's (contract, runsv, "Bytes"). */
    private static final int PROBE = 0;

    private final ServiceTable services;
    private final long directory;
    private final Bytes path = new Bytes(256);
    private final ProcessStat stat = new ProcessStat();
    private final long buffer = Memory.permanent(8);
    private boolean watches;
    private boolean anyStopped;

    Supervisors(ServiceTable services, long directory) {
        this.services = services;
        this.directory = directory;
    }

    /** Whether there is one that is no child of ours, missing or suspected, so that one must look often. */
    boolean watches() {
        return watches;
    }

    /** Whether the kernel has told, since it was asked last, that one was stopped, or goes on. */
    boolean stoppedOrGoesOn() {
        boolean before = anyStopped;
        anyStopped = false;
        for (int i = 0; i < services.count(); i++) {
            anyStopped |= services.stopped(i);
        }
        return anyStopped != before;
    }

    /** Puts what is wrong, if anything is, and tells whether nothing is. */
    boolean areWell(Bytes reason, long now) {
        watches = false;
        for (int i = 0; i < services.count(); i++) {
            if (!services.leaving(i) && !isWell(i, reason, now)) {
                return false;
            }
        }
        return true;
    }

    private boolean isWell(int i, Bytes reason, long now) {
        int pid = services.supervisor(i);
        if (pid == 0) {
            watches |= !services.inTheMaking(i, now);
            return services.inTheMaking(i, now) || now - services.goneSince(i) < LIMIT || fails(i, "is missing", reason);
        }
        watches |= !services.isChild(i) || services.mark(i) != 0;
        if (services.stopped(i) || !services.isChild(i) && isStopped(pid)) {
            return fails(i, "is stopped", reason);
        }
        return services.mark(i) == 0 || now - services.mark(i) < LIMIT || fails(i, "takes no control bytes", reason);
    }

    private boolean isStopped(int pid) {
        return stat.read(pid) && (stat.state() == 'T' || stat.state() == 't');
    }

    private boolean fails(int i, String text, Bytes reason) {
        reason.put("runsv of ");
        CleanText.put(reason, services.name(i), CString.length(services.name(i)));
        reason.put(" ").put(text);
        return false;
    }

    /** Asks every runsv for a sign of life, and sees who has given none to the last question. */
    void probe(long now) {
        for (int i = 0; i < services.count(); i++) {
            if (services.supervisor(i) != 0) {
                probe(i, now);
            }
        }
    }

    private void probe(int i, long now) {
        long control = path.clear().putCString(directory).put("/").putCString(services.name(i)).put("/supervise/control")
                .terminate();
        int fd = libc.open(control, Abi.O_WRONLY | Abi.O_NONBLOCK | Abi.O_CLOEXEC, 0);
        if (fd < 0) {
            // ENXIO, ENOENT: one that is just starting or ending, whom the kernel tells us of.
            return;
        }
        libc.putInt(buffer, 0);
        boolean unread = libc.ioctl(fd, Abi.FIONREAD, buffer) == 0 && libc.getInt(buffer) > 0;
        if (!unread) {
            services.mark(i, 0);
            libc.putByte(buffer, PROBE);
            libc.write(fd, buffer, 1);
        } else if (services.mark(i) == 0) {
            services.mark(i, now);
        }
        libc.close(fd);
    }
}
