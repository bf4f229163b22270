package dev.dogwatch.runsv;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.libc.SpawnRequest;
import dev.dogwatch.os.BootId;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.Memory;
import dev.dogwatch.os.ProcessStat;
import dev.dogwatch.os.Spawn;
import dev.dogwatch.service.Counters;

/**
 * Which process is the ./run of a service, noted in the file supervise/lock, so that the next runsv finds it when this
 * one is killed: it goes on supervising it instead of starting a second one beside it.
 *
 * <p>A process notes itself before it becomes ./run, so that there is no moment at which we could be killed and leave one
 * that is not found. A pid alone proves nothing, since pids are used again. Noted are the boot, the pid and the moment of its start;
 * a process counts as the same when the kernel says that it was made at that moment. The file is empty in C runit and
 * nobody reads it there.
 */
final class Incarnation {
    private static final int AT_BOOT = 0;
    private static final int AT_BEFORE = 8;
    private static final int AT_AFTER = SpawnRequest.NOTE_AT_MOMENT;
    private static final int AT_PID = SpawnRequest.NOTE_AT_PID;
    /** Bytes of the note; {@link SupervisorNote} writes behind them. */
    static final int SIZE = SpawnRequest.NOTE_SIZE;

    private boolean leadsGroup;

    private final long record = Memory.permanent(SIZE);
    private final ProcessStat stat;
    private final long boot;

    /** {@code bootId}: see {@link BootId}, 0 when it is not known: then nothing is noted. */
    Incarnation(long bootId, ProcessStat stat) {
        this.boot = bootId == 0 ? 0 : number(bootId);
        this.stat = stat;
    }

    private static long number(long bootId) {
        long number = 0;
        for (int i = 0; i < BootId.SIZE; i++) {
            number = number * 31 + libc.getByte(bootId + i);
        }
        return number;
    }

    /** A number that is another one after every boot; 0 when the kernel tells none. */
    long boot() {
        return boot;
    }

    /** Has the processes that {@code run} starts note themselves through the descriptor of the lock. */
    void noteIn(int lock, Spawn run) {
        run.note(boot == 0 ? 0 : record, lock);
    }

    /** A process is going to be started. */
    void beforeStart() {
        libc.putLong(record + AT_BOOT, boot);
        libc.putLong(record + AT_BEFORE, libc.clock_gettime(Abi.CLOCK_BOOTTIME));
    }

    /** The pid of a process that an earlier runsv noted and that still lives; 0 when there is none. */
    int find(int lock) {
        if (libc.pread(lock, record, SIZE, 0) != SIZE || boot == 0 || libc.getLong(record + AT_BOOT) != boot) {
            return 0;
        }
        int pid = libc.getInt(record + AT_PID);
        if (pid <= 1 || !stat.read(pid) || stat.state() == 'Z') {
            return 0;
        }
        long made = stat.field(ProcessStat.START_TIME) * ProcessStat.TICK;
        boolean same = made >= libc.getLong(record + AT_BEFORE) - ProcessStat.TICK
                && made <= libc.getLong(record + AT_AFTER);
        leadsGroup = stat.field(ProcessStat.GROUP) == pid;
        return same ? pid : 0;
    }

    /** Whether the process that was found leads a process group. */
    boolean leadsGroup() {
        return leadsGroup;
    }

    /** How long ago the process that was found was started (ns). */
    long age() {
        return libc.clock_gettime(Abi.CLOCK_BOOTTIME) - libc.getLong(record + AT_AFTER);
    }
}
