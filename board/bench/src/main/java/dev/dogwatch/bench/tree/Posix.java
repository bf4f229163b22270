package dev.dogwatch.bench.tree;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/**
 * The few system calls that a measurement needs and Java does not offer. The clock is the one that the C probes
 * read, so times of both sides can be subtracted. Safe from any thread.
 */
public final class Posix {
    public static final int SIGKILL = 9;

    private static final int CLOCK_MONOTONIC = 1;
    private static final int O_WRONLY = 1;
    private static final int O_NONBLOCK = 0x800;
    private static final int O_CLOEXEC = 0x80000;
    private static final int POLLIN = 1;
    private static final int WNOHANG = 1;
    private static final long PR_SET_CHILD_SUBREAPER = 36;
    private static final long SYS_PIDFD_OPEN = 434;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final ValueLayout POINTER = ValueLayout.ADDRESS;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle CLOCK_GETTIME = function("clock_gettime", -1, INT, INT, POINTER);
    private static final MethodHandle KILL = function("kill", -1, INT, INT, INT);
    private static final MethodHandle POLL = function("poll", -1, INT, POINTER, LONG, INT);
    private static final MethodHandle OPEN = function("open", 2, INT, POINTER, INT, INT);
    private static final MethodHandle WRITE = function("write", -1, LONG, INT, POINTER, LONG);
    private static final MethodHandle CLOSE = function("close", -1, INT, INT);
    private static final MethodHandle WAITPID = function("waitpid", -1, INT, INT, POINTER, INT);
    private static final MethodHandle SYSCALL = function("syscall", 1, LONG, LONG, LONG, LONG);
    private static final MethodHandle PRCTL = function("prctl", 1, INT, INT, LONG, LONG, LONG, LONG);

    private Posix() {
    }

    /** Nanoseconds of the monotonic clock. */
    public static long now() {
        return clock(CLOCK_MONOTONIC);
    }

    /** Nanoseconds of CPU that the process has used so far, 0 if it is gone. */
    public static long cpuTime(long pid) {
        // What clock_getcpuclockid(3) computes. Exact, where /proc/PID/stat counts ticks of 10 ms.
        return clock((int) (~pid << 3 | 2));
    }

    /** Sends a signal; a process that is gone already is no fault. */
    public static void kill(long pid, int signal) {
        try {
            // invokeExact here and in clock: the time between the clock and the kill is part of a measurement.
            int _ = (int) KILL.invokeExact((int) pid, signal);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether the process exists; one that has died but was not reaped still does. */
    public static boolean exists(long pid) {
        return (int) call(KILL, (int) pid, 0) == 0;
    }

    /** A descriptor for the process, for {@link #ended} and {@link #close}; -1 if it is gone. */
    public static int pidfd(long pid) {
        return (int) (long) call(SYSCALL, SYS_PIDFD_OPEN, pid, 0L);
    }

    /** Whether the process behind the descriptor has died, reaped or not. */
    public static boolean ended(int pidfd) {
        if (pidfd == -1) {
            return true;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment fd = arena.allocate(8, 4);
            fd.set(INT, 0, pidfd);
            fd.set(ValueLayout.JAVA_SHORT, 4, (short) POLLIN);
            return (int) call(POLL, fd, 1L, 0) == 1;
        }
    }

    public static void close(int fd) {
        if (fd != -1) {
            call(CLOSE, fd);
        }
    }

    /** Whether some process has the fifo open for reading. */
    public static boolean hasReader(Path fifo) {
        int fd = openForWriting(fifo);
        close(fd);
        return fd != -1;
    }

    /** Writes one byte to a fifo. @return false if nobody has it open for reading */
    public static boolean writeByte(Path fifo, char value) {
        int fd = openForWriting(fifo);
        if (fd == -1) {
            return false;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment one = arena.allocate(1);
            one.set(ValueLayout.JAVA_BYTE, 0, (byte) value);
            return (long) call(WRITE, fd, one, 1L) == 1;
        } finally {
            close(fd);
        }
    }

    /** Makes this process inherit the orphans of its descendants, so that none can get away or stay a zombie. */
    public static void adoptOrphans() {
        call(PRCTL, (int) PR_SET_CHILD_SUBREAPER, 1L, 0L, 0L, 0L);
    }

    /** Reaps one dead child, which must not be one that {@link Process} waits for. */
    public static void reap(long pid) {
        call(WAITPID, (int) pid, MemorySegment.NULL, WNOHANG);
    }

    private static int openForWriting(Path fifo) {
        try (Arena arena = Arena.ofConfined()) {
            return (int) call(OPEN, arena.allocateFrom(fifo.toString()), O_WRONLY | O_NONBLOCK | O_CLOEXEC, 0);
        }
    }

    private static long clock(int id) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment time = arena.allocate(16, 8);
            if ((int) CLOCK_GETTIME.invokeExact(id, time) != 0) {
                return 0;
            }
            return time.get(LONG, 0) * 1_000_000_000L + time.get(LONG, 8);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** @param fixed the number of arguments before a function's "...", or -1 if it has none */
    private static MethodHandle function(String name, int fixed, MemoryLayout result, MemoryLayout... arguments) {
        MemorySegment address = LINKER.defaultLookup().findOrThrow(name);
        FunctionDescriptor type = FunctionDescriptor.of(result, arguments);
        return fixed == -1
                ? LINKER.downcallHandle(address, type)
                : LINKER.downcallHandle(address, type, Linker.Option.firstVariadicArg(fixed));
    }

    private static Object call(MethodHandle function, Object... arguments) {
        try {
            return function.invokeWithArguments(arguments);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
