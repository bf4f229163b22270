package dev.dogwatch.sv;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.Clock;
import dev.dogwatch.os.DirectoryStream;
import dev.dogwatch.os.FileStatus;
import dev.dogwatch.os.Memory;
import dev.dogwatch.os.Poll;

/**
 * {@code sv log}: the last lines of a service's log, and then what svlogd writes, until it is interrupted. After a
 * rotation it goes on with the log that follows its own, so that it misses none however many there were meanwhile.
 */
final class LogFollower {
    private static final int STDOUT = 1;
    private static final int LINES = 10;
    private static final int BUFFER = 16_384;
    private static final int CHANGES = 0;
    private static final int READER = 1;
    /** ns between two looks where changes are not told. */
    private static final long LOOK = 250 * Clock.MILLISECOND;
    /** Of a rotated log: a TAI64N label and .s, .u or, half processed, .t. */
    private static final int NAME_LENGTH = 27;
    private static final int LONGEST_PATH = 4096;

    private final Observation observation;
    private final Report report;
    private final long here = CString.of(".");
    private final long name = CString.of("current");
    private final FileStatus mine = new FileStatus();
    private final FileStatus current = new FileStatus();
    private final DirectoryStream names = new DirectoryStream();
    private final Poll poll = new Poll(2);
    private final Bytes out;
    private final Bytes link = new Bytes(64);
    private final long buffer = Memory.permanent(BUFFER);
    private final long path = Memory.permanent(LONGEST_PATH);
    private final long next = Memory.permanent(NAME_LENGTH + 1);
    private int fd;
    private long offset;

    LogFollower(Observation observation) {
        this.observation = observation;
        report = observation.report;
        out = observation.out;
    }

    /** Follows that of a service until nobody reads any more; that there is none is told, and a failure. */
    void follow(long service) {
        if (!new LogDirectory(observation).enter()) {
            Snapshot snapshot = observation.snapshot;
            report.fail(service, false, snapshot.entered() ? "no log: neither svlogd's nor log/main/current nor log/current"
                    : snapshot.trouble(), snapshot.entered() ? 0 : snapshot.errno());
            return;
        }
        int changes = watch();
        fd = libc.open(name, Abi.O_RDONLY | Abi.O_CLOEXEC, 0);
        if (fd < 0) {
            report.fail(service, true, "unable to open current", -fd);
            return;
        }
        mine.ofDescriptor(fd);
        offset = lastLines(mine.length());
        while (copy()) {
            if (!goOn()) {
                poll.waitUntil(changes < 0 ? Clock.monotonic() + LOOK : Poll.NEVER);
                if (poll.happened(READER)) {
                    return;
                }
                if (poll.happened(CHANGES)) {
                    libc.read(changes, buffer, BUFFER);
                }
            }
        }
    }

    private int watch() {
        int changes = libc.inotify_init1(Abi.IN_NONBLOCK | Abi.IN_CLOEXEC);
        if (changes >= 0 && libc.inotify_add_watch(changes, here, Abi.IN_MODIFY | Abi.IN_CREATE | Abi.IN_MOVED_TO) < 0) {
            libc.close(changes);
            changes = -1;
        }
        poll.watch(CHANGES, Math.max(changes, -1), Abi.POLLIN);
        // No event asked for: only that nobody reads the pipe any more.
        poll.watch(READER, STDOUT, 0);
        return changes;
    }

    /** Where the last lines of so many bytes begin. */
    private long lastLines(long size) {
        int newlines = 0;
        long at = size;
        while (at > 0) {
            int n = (int) Math.min(at, BUFFER);
            if (libc.pread(fd, buffer, n, at - n) != n) {
                return at;
            }
            for (int i = n - 1; i >= 0; i--) {
                // The newline at the very end ends the last line.
                if (libc.getByte(buffer + i) == '\n' && at - n + i != size - 1 && ++newlines == LINES) {
                    return at - n + i + 1;
                }
            }
            at -= n;
        }
        return 0;
    }

    /** Copies what has come; false when nobody wants it. */
    private boolean copy() {
        while (true) {
            long n = libc.pread(fd, buffer, BUFFER, offset);
            if (n <= 0) {
                return true;
            }
            offset += n;
            if (out.putMemory(buffer, (int) n).flushTo(STDOUT) < 0) {
                return false;
            }
        }
    }

    /** Whether the log was rotated; then the next one is open. */
    private boolean goOn() {
        if (current.of(name) < 0 || current.inode() == mine.inode() && current.device() == mine.device()) {
            return false;
        }
        // Before the name is known, lest the current one be rotated in between and be missed.
        int following = libc.open(name, Abi.O_RDONLY | Abi.O_CLOEXEC, 0);
        if (findNext()) {
            int rotated = libc.open(next, Abi.O_RDONLY | Abi.O_CLOEXEC, 0);
            if (rotated >= 0) {
                libc.close(following);
                following = rotated;
            }
        }
        if (following < 0) {
            return false;
        }
        // What was written to it between our last look and its rotation.
        copy();
        libc.close(fd);
        fd = following;
        mine.ofDescriptor(fd);
        offset = 0;
        return true;
    }

    /** Finds the rotated log, {@code @STAMP.s} or {@code .u}, that follows the one that is open; false when there is none. */
    private boolean findNext() {
        long n = libc.readlink(link.clear().put("/proc/self/fd/").putNumber(fd).terminate(), path, LONGEST_PATH - 1);
        if (n <= 0) {
            return false;
        }
        libc.putByte(path + n, 0);
        long own = CString.lastPart(path);
        if (libc.getByte(own) != '@' || names.open(here) < 0) {
            return false;
        }
        libc.putByte(next, 0);
        for (long other = names.next(); other != 0; other = names.next()) {
            if (libc.getByte(other) == '@' && CString.length(other) == NAME_LENGTH && libc.getByte(other + NAME_LENGTH - 1) != 't'
                    && CString.isBefore(own, other) && (libc.getByte(next) == 0 || CString.isBefore(other, next))) {
                libc.memmove(next, other, NAME_LENGTH + 1);
            }
        }
        names.close();
        return libc.getByte(next) != 0;
    }
}
