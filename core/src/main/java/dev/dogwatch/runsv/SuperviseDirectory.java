package dev.dogwatch.runsv;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.FileStatus;
import dev.dogwatch.os.Memory;
import dev.dogwatch.os.Messages;

/**
 * The directory {@code supervise} (or {@code log/supervise}) that a supervisor talks through: its lock and its two
 * fifos (contract, runsv, "Files"). Whatever cannot be had is fatal, 111, before anything has been started.
 */
final class SuperviseDirectory {
    private static final int LINK_LIMIT = 256;

    private final boolean log;
    private final String name;
    private final long path;
    private final long lock;
    private final long control;
    private final long ok;
    private boolean isNew;

    SuperviseDirectory(boolean log) {
        this.log = log;
        this.name = log ? "log/supervise" : "supervise";
        this.path = CString.of(name);
        this.lock = CString.of(name + "/lock");
        this.control = CString.of(name + "/control");
        this.ok = CString.of(name + "/ok");
    }

    /**
     * Takes the lock for as long as this process lives. For the log service it waits until it is free.
     *
     * @return its descriptor
     */
    int lock(Messages messages) {
        int fd = openLock();
        // A symbolic link that dangles, or that is too long to be one.
        if (fd == -Abi.ENOENT || fd == -Abi.ENAMETOOLONG) {
            create(messages);
            isNew = true;
            fd = openLock();
        }
        if (fd < 0) {
            messages.die(111, "unable to open " + name + "/lock", -fd);
        }
        int result;
        do {
            result = libc.flock(fd, log ? Abi.LOCK_EX : Abi.LOCK_EX | Abi.LOCK_NB);
        } while (result == -Abi.EINTR);
        if (result < 0) {
            messages.die(111, "unable to lock " + name + "/lock", -result);
        }
        return fd;
    }

    /** Whether the directory did not exist before: nobody has shown anything in it yet. */
    boolean isNew() {
        return isNew;
    }

    /** The descriptor that control bytes are read from. Open for writing too, so that it never is at its end. */
    int openControl(Messages messages, FileStatus look) {
        if (libc.mkfifo(control, 0600) < 0) {
            int result = look.of(control);
            if (result < 0) {
                messages.die(111, "unable to stat " + name + "/control", -result);
            }
            if (!look.isFifo()) {
                messages.die(111, name + "/control exists but is not a fifo", 0);
            }
        }
        int fd = libc.open(control, Abi.O_RDWR | Abi.O_NONBLOCK | Abi.O_CLOEXEC, 0);
        if (fd < 0) {
            messages.die(111, "unable to open " + name + "/control", -fd);
        }
        return fd;
    }

    /** From now on opening {@code ok} for writing succeeds: this is how others know that a supervisor runs. */
    void openOk(Messages messages) {
        libc.mkfifo(ok, 0600);
        int fd = libc.open(ok, Abi.O_RDONLY | Abi.O_NONBLOCK | Abi.O_CLOEXEC, 0);
        if (fd < 0) {
            messages.die(111, "unable to read " + name + "/ok", -fd);
        }
    }

    private int openLock() {
        return libc.open(lock, Abi.O_RDWR | Abi.O_NONBLOCK | Abi.O_CREAT | Abi.O_CLOEXEC, 0600);
    }

    /** Makes the directory, or, where it is a dangling symbolic link, the directory that this points to. */
    private void create(Messages messages) {
        if (libc.mkdir(path, 0700) == 0) {
            return;
        }
        long target = Memory.allocate(LINK_LIMIT + 1);
        long n = libc.readlink(path, target, LINK_LIMIT);
        if (n == LINK_LIMIT) {
            messages.die(111, "unable to readlink ./" + name + ": name too long", 0);
        }
        if (n >= 0) {
            libc.putByte(target + n, 0);
            makeTarget(messages, target);
        } else if (n != -Abi.ENOENT && n != -Abi.EINVAL) {
            messages.die(111, "unable to readlink ./" + name, (int) -n);
        }
        libc.free(target);
    }

    /** A relative link is relative to the directory that it lies in. */
    private void makeTarget(Messages messages, long target) {
        if (!log) {
            libc.mkdir(target, 0700);
            return;
        }
        int here = libc.open(CString.of("."), Abi.O_RDONLY | Abi.O_CLOEXEC, 0);
        if (here < 0) {
            messages.die(111, "unable to open current directory", -here);
        }
        int result = libc.chdir(CString.of("./log"));
        if (result < 0) {
            messages.die(111, "unable to change directory to ./log", -result);
        }
        libc.mkdir(target, 0700);
        result = libc.fchdir(here);
        if (result < 0) {
            messages.die(111, "unable to change back to service directory", -result);
        }
        libc.close(here);
    }
}
