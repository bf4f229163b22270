package dev.dogwatch.svlogd;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.Children;
import dev.dogwatch.os.Clock;
import dev.dogwatch.os.Memory;
import dev.dogwatch.os.Messages;
import dev.dogwatch.os.Poll;
import dev.dogwatch.os.Spawn;

/**
 * The processor of one log directory (contract, svlogd, "Processor"): a shell command that turns each rotated log, one
 * after the other, into what is kept. It never holds up the logging: where it is busy, rotated logs wait their turn,
 * and may be pruned while they wait.
 */
final class Processor {
    private static final int FREE_ABOVE = 10;
    private static final int AT_SUFFIX = OldLogs.NAME - 1;
    private static final int TRUNCATE = Abi.O_WRONLY | Abi.O_CREAT | Abi.O_TRUNC;
    /** ns between two starts for the same log, at least. */
    private static final long AGAIN = Clock.SECOND;
    private static final long PAUSE = 3 * Clock.SECOND;
    private static final int ENTRY = OldLogs.NAME + 1;

    private final Messages messages;
    private final boolean verbose;
    private final Spawn shell = new Spawn(CString.of("/bin/sh"), CString.of("sh"));
    private final long dashC = CString.of("-c");
    private final long state = CString.of("state");
    private final long newState = CString.of("newstate");
    private final long name = Memory.permanent(ENTRY);
    /** The same with the suffixes t, what the processor writes, and s, what that becomes. */
    private final long output = Memory.permanent(ENTRY);
    private final long kept = Memory.permanent(ENTRY);
    /** Names that wait, {@link #ENTRY} bytes each, the first to come in front. */
    private Bytes waiting = new Bytes(ENTRY);
    private Bytes spare = new Bytes(ENTRY);
    /** C string, the directory's name. */
    private long directory;
    /** The log in {@link #name} is being processed, or was and its files are not yet renamed. */
    private boolean busy;
    private int pid;
    private boolean succeeded;
    private boolean outputKept;
    private long startedAt;
    private long nextTry;

    Processor(Messages messages, boolean verbose) {
        this.messages = messages;
        this.verbose = verbose;
    }

    /** Goes by this name of the directory from now on, a C string that stays ours. */
    void in(long directoryName) {
        directory = directoryName;
    }

    /** Lets a rotated log wait its turn; the name is a C string with the suffix u. */
    void add(long log) {
        waiting.putMemory(log, ENTRY);
    }

    /** Whether there is something to do, or to wait for. */
    boolean isBusy() {
        return busy || waiting.length() > 0;
    }

    /** The C string of the log that is in process or comes next, 0 when there is none. */
    long first() {
        return busy ? name : waiting.length() > 0 ? waiting.address() : 0;
    }

    /** Whether this child was the processor. */
    boolean owns(int child) {
        return pid == child && pid != 0;
    }

    /** When {@link #tick} has something to do, on the monotonic clock. */
    long deadline() {
        return pid != 0 || !isBusy() ? Poll.NEVER : nextTry;
    }

    /** Does what is due, in the log directory. The command, a C string, is the one of the config file as it is now. */
    void tick(long now, long command) {
        if (now < deadline()) {
            return;
        }
        if (busy && succeeded) {
            finish(now);
        }
        if (!busy) {
            next();
        }
        if (busy && pid == 0 && !succeeded) {
            start(now, command);
        }
    }

    /** The processor has ended. Where it failed (being killed is failing) it is started again, unless we are leaving. */
    void ended(int status, boolean leaving, long now, long command) {
        pid = 0;
        succeeded = status == 0;
        if (succeeded) {
            nextTry = now;
        } else {
            libc.unlink(output);
            if (leaving) {
                messages.begin("warning").put("processor failed, left as it is: ").putCString(directory).put("/")
                        .putCString(name);
                messages.send();
                busy = false;
            } else {
                messages.warn("processor failed, restart: ", directory, "", 0);
                nextTry = Math.max(now, startedAt + AGAIN);
            }
        }
        tick(now, command);
    }

    /** The processor has ended, and its log directory cannot be reached any more: its files stay as they are. */
    void abandon() {
        pid = 0;
        busy = false;
        waiting.clear();
    }

    private void next() {
        if (waiting.length() == 0) {
            return;
        }
        libc.memmove(name, waiting.address(), ENTRY);
        libc.memmove(output, name, ENTRY);
        libc.putByte(output + AT_SUFFIX, 't');
        libc.memmove(kept, name, ENTRY);
        libc.putByte(kept + AT_SUFFIX, 's');
        spare.clear().putMemory(waiting.address() + ENTRY, waiting.length() - ENTRY);
        Bytes emptied = waiting;
        waiting = spare;
        spare = emptied;
        busy = true;
        succeeded = false;
        outputKept = false;
        nextTry = 0;
    }

    private void start(long now, long command) {
        nextTry = now + PAUSE;
        if (libc.getByte(command) == 0) {
            // The config file no longer has one: what waited stays as it is.
            busy = false;
            return;
        }
        int in = open(name, Abi.O_RDONLY, "unable to open input for processor: ");
        if (in == -Abi.ENOENT) {
            // Pruned while it waited.
            busy = false;
            nextTry = 0;
            return;
        }
        int out = in < 0 ? in : open(output, TRUNCATE, "unable to open output for processor: ");
        int old = out < 0 ? out : openState();
        int fresh = old < 0 ? old : open(newState, TRUNCATE, "unable to open newstate for processor: ");
        if (fresh >= 0) {
            spawn(in, out, old, fresh, now, command);
        }
        close(in);
        close(out);
        close(old);
        close(fresh);
    }

    private void spawn(int in, int out, int old, int fresh, long now, long command) {
        shell.stdin(in).stdout(out).fourAndFive(old, fresh).argument(1, dashC).argument(2, command);
        int child = shell.start();
        if (child < 0) {
            messages.pausing("unable to fork for processor: ", directory, -child);
            return;
        }
        pid = child;
        startedAt = now;
        if (shell.error() != 0) {
            messages.fatal("unable to run processor: ", directory, shell.error());
        } else if (verbose) {
            messages.begin("info").put("processing: ").putCString(directory).put("/").putCString(name);
            messages.send();
        }
    }

    private int openState() {
        int fd = open(state, Abi.O_RDONLY, "unable to open state for processor: ");
        if (fd == -Abi.ENOENT) {
            close(open(state, TRUNCATE, "unable to create empty state for processor: "));
            fd = open(state, Abi.O_RDONLY, "unable to open state for processor: ");
        }
        return fd;
    }

    /** A descriptor above those that the processor gets; a missing file is told by the result only. */
    private int open(long path, int flags, String complaint) {
        int fd = libc.open(path, flags | Abi.O_NONBLOCK | Abi.O_CLOEXEC, 0644);
        if (fd >= 0 && fd < FREE_ABOVE) {
            int higher = libc.fcntl(fd, Abi.F_DUPFD_CLOEXEC, FREE_ABOVE);
            libc.close(fd);
            fd = higher;
        }
        if (fd < 0 && fd != -Abi.ENOENT) {
            messages.warn(complaint, directory, "", -fd);
        }
        return fd;
    }

    private static void close(int fd) {
        if (fd >= 0) {
            libc.close(fd);
        }
    }

    /** Puts the output in the log's place; what fails is tried again. */
    private void finish(long now) {
        nextTry = now + PAUSE;
        if (!outputKept && !keepOutput()) {
            return;
        }
        outputKept = true;
        int result = libc.rename(newState, state);
        if (result < 0 && result != -Abi.ENOENT) {
            messages.pausing("unable to rename state: ", directory, -result);
            return;
        }
        if (verbose) {
            messages.begin("info").put("processed: ").putCString(directory).put("/").putCString(kept);
            messages.send();
        }
        busy = false;
        nextTry = now;
    }

    private boolean keepOutput() {
        int result = libc.rename(output, kept);
        if (result < 0) {
            messages.pausing("unable to rename processed: ", directory, -result);
            // Gone, it will not come back; the log itself is still there.
            busy = result != -Abi.ENOENT;
            return false;
        }
        result = libc.chmod(kept, 0744);
        if (result < 0) {
            messages.warn("unable to set mode of processed: ", directory, "", -result);
        }
        result = libc.unlink(name);
        if (result < 0 && result != -Abi.ENOENT) {
            messages.begin("warning").put("unable to unlink: ").putCString(directory).put("/").putCString(name);
            messages.send(-result);
        }
        return true;
    }
}
