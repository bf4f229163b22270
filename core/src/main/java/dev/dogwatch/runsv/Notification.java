package dev.dogwatch.runsv;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.FileStatus;
import dev.dogwatch.os.Memory;
import dev.dogwatch.os.Messages;
import dev.dogwatch.os.Spawn;

/**
 * Readiness as s6 has it: ./run gets the writing end of a pipe as descriptor {@code notification-fd}, and is ready when
 * it writes a newline. A new pipe for each ./run.
 */
final class Notification {
    private static final int NONE = -1;

    private final long ends = Memory.permanent(8);
    private final Bytes scratch;
    private int reading = NONE;
    private int writing = NONE;

    Notification(Bytes scratch) {
        this.scratch = scratch;
    }

    /** The descriptor to wait for, -1 for none. */
    int fd() {
        return reading;
    }

    /** Before a ./run is started that finds the pipe as {@code target}; 0: it tells nothing this way. */
    void prepare(Spawn run, int target, Messages messages) {
        close();
        if (target == 0) {
            run.notification(NONE, 0);
            return;
        }
        int result = libc.pipe2(ends, Abi.O_CLOEXEC | Abi.O_NONBLOCK);
        if (result < 0) {
            messages.warn("unable to create notification pipe, readiness will not be known", -result);
            run.notification(NONE, 0);
            return;
        }
        reading = libc.getInt(ends);
        writing = libc.getInt(ends + 4);
        // Duplicated onto itself it would stay close-on-exec.
        if (writing == target) {
            int other = libc.fcntl(writing, Abi.F_DUPFD_CLOEXEC, target + 1);
            libc.close(writing);
            writing = other;
        }
        // The child's end waits, as the writer expects.
        libc.fcntl(writing, Abi.F_SETFL, Abi.O_WRONLY);
        run.notification(writing, target);
    }

    /** It has been started: the writing end is its own. */
    void started() {
        if (writing >= 0) {
            libc.close(writing);
            writing = NONE;
        }
    }

    /** Opens the pipe again that a ./run of an earlier runsv holds, if it still does. */
    void regain(int pid, int target, FileStatus look) {
        long file = scratch.clear().put("/proc/").putNumber(pid).put("/fd/").putNumber(target).terminate();
        if (look.of(file) == 0 && look.isFifo()) {
            reading = Math.max(libc.open(file, Abi.O_RDONLY | Abi.O_NONBLOCK | Abi.O_CLOEXEC, 0), NONE);
        }
    }

    /** Reads what has come; whether it is the newline. */
    boolean arrived() {
        long n = scratch.clear().readFrom(reading, RunsvMemory.SCRATCH / 2);
        if (n > 0 && libc.memchr(scratch.address(), '\n', n) != 0) {
            close();
            return true;
        }
        if (n == 0 || n < 0 && n != -Abi.EAGAIN && n != -Abi.EINTR) {
            // Nobody can write any more.
            close();
        }
        return false;
    }

    /** ./run has ended, or has told all. */
    void close() {
        started();
        if (reading >= 0) {
            libc.close(reading);
            reading = NONE;
        }
    }
}
