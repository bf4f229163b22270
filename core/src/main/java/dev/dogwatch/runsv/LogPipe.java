package dev.dogwatch.runsv;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.FileStatus;
import dev.dogwatch.os.Memory;
import dev.dogwatch.os.Messages;

/**
 * The pipe from a service to its log service. runsv keeps both ends open, so that the end of either is not noticed by
 * the other and nothing that lies in it is lost.
 */
final class LogPipe {
    private static final int STDIN = 0;
    private static final int STDOUT = 1;

    private final long ends = Memory.permanent(8);
    private final long unread = Memory.permanent(4);
    private final Bytes path = new Bytes(32);
    private final FileStatus look;

    LogPipe(FileStatus look) {
        this.look = look;
    }

    /** Opens it: a new one, or the one between processes that an earlier runsv has left. */
    void open(Half service, Half log, Messages messages) {
        if (log.adopted() >= 0 && regain(log.pid(), STDIN) || service.adopted() >= 0 && regain(service.pid(), STDOUT)) {
            return;
        }
        if (log.adopted() >= 0) {
            messages.warn("unable to regain the log pipe, a new one begins with the next ./log/run", 0);
        }
        int result = libc.pipe2(ends, Abi.O_CLOEXEC);
        if (result < 0) {
            messages.die(111, "unable to create log pipe", -result);
        }
    }

    /** What the log service reads from. */
    int reading() {
        return libc.getInt(ends);
    }

    /** What the service writes to. */
    int writing() {
        return libc.getInt(ends + 4);
    }

    /** Whether nothing lies in it for the log service. */
    boolean isEmpty() {
        libc.putInt(unread, 0);
        libc.ioctl(reading(), Abi.FIONREAD, unread);
        return libc.getInt(unread) <= 0;
    }

    void close() {
        libc.close(writing());
        libc.close(reading());
    }

    /** Opens both ends of the pipe that is some descriptor of a process, by /proc; false when it is none. */
    private boolean regain(int pid, int descriptor) {
        long file = path.clear().put("/proc/").putNumber(pid).put("/fd/").putNumber(descriptor).terminate();
        if (look.of(file) < 0 || !look.isFifo()) {
            return false;
        }
        // Read and write never waits for the other side; with it open, neither does one of the two.
        int both = libc.open(file, Abi.O_RDWR | Abi.O_CLOEXEC, 0);
        int reading = libc.open(file, Abi.O_RDONLY | Abi.O_NONBLOCK | Abi.O_CLOEXEC, 0);
        int writing = libc.open(file, Abi.O_WRONLY | Abi.O_NONBLOCK | Abi.O_CLOEXEC, 0);
        libc.close(both);
        if (both < 0 || reading < 0 || writing < 0) {
            libc.close(reading);
            libc.close(writing);
            return false;
        }
        // What the children get must wait, as the first ones' did.
        libc.fcntl(reading, Abi.F_SETFL, Abi.O_RDONLY);
        libc.fcntl(writing, Abi.F_SETFL, Abi.O_WRONLY);
        libc.putInt(ends, reading);
        libc.putInt(ends + 4, writing);
        return true;
    }
}
