package dev.dogwatch.e2e;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.time.Duration;

/** What a scenario needs of POSIX and Java does not offer: signals by number, and fifos opened without blocking. */
public final class Posix {

    private static final int FULL_FIFO_LOOKS = 2000;

    public static final int SIGHUP = 1;
    public static final int SIGKILL = 9;
    public static final int SIGUSR2 = 12;
    public static final int SIGALRM = 14;
    public static final int SIGTERM = 15;
    public static final int SIGCONT = 18;
    public static final int SIGSTOP = 19;

    private static final int O_WRONLY = 1;
    private static final int O_NONBLOCK = 0x800;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

    private static final MethodHandle KILL = function("kill", FunctionDescriptor.of(INT, INT, INT));
    private static final MethodHandle OPEN = function("open", FunctionDescriptor.of(INT, ValueLayout.ADDRESS, INT),
                Linker.Option.firstVariadicArg(2));
    private static final MethodHandle WRITE = function("write", FunctionDescriptor.of(LONG, INT, ValueLayout.ADDRESS, LONG));
    private static final MethodHandle CLOSE = function("close", FunctionDescriptor.of(INT, INT));
    private static final MethodHandle MKFIFO = function("mkfifo", FunctionDescriptor.of(INT, ValueLayout.ADDRESS, INT));

    private Posix() {
    }

    /** Sends a signal. A process that has gone is no error, since processes go when they please. */
    public static void kill(long pid, int signal) {
        if (pid <= 1) {
            throw new IllegalArgumentException("refusing to signal " + pid);
        }
        try {
            int ignored = (int) KILL.invokeExact((int) pid, signal);
        } catch (Throwable e) {
            throw new LinkageError("kill", e);
        }
    }

    /** Whether a reader holds this fifo open; what "runsv runs" means for {@code supervise/ok}. */
    public static boolean hasReader(Path fifo) {
        int descriptor = openForWriting(fifo);
        if (descriptor >= 0) {
            close(descriptor);
        }
        return descriptor >= 0;
    }

    /**
     * Writes to a fifo, in one write, if it has a reader. To ask first whether it has one would not do: that opens and closes it, which
     * is the end of the input for the reader.
     */
    public static boolean write(Path fifo, byte[] bytes) {
        int descriptor = openForWriting(fifo);
        if (descriptor < 0) {
            return false;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
            long written = (long) WRITE.invokeExact(descriptor, buffer, (long) bytes.length);
            for (int i = 0; written < 0 && i < FULL_FIFO_LOOKS; i++) {
                // A fifo that is full is read on, unless its reader is stuck.
                Await.pause(Duration.ofMillis(10));
                written = (long) WRITE.invokeExact(descriptor, buffer, (long) bytes.length);
            }
            if (written != bytes.length) {
                throw new AssertionError("wrote " + written + " of " + bytes.length + " bytes to " + fifo);
            }
            return true;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new LinkageError("write", e);
        } finally {
            close(descriptor);
        }
    }

    /** Creates a fifo that only its owner may use. */
    public static void mkfifo(Path fifo) {
        try (Arena arena = Arena.ofConfined()) {
            int result = (int) MKFIFO.invokeExact(arena.allocateFrom(fifo.toString()), 0600);
            if (result != 0) {
                throw new AssertionError("cannot create the fifo " + fifo);
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new LinkageError("mkfifo", e);
        }
    }

    private static int openForWriting(Path fifo) {
        try (Arena arena = Arena.ofConfined()) {
            return (int) OPEN.invokeExact(arena.allocateFrom(fifo.toString()), O_WRONLY | O_NONBLOCK);
        } catch (Throwable e) {
            throw new LinkageError("open", e);
        }
    }

    private static void close(int descriptor) {
        try {
            int ignored = (int) CLOSE.invokeExact(descriptor);
        } catch (Throwable e) {
            throw new LinkageError("close", e);
        }
    }

    private static MethodHandle function(String name, FunctionDescriptor type, Linker.Option... options) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type, options);
    }
}
