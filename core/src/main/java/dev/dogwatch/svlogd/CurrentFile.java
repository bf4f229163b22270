package dev.dogwatch.svlogd;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.Clock;
import dev.dogwatch.os.FileStatus;
import dev.dogwatch.os.Messages;
import dev.dogwatch.os.Poll;

/**
 * The file {@code current} of a log directory, and its rotation (contract, svlogd, "Rotation", "Rotate", "Start"). All
 * methods but {@link #deadline} are called with the log directory as the current directory.
 *
 * <p>Where the disk is full, or anything else fails that may work again, it takes nothing more for three seconds; a
 * rotation goes on where it stopped.
 */
final class CurrentFile {
    private static final long PAUSE = 3 * Clock.SECOND;
    private static final int NEVER = -1;
    private static final int DONE = 0744;
    private static final int BEING_WRITTEN = 0644;

    private static final FileStatus LOOK = new FileStatus();
    private static final long CURRENT = CString.of("current");

    private final Messages messages;
    private final Settings settings;
    private final Config config;
    private final OldLogs oldLogs;
    private final Processor processor;
    private long directory;
    private int fd = -1;
    private long size;
    /** A line that ends at this size or above is the last of its file; {@link #NEVER} when that is never so. */
    private long enough;
    /** The file has been renamed, and there is no new one yet. */
    private boolean renamed;
    /** Until when nothing is tried, on the monotonic clock; 0 when all is well. */
    private long pausedUntil;

    CurrentFile(Messages messages, Settings settings, Config config, OldLogs oldLogs, Processor processor) {
        this.messages = messages;
        this.settings = settings;
        this.config = config;
        this.oldLogs = oldLogs;
        this.processor = processor;
    }

    /** Begins, with the config as it has been read: 0, or {@code -errno} when the directory cannot be used. */
    int open(long directoryName) {
        directory = directoryName;
        // As C runit computes it, unsigned: where a file is shorter than a line may be, only its size counts.
        enough = config.size == 0 || config.size < settings.lineLength ? NEVER : config.size - settings.lineLength;
        pausedUntil = 0;
        size = 0;
        renamed = false;
        int result = LOOK.of(CURRENT);
        if (result < 0 && result != -Abi.ENOENT) {
            return result;
        }
        boolean unclean = result == 0 && LOOK.length() > 0 && !LOOK.ownerMayExecute();
        if (unclean) {
            setAside();
        } else if (result == 0) {
            size = LOOK.length();
        }
        create("unable to open current: ");
        if (settings.verbose) {
            messages.begin("info").put(result < 0 || unclean ? "new: " : "append: ").putCString(directory).put("/current");
            messages.send();
        }
        return 0;
    }

    /** Ends it, the content on the disk and the mode that says so. */
    void close() {
        if (fd >= 0) {
            sync();
            libc.close(fd);
            fd = -1;
        }
    }

    /** Whether it would try to write now. */
    boolean isWritable(long now) {
        return now >= pausedUntil;
    }

    /** Whether the last attempt failed. */
    boolean isPaused() {
        return pausedUntil != 0;
    }

    /** When it tries again, on the monotonic clock. */
    long deadline() {
        return pausedUntil == 0 ? Poll.NEVER : pausedUntil;
    }

    /**
     * Writes bytes and rotates where the size asks for it: how many of them are written. The rest is to be offered
     * again after {@link #deadline}.
     */
    long write(long address, long n, long now) {
        if (!isWritable(now) || fd < 0 && !create("unable to open current: ")) {
            return 0;
        }
        pausedUntil = 0;
        long done = 0;
        while (done < n && pausedUntil == 0) {
            if (config.size > 0 && size >= config.size && !rotate()) {
                break;
            }
            long written = libc.write(fd, address + done, upToRotation(address + done, n - done));
            if (written > 0) {
                size += written;
                done += written;
                if (enough >= 0 && size >= enough && libc.getByte(address + done - 1) == '\n') {
                    rotate();
                }
            } else if (written != -Abi.EINTR && !makeRoom((int) -written)) {
                pause("unable to write to current: ", (int) -written);
            }
        }
        return done;
    }

    /** Renames current and begins a new one, unless it is empty: whether there is a new one to write to. */
    boolean rotate() {
        if (size == 0) {
            return true;
        }
        if (!renamed) {
            sync();
            if (!rename()) {
                return false;
            }
        }
        if (fd >= 0) {
            libc.close(fd);
            fd = -1;
        }
        return create("unable to create new current: ");
    }

    private boolean rename() {
        boolean processed = config.processor.length() > 0;
        long name = oldLogs.freshName(processed ? 'u' : 's', directory);
        if (settings.verbose) {
            messages.begin("info").put("rename: ").putCString(directory).put("/current ").putCString(name).put(" ")
                    .putNumber(size);
            messages.send();
        }
        int result = libc.rename(CURRENT, name);
        // Somebody has removed it: what he did not want cannot be kept, what comes now can.
        if (result < 0 && result != -Abi.ENOENT) {
            pause("unable to rename current: ", -result);
            return false;
        }
        renamed = true;
        if (processed && result == 0) {
            processor.add(name);
        }
        return true;
    }

    private boolean create(String complaint) {
        int created = libc.open(CURRENT, Abi.O_WRONLY | Abi.O_NONBLOCK | Abi.O_APPEND | Abi.O_CREAT | Abi.O_CLOEXEC, 0600);
        if (created < 0) {
            pause(complaint, -created);
            return false;
        }
        fd = created;
        setMode(BEING_WRITTEN);
        if (renamed) {
            renamed = false;
            size = 0;
            oldLogs.prune(config.most, processor.first(), directory);
        }
        return true;
    }

    /** A current that nobody ended in order: what is in it may be cut off, so it is kept apart and not processed. */
    private void setAside() {
        long name = oldLogs.freshName('u', directory);
        int result = libc.rename(CURRENT, name);
        if (result < 0) {
            messages.warn("unable to rename current: ", directory, "", -result);
            size = LOOK.length();
            return;
        }
        oldLogs.prune(config.most, name, directory);
    }

    private void sync() {
        int result;
        do {
            result = libc.fsync(fd);
        } while (result == -Abi.EINTR);
        if (result < 0) {
            // Once is all: the kernel has given up these pages, and would not tell again.
            messages.warn("unable to fsync current logfile: ", directory, "", -result);
        }
        setMode(DONE);
    }

    private void setMode(int mode) {
        int result = libc.fchmod(fd, mode);
        if (result < 0) {
            messages.warn("unable to set mode of current: ", directory, "", -result);
        }
    }

    /** How many of {@code n} bytes go into this file: to its size, or to the end of the line that is its last. */
    private long upToRotation(long address, long n) {
        if (config.size == 0) {
            return n;
        }
        long fits = Math.min(n, config.size - size);
        if (enough >= 0 && size + fits >= enough) {
            long from = Math.max(0, enough - size - 1);
            long newline = libc.memchr(address + from, '\n', fits - from);
            if (newline != 0) {
                return newline + 1 - address;
            }
        }
        return fits;
    }

    private boolean makeRoom(int errno) {
        return errno == Abi.ENOSPC && config.least < config.most
                && oldLogs.sacrifice(config.least, processor.first(), directory);
    }

    /** Tells what has failed, and takes nothing for a while. */
    void pause(String complaint, int errno) {
        messages.pausing(complaint, directory, errno);
        pausedUntil = Clock.monotonic() + PAUSE;
    }
}
