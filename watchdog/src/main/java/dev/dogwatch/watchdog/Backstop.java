package dev.dogwatch.watchdog;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.Clock;
import dev.dogwatch.os.DecimalNumber;
import dev.dogwatch.os.Memory;
import dev.dogwatch.os.Messages;
import dev.dogwatch.os.Poll;

/**
 * Feeds on for a limited time when runsvdir has been told to end: a shutdown may take longer than the device's timeout,
 * and one that hangs must end in a reset. It is a child of the runsvdir that ends, has all signals blocked but KILL, and
 * leaves the device armed, be it killed by the last deed of process 1 or at the end of its time. A runsvdir that comes
 * instead finds it by the lock that it holds, and kills it.
 */
final class Backstop {
    private final long path;
    private final Bytes text = new Bytes(32);

    /** {@code run}: the directory for what lives as long as the boot. */
    Backstop(long run) {
        path = CString.copy(new Bytes(256).putCString(run).put("/backstop").terminate());
    }

    /** Ends the one that a runsvdir before us has left, if there is one; whether there was. */
    boolean dismiss() {
        int fd = libc.open(path, Abi.O_RDONLY | Abi.O_CLOEXEC, 0);
        if (fd < 0) {
            return false;
        }
        boolean held = libc.flock(fd, Abi.LOCK_EX | Abi.LOCK_NB) == -Abi.EAGAIN;
        long n = held ? text.clear().readFrom(fd, 16) : 0;
        libc.close(fd);
        if (n <= 0) {
            return false;
        }
        long pid = DecimalNumber.leading(text.terminate(), 0);
        return pid > 1 && libc.kill((int) pid, Abi.SIGKILL) == 0;
    }

    /** Leaves a child that feeds for so many ns; a system that has none left loses the rest of one timeout's time. */
    void leave(Devices devices, long time, Messages messages) {
        int pid = libc.fork();
        if (pid < 0) {
            messages.warn("watchdog: unable to fork: the devices are fed no more", -pid);
        } else if (pid == 0) {
            libc.setsid();
            feed(devices, Clock.monotonic() + time, messages);
        }
    }

    private void feed(Devices devices, long until, Messages messages) {
        int fd = libc.open(path, Abi.O_RDWR | Abi.O_CREAT | Abi.O_CLOEXEC, 0644);
        if (fd >= 0 && libc.flock(fd, Abi.LOCK_EX | Abi.LOCK_NB) == 0) {
            libc.ftruncate(fd, 0);
            text.clear().putNumber(libc.getpid()).put("\n").flushTo(fd);
        }
        long root = Memory.permanent(2);
        libc.putByte(root, '/');
        libc.putByte(root + 1, 0);
        libc.chdir(root);
        Poll pause = new Poll(1);
        for (long now = Clock.monotonic(); now < until; now = Clock.monotonic()) {
            devices.feed(now);
            pause.waitUntil(Math.min(until, now + Math.min(devices.feedInterval(), Clock.SECOND)));
        }
        messages.warn("watchdog: the shutdown has taken too long, the devices are fed no more", 0);
        libc.exit(0);
    }
}
