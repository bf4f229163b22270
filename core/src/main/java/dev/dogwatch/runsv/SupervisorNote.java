package dev.dogwatch.runsv;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.Memory;
import dev.dogwatch.os.ProcessStat;

/**
 * Which process supervises a service directory, noted in the file supervise/lock behind the note of {@link Incarnation}:
 * the boot, the moment of the note, the pid, 20 bytes at {@link #OFFSET}. A runsvdir whose predecessor was killed finds
 * the living runsvs by it.
 *
 * <p>The note outlives its writer, and C runit's runsv leaves it as it is. So it says something only while the lock is
 * held, and only of a process that was made before the note, in this boot: whoever got the pid later is another.
 */
public final class SupervisorNote {
    private static final int OFFSET = Incarnation.SIZE;
    private static final int AT_BOOT = 0;
    private static final int AT_MOMENT = 8;
    private static final int AT_PID = 16;
    private static final int SIZE = 20;

    private final long record = Memory.permanent(SIZE);
    private final ProcessStat stat;
    private final long boot;

    /** {@code boot}: see {@link Incarnation#boot()}. */
    SupervisorNote(long boot, ProcessStat stat) {
        this.boot = boot;
        this.stat = stat;
    }

    /** Notes this process, which holds the lock through this descriptor. */
    void write(int lock) {
        if (boot == 0) {
            return;
        }
        libc.putLong(record + AT_BOOT, boot);
        libc.putLong(record + AT_MOMENT, libc.clock_gettime(Abi.CLOCK_BOOTTIME));
        libc.putInt(record + AT_PID, libc.getpid());
        // On a full disk the next runsvdir does not find us, and that is all.
        libc.pwrite(lock, record, SIZE, OFFSET);
    }

    /** The pid of the living process that is noted in a lock file, which somebody must hold; 0 for none. */
    public int read(int lock) {
        if (libc.pread(lock, record, SIZE, OFFSET) != SIZE || boot == 0 || libc.getLong(record + AT_BOOT) != boot) {
            return 0;
        }
        int pid = libc.getInt(record + AT_PID);
        return lives(pid, moment()) ? pid : 0;
    }

    /** When the note that was read last was written (ns of CLOCK_BOOTTIME). */
    public long moment() {
        return libc.getLong(record + AT_MOMENT);
    }

    /** Whether the process lives that had this pid at this moment (ns of CLOCK_BOOTTIME). */
    public boolean lives(int pid, long moment) {
        return pid > 1 && stat.read(pid) && stat.state() != 'Z'
                && stat.field(ProcessStat.START_TIME) * ProcessStat.TICK <= moment;
    }
}
