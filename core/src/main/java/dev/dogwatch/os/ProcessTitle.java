package dev.dogwatch.os;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;

/**
 * What ps(1), /proc/PID/comm and /proc/PID/cmdline say of this process.
 *
 * <p>The command line is the memory between two marks of the kernel. They are moved to a text of ours
 * (prctl(PR_SET_MM_MAP), which no privilege is needed for); a kernel that cannot (no CHECKPOINT_RESTORE) has the new
 * command line written over the old one, if it is not longer, and the rest filled with NULs.
 */
public final class ProcessTitle {
    private static final int STAT_SIZE = 1024;
    /** Where the fields of /proc/PID/stat (proc(5)) go in struct prctl_mm_map, by number less the first, 26. */
    private static final int FIRST_FIELD = 26;
    private static final String PLACES = "ABG................CDEHIJK";
    private static final int AT_BRK = 5 * 8;
    private static final int AT_ARG_START = 7 * 8;
    private static final int AT_ARG_END = 8 * 8;
    private static final int AT_EXE_FD = 100;

    private final long area;
    private final int room;
    private final long map = Memory.permanent(Abi.MM_MAP_SIZE);
    private final boolean known;
    private final Bytes text = new Bytes(300);
    private final Bytes command = new Bytes(16);

    /** The arguments must be those of main, untouched, so that their strings lie one behind the other. */
    public ProcessTitle(Arguments arguments) {
        long last = arguments.get(arguments.count() - 1);
        area = arguments.name();
        room = (int) (last + CString.length(last) + 1 - area);
        known = readMap();
    }

    /**
     * Shows {@code PROGRAM ARGUMENT} from now on; the argument is a C string, which may be the old one.
     *
     * @return false, and nothing has changed, when this system does not let us show one that long
     */
    public boolean show(String program, long argument) {
        text.clear().put(program).putByte(0).putCString(argument).putByte(0);
        if (!moveMarks(text.address(), text.address() + text.length())) {
            if (text.length() > room) {
                return false;
            }
            libc.memmove(area, text.address(), text.length());
            for (int i = text.length(); i < room; i++) {
                libc.putByte(area + i, 0);
            }
        }
        libc.prctl(Abi.PR_SET_NAME, command.clear().put(program).terminate(), 0, 0, 0);
        return true;
    }

    private boolean moveMarks(long start, long end) {
        if (!known) {
            return false;
        }
        libc.putLong(map + AT_BRK, libc.sbrk(0));
        libc.putLong(map + AT_ARG_START, start);
        libc.putLong(map + AT_ARG_END, end);
        return libc.prctl(Abi.PR_SET_MM, Abi.PR_SET_MM_MAP, map, Abi.MM_MAP_SIZE, 0) == 0;
    }

    /** All marks must be given at once, so those that stay are read first; false when they cannot be. */
    private boolean readMap() {
        long path = CString.of("/proc/self/stat");
        int fd = libc.open(path, Abi.O_RDONLY | Abi.O_CLOEXEC, 0);
        if (fd < 0) {
            return false;
        }
        long stat = Memory.allocate(STAT_SIZE);
        long n = libc.read(fd, stat, STAT_SIZE - 1);
        libc.close(fd);
        boolean read = n > 0 && readFields(stat, stat + n);
        libc.free(stat);
        return read;
    }

    private boolean readFields(long stat, long end) {
        for (int i = 0; i < Abi.MM_MAP_SIZE; i += 8) {
            libc.putLong(map + i, 0);
        }
        libc.putInt(map + AT_EXE_FD, -1);
        long at = end;
        // Field 2, the command, may contain anything; field 3 follows the last parenthesis.
        while (at > stat && libc.getByte(at - 1) != ')') {
            at--;
        }
        int field = 2;
        for (; at < end; at++) {
            if (libc.getByte(at) == ' ') {
                field++;
            } else {
                int place = field < FIRST_FIELD || field - FIRST_FIELD >= PLACES.length() ? '.'
                        : PLACES.charAt(field - FIRST_FIELD);
                if (place != '.') {
                    long slot = map + (place - 'A') * 8L;
                    libc.putLong(slot, libc.getLong(slot) * 10 + libc.getByte(at) - '0');
                }
            }
        }
        return field - FIRST_FIELD >= PLACES.length();
    }
}
