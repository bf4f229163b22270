package dev.dogwatch.sv;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.os.CString;
import dev.dogwatch.os.DecimalNumber;
import dev.dogwatch.os.DirectoryStream;
import dev.dogwatch.os.Memory;
import dev.dogwatch.os.ProcessStat;

/**
 * The processes of the machine as /proc had them, and to which service each belongs: to the one whose main process it
 * descends from. An orphan, whose parent has ended, belongs to the service that leads its process group or session, or
 * whose runsv leads its session.
 *
 * <p>Use: {@link #read}, {@link #claim} for every main process, {@link #settle}. Processes are known by their place,
 * in the order of their pids.
 */
final class ProcessTable {
    /** No process, or no owner. */
    static final int NONE = -1;

    // A record, in C memory.
    private static final int AT_PID = 0;
    private static final int AT_PARENT_PID = 4;
    private static final int AT_GROUP = 8;
    private static final int AT_SESSION = 12;
    private static final int AT_PARENT = 16;
    private static final int AT_OWNER = 20;
    private static final int AT_MAIN = 24;
    private static final int AT_TICKS = 32;
    private static final int AT_START = 40;
    private static final int AT_PAGES = 48;
    private static final int AT_NAME = 56;
    /** Bytes of a name, its NUL included: only kernel threads have longer ones. */
    private static final int NAME_SIZE = 16;
    private static final int SIZE = AT_NAME + NAME_SIZE;

    private static final long PROC = CString.of("/proc");

    private final DirectoryStream stream = new DirectoryStream();
    private final ProcessStat stat = new ProcessStat();
    private long records;
    private int capacity;
    private int count;

    /** Reads all of /proc: 0, or {@code -errno}. */
    int read() {
        count = 0;
        int result = stream.open(PROC);
        if (result < 0) {
            return result;
        }
        for (long name = stream.next(); name != 0; name = stream.next()) {
            int pid = (int) DecimalNumber.leading(name, 0);
            // What has ended since is nobody's.
            if (pid > 0 && stat.read(pid)) {
                add(pid);
            }
        }
        stream.close();
        for (int i = 0; i < count; i++) {
            put(i, AT_PARENT, find(get(i, AT_PARENT_PID)));
        }
        return -stream.error();
    }

    private void add(int pid) {
        if (count == capacity) {
            capacity = capacity * 2 + 128;
            records = Memory.resize(records, (long) capacity * SIZE);
        }
        int i = count++;
        put(i, AT_PID, pid);
        put(i, AT_PARENT_PID, (int) stat.field(ProcessStat.PARENT));
        put(i, AT_GROUP, (int) stat.field(ProcessStat.GROUP));
        put(i, AT_SESSION, (int) stat.field(ProcessStat.SESSION));
        put(i, AT_OWNER, NONE);
        put(i, AT_MAIN, 0);
        long ticks = 0;
        for (int field = 0; field < 4; field++) {
            ticks += stat.field(ProcessStat.USER_TIME + field);
        }
        libc.putLong(record(i) + AT_TICKS, ticks);
        libc.putLong(record(i) + AT_START, stat.field(ProcessStat.START_TIME));
        libc.putLong(record(i) + AT_PAGES, stat.field(ProcessStat.RESIDENT));
        stat.copyCommand(record(i) + AT_NAME, NAME_SIZE);
    }

    int count() {
        return count;
    }

    /** The place of a process, {@link #NONE} when there is none of this pid. */
    int find(int pid) {
        int from = 0;
        int to = count;
        while (from < to) {
            int middle = (from + to) / 2;
            if (get(middle, AT_PID) < pid) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from < count && get(from, AT_PID) == pid ? from : NONE;
    }

    /** This is the main process of a service, which has a number from 0 on; its place, or {@link #NONE}. */
    int claim(int pid, int owner) {
        int i = pid > 0 ? find(pid) : NONE;
        if (i != NONE) {
            put(i, AT_OWNER, owner);
            put(i, AT_MAIN, 1);
        }
        return i;
    }

    /** Finds the owners of all others. */
    void settle() {
        inherit();
        for (int i = 0; i < count; i++) {
            if (owner(i) == NONE) {
                put(i, AT_OWNER, ownerOfOrphan(i));
            }
        }
        inherit();
    }

    private void inherit() {
        for (int i = 0; i < count; i++) {
            int ancestor = i;
            // No process has more ancestors than there are: these were read one after the other, and may make a circle.
            for (int steps = 0; steps < count && ancestor != NONE && owner(ancestor) == NONE; steps++) {
                ancestor = get(ancestor, AT_PARENT);
            }
            if (ancestor != NONE) {
                put(i, AT_OWNER, owner(ancestor));
            }
        }
    }

    private int ownerOfOrphan(int i) {
        int session = get(i, AT_SESSION);
        for (int m = 0; m < count; m++) {
            int leader = get(m, AT_PID);
            int runsv = get(m, AT_PARENT_PID);
            if (get(m, AT_MAIN) != 0 && get(i, AT_PID) != runsv && (get(i, AT_GROUP) == leader || session == leader
                    || session == runsv && session == get(m, AT_SESSION))) {
                return owner(m);
            }
        }
        return NONE;
    }

    /** The number of the service that it belongs to, or {@link #NONE}. */
    int owner(int i) {
        return get(i, AT_OWNER);
    }

    int pid(int i) {
        return get(i, AT_PID);
    }

    /** Whether it is the main process of its service. */
    boolean isMain(int i) {
        return get(i, AT_MAIN) != 0;
    }

    /** The place of its parent, {@link #NONE} when that is another's process or has ended. */
    int parent(int i) {
        int parent = get(i, AT_PARENT);
        return parent != NONE && owner(parent) == owner(i) ? parent : NONE;
    }

    /** The C string of its name. */
    long name(int i) {
        return record(i) + AT_NAME;
    }

    /** CPU time, its own and that of children that it has waited for, in clock ticks. */
    long ticks(int i) {
        return libc.getLong(record(i) + AT_TICKS);
    }

    /** When it was made, in clock ticks since boot. */
    long start(int i) {
        return libc.getLong(record(i) + AT_START);
    }

    /** Resident memory. */
    long pages(int i) {
        return libc.getLong(record(i) + AT_PAGES);
    }

    private long record(int i) {
        return records + (long) i * SIZE;
    }

    private int get(int i, int offset) {
        return libc.getInt(record(i) + offset);
    }

    private void put(int i, int offset, int value) {
        libc.putInt(record(i) + offset, value);
    }
}
