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
    /**
     * struct prctl_mm_map begins with eleven addresses; for each the field of /proc/PID/stat that has it (as a
     * character's number): code 26 and 27, data 45 and 46, brk 47 and itself (not there), stack 28, arguments 48 and
     * 49, environment 50 and 51.
     */
    private static final String FIELDS = "\32\33\55\56\57\40\34\60\61\62\63";
    private static final int LAST_FIELD = 51;
    private static final int AT_BRK = 5 * 8;
    private static final int AT_ARG_START = 7 * 8;
    private static final int AT_ARG_END = 8 * 8;
    private static final int AT_AUXV = 11 * 8;
    private static final int AT_AUXV_SIZE = 96;
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
        ProcessStat stat = new ProcessStat();
        if (!stat.read(0) || stat.field(LAST_FIELD) == 0) {
            return false;
        }
        for (int place = 0; place < FIELDS.length(); place++) {
            int field = FIELDS.charAt(place);
            libc.putLong(map + place * 8L, field == ' ' ? 0 : stat.field(field));
        }
        libc.putLong(map + AT_AUXV, 0);
        libc.putInt(map + AT_AUXV_SIZE, 0);
        libc.putInt(map + AT_EXE_FD, -1);
        return true;
    }
}
