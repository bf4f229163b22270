package dev.dogwatch.os;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;

/** The numbers of /proc/PID/stat, by the field numbers of proc(5). */
public final class ProcessStat {
    /** The pid of the parent. */
    public static final int PARENT = 4;
    /** The number of the process group. */
    public static final int GROUP = 5;
    public static final int SESSION = 6;
    /** CPU time of its own in user mode, in clock ticks; behind it that in the kernel, and both of children waited for. */
    public static final int USER_TIME = 14;
    /** When the process was made, in clock ticks since boot. */
    public static final int START_TIME = 22;
    /** Resident memory in pages. */
    public static final int RESIDENT = 24;
    /** ns of a clock tick: USER_HZ is 100 on every architecture that Linux runs on today. */
    public static final long TICK = 10 * Clock.MILLISECOND;

    private static final int SIZE = 1024;

    private final long text = Memory.permanent(SIZE);
    private final Bytes path = new Bytes(32);
    private long end;

    /** Reads those of a process, 0 for our own; false when they cannot be had (no such process, no /proc). */
    public boolean read(int pid) {
        path.clear().put("/proc/");
        long file = (pid == 0 ? path.put("self") : path.putNumber(pid)).put("/stat").terminate();
        int fd = libc.open(file, Abi.O_RDONLY | Abi.O_CLOEXEC, 0);
        if (fd < 0) {
            return false;
        }
        long n = libc.read(fd, text, SIZE - 1);
        libc.close(fd);
        end = text + Math.max(n, 0);
        return n > 0;
    }

    /** Field 3, the state: R, S, D, Z ...; 0 when there is none. */
    public int state() {
        long at = find(3);
        return at < end ? libc.getByte(at) : 0;
    }

    private long find(int number) {
        long at = end;
        // Field 2, the command, may contain anything; field 3 follows the last parenthesis.
        while (at > text && libc.getByte(at - 1) != ')') {
            at--;
        }
        int field = 2;
        while (at < end && field < number) {
            if (libc.getByte(at++) == ' ') {
                field++;
            }
        }
        return at;
    }

    /** Whether field 2, the name that the kernel keeps (up to 15 bytes), is this one. */
    public boolean isCommand(String name) {
        long at = text;
        while (at < end && libc.getByte(at) != '(') {
            at++;
        }
        int i = 0;
        while (i < name.length() && at + i + 1 < end && libc.getByte(at + i + 1) == name.charAt(i)) {
            i++;
        }
        return i == name.length() && at + i + 1 < end && libc.getByte(at + i + 1) == ')';
    }

    /** Copies field 2, the name that the kernel keeps, as a C string of {@code size} bytes at most, the NUL included. */
    public void copyCommand(long to, int size) {
        long at = text;
        while (at < end && libc.getByte(at) != '(') {
            at++;
        }
        long last = find(3) - 3;
        int n = (int) Math.max(Math.min(last - at, size - 1), 0);
        libc.memmove(to, at + 1, n);
        libc.putByte(to + n, 0);
    }

    /** Field {@code number}, from 4 on; 0 when there is none. */
    public long field(int number) {
        long at = find(number);
        long value = 0;
        for (; at < end && libc.getByte(at) >= '0' && libc.getByte(at) <= '9'; at++) {
            value = value * 10 + (libc.getByte(at) - '0');
        }
        return value;
    }
}
