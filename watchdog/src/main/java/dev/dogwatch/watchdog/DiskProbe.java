package dev.dogwatch.watchdog;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.Children;
import dev.dogwatch.os.Clock;
import dev.dogwatch.os.Memory;
import dev.dogwatch.os.Messages;

/**
 * Whether a file system has room, may be written to, and answers. A child asks, and writes and syncs one byte, since a
 * disk that is dead keeps whoever asks it for ever; it is asked once a minute, for the sake of flash.
 */
final class DiskProbe {
    /** ns from one question to the next. */
    private static final long EVERY = 60 * Clock.SECOND;
    /** ns from one question to the next while the answer is bad. */
    private static final long EVERY_BAD = 5 * Clock.SECOND;
    private static final int FULL = 200;
    private static final int READ_ONLY = 201;
    private static final int SYNC_FAILED = 202;
    private static final int HUNDRED = 10_000;

    private final long path;
    private final Sustained limit;
    private final Messages messages;
    private final Watchdog watchdog;
    private final Bytes probeFile = new Bytes(256);
    private final long numbers = Memory.permanent(24);
    private int child;
    private long askAt;
    private long askedAt;
    /** Exit code of the last child; 0: all is well. */
    private int answer;

    DiskProbe(long path, Sustained limit, Messages messages, Watchdog watchdog) {
        this.path = path;
        this.limit = limit;
        this.messages = messages;
        this.watchdog = watchdog;
        probeFile.putCString(path).put("/.dogwatch-probe").terminate();
    }

    /** Asks when it is time to; puts what is wrong, if anything has been for too long, and tells whether nothing has. */
    boolean isWell(Bytes reason, long now) {
        if (child == 0 && now >= askAt) {
            ask(now);
        }
        // A child is given a second before its silence counts.
        boolean silent = child != 0 && now - askedAt >= Clock.SECOND;
        if (!limit.exceeds(silent || answer != 0 ? HUNDRED : 0, now)) {
            return true;
        }
        reason.put("disk ").putCString(path).put(": ").put(silent ? "does not answer" : word());
        return false;
    }

    private String word() {
        return answer == FULL ? "full" : answer == READ_ONLY ? "read-only" : "cannot be written to";
    }

    private void ask(long now) {
        int pid = libc.fork();
        if (pid == 0) {
            watchdog.closeInChild();
            libc.exit(look());
        }
        if (pid < 0) {
            messages.warn("watchdog: unable to fork to look at ", path, "", -pid);
            askAt = now + EVERY_BAD;
            return;
        }
        child = pid;
        askedAt = now;
    }

    /** In the child. */
    private int look() {
        int result = libc.statvfs(path, numbers);
        if (result < 0) {
            return -result;
        }
        if ((libc.getLong(numbers + 16) & Abi.ST_RDONLY) != 0) {
            return READ_ONLY;
        }
        long all = libc.getLong(numbers);
        if (all > 0 && (all - libc.getLong(numbers + 8)) * 100 / Math.max(all, 1) >= limit.percent) {
            return FULL;
        }
        int fd = libc.open(probeFile.address(), Abi.O_WRONLY | Abi.O_CREAT | Abi.O_CLOEXEC, 0600);
        if (fd < 0) {
            return -fd;
        }
        long n = libc.write(fd, path, 1);
        return n < 0 ? (int) -n : libc.fsync(fd) < 0 ? SYNC_FAILED : 0;
    }

    boolean reaped(int pid, int waitStatus, long now) {
        if (pid != child) {
            return false;
        }
        child = 0;
        answer = Children.killed(waitStatus) ? SYNC_FAILED : Children.exitCode(waitStatus);
        askAt = now + (answer == 0 ? EVERY : EVERY_BAD);
        return true;
    }
}
