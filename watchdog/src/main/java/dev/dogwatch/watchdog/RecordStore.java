package dev.dogwatch.watchdog;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.Children;
import dev.dogwatch.os.Messages;
import dev.dogwatch.os.ValueFile;

/**
 * Keeps the {@link Record} on storage that outlives a reset. It is written beside its name, synced, and renamed, so that
 * whatever happens there is the old one or the new one. A child writes it, since flash may take seconds; where no child
 * can be had, and it matters, the loop does.
 */
final class RecordStore {
    private static final int MOST = 4000;
    /** The child's exit code when its errno says nothing. */
    private static final int TROUBLE = 255;

    private final Messages messages;
    private final Watchdog watchdog;
    private final long directory;
    private final long path;
    private final long fresh;
    private final Bytes text = new Bytes(1024);
    private int child;
    /** There is something to write that the child under way does not have. */
    private boolean due;
    private int told;

    RecordStore(long directory, Messages messages, Watchdog watchdog) {
        this.directory = directory;
        this.messages = messages;
        this.watchdog = watchdog;
        Bytes name = new Bytes(256);
        path = CString.copy(name.putCString(directory).put("/watchdog").terminate());
        fresh = CString.copy(name.put(".new").terminate());
    }

    /** Reads what is kept; a file that is none is told and counts as missing. */
    void load(Record record) {
        ValueFile file = new ValueFile(text, MOST);
        int result = file.read(path);
        if (result < 0) {
            if (result != -Abi.ENOENT) {
                messages.warn("watchdog: unable to read ", path, "", -result);
            }
        } else if (!record.parse(file)) {
            messages.warn("watchdog: ", path, " is no record, or not a whole one: begun anew", 0);
        }
    }

    /** Has it written, soon if a child is under way; {@code urgent}: here and now when there is no child to be had. */
    void save(Record record, boolean urgent) {
        due = true;
        if (child == 0) {
            begin(record, urgent);
        }
    }

    private void begin(Record record, boolean urgent) {
        record.put(text);
        int pid = libc.fork();
        if (pid == 0) {
            watchdog.closeInChild();
            int result = write();
            libc.exit(result == 0 ? 0 : result > -TROUBLE ? -result : TROUBLE);
        }
        if (pid > 0) {
            child = pid;
            due = false;
        } else if (urgent) {
            due = false;
            tell(-write());
        }
    }

    /** Tries once more what no child could be had for. */
    void retry(Record record) {
        if (due && child == 0) {
            begin(record, false);
        }
    }

    /** Writes it here and now, in place of a child that may be about to; the loop has come to its end and may wait. */
    void saveNow(Record record) {
        if (child > 0) {
            libc.kill(child, Abi.SIGKILL);
            Children.await(child);
        }
        record.put(text);
        tell(-write());
    }

    /** Whether all that was to be written has been, or could not be. */
    boolean settled() {
        return child == 0 && !due;
    }

    /** Whether the child that has ended was the writer; then what came meanwhile is written. */
    boolean reaped(int pid, int waitStatus, Record record) {
        if (pid != child) {
            return false;
        }
        child = 0;
        tell(Children.killed(waitStatus) ? Abi.EINTR : Children.exitCode(waitStatus));
        if (due) {
            begin(record, false);
        }
        return true;
    }

    private void tell(int errno) {
        if (errno != 0 && errno != told) {
            messages.warn("watchdog: unable to write ", path, "", errno == TROUBLE ? Abi.EIO : errno);
        }
        told = errno;
    }

    /** 0 or {@code -errno}. */
    private int write() {
        libc.mkdir(directory, 0755);
        int fd = libc.open(fresh, Abi.O_WRONLY | Abi.O_CREAT | Abi.O_TRUNC | Abi.O_CLOEXEC, 0644);
        if (fd < 0) {
            return fd;
        }
        int result = text.flushTo(fd);
        if (result == 0) {
            result = libc.fsync(fd);
        }
        libc.close(fd);
        if (result == 0) {
            result = libc.rename(fresh, path);
        }
        if (result < 0) {
            libc.unlink(fresh);
            return result;
        }
        int holder = libc.open(directory, Abi.O_RDONLY | Abi.O_CLOEXEC, 0);
        if (holder >= 0) {
            // Some file systems have nothing to sync in a directory and say EINVAL.
            libc.fsync(holder);
            libc.close(holder);
        }
        return 0;
    }
}
