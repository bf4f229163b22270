package dev.dogwatch.runsv;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.DecimalNumber;
import dev.dogwatch.os.FileStatus;
import dev.dogwatch.os.Messages;

/**
 * The control group of one service (cgroups(7), version 2): whatever ./run starts is in it and can be killed with it,
 * also what has left its session. It lies below the group that runsv is in.
 */
final class ControlGroup {
    private static final int ROUNDS = 20;

    // Made once: where there is no version 2, it is looked for at each start.
    private final long mounted = CString.of("/sys/fs/cgroup/cgroup.procs");
    private final long mountedBesideVersion1 = CString.of("/sys/fs/cgroup/unified/cgroup.procs");
    private final long ownGroup = CString.of("/proc/self/cgroup");
    private final Bytes directory = new Bytes(128);
    private final Bytes procs = new Bytes(128);
    private final Messages messages;
    private final Bytes scratch;
    private boolean exists;
    private int complainedOf;

    ControlGroup(Messages messages, Bytes scratch) {
        this.messages = messages;
        this.scratch = scratch;
    }

    /**
     * Lets there be the group: {@code name}, or where that is 0 one that is named after the service directory.
     *
     * @return the C string of its cgroup.procs; 0 when there can be none, and that has been told
     */
    long open(long name, long service, FileStatus look) {
        if (directory.length() == 0 && !locate(name, service, look)) {
            complain(Abi.ENOENT);
            return 0;
        }
        int result = libc.mkdir(directory.terminate(), 0755);
        exists = result == 0 || result == -Abi.EEXIST;
        if (!exists) {
            complain(-result);
            return 0;
        }
        return procs.clear().putMemory(directory.address(), directory.length()).put("/cgroup.procs").terminate();
    }

    /** Kills all in it; they may take a moment to be gone. */
    void kill() {
        if (!exists) {
            return;
        }
        int fd = open("/cgroup.kill", Abi.O_WRONLY);
        if (fd >= 0) {
            scratch.clear().put("1").flushTo(fd);
            libc.close(fd);
        } else {
            // Linux before 5.14. Who forks while we read is met in the next round.
            for (int round = 0; round < ROUNDS && killEach(); round++) {
                continue;
            }
        }
    }

    /** Removes it, if nothing is left in it; whether it is gone. */
    boolean remove() {
        if (exists) {
            exists = libc.rmdir(directory.terminate()) == -Abi.EBUSY;
        }
        return !exists;
    }

    private boolean killEach() {
        int fd = open("/cgroup.procs", Abi.O_RDONLY);
        if (fd < 0) {
            return false;
        }
        long n = scratch.clear().readFrom(fd, RunsvMemory.SCRATCH - 1);
        libc.close(fd);
        scratch.terminate();
        for (long at = scratch.address(); at < scratch.address() + n;) {
            int pid = (int) DecimalNumber.leading(at, 0);
            if (pid > 1) {
                libc.kill(pid, Abi.SIGKILL);
            }
            at = DecimalNumber.end(at) + 1;
        }
        return n > 0;
    }

    private int open(String file, int flags) {
        scratch.clear().putMemory(directory.address(), directory.length()).put(file);
        return libc.open(scratch.terminate(), flags | Abi.O_CLOEXEC, 0);
    }

    /** Where version 2 is mounted: alone, or beside version 1 as systemd and others do it. */
    private boolean locate(long name, long service, FileStatus look) {
        // The name first: it lies in the scratch.
        procs.clear();
        if (name != 0) {
            procs.putCString(name);
        } else {
            procs.put("dogwatch.").putCString(CString.lastPart(service)).put(".").putNumber(look.inode());
        }
        if (look.of(mounted) == 0) {
            directory.put("/sys/fs/cgroup");
        } else if (look.of(mountedBesideVersion1) == 0) {
            directory.put("/sys/fs/cgroup/unified");
        } else {
            return false;
        }
        appendOwn();
        directory.put("/").putMemory(procs.address(), procs.length());
        return true;
    }

    /** The path of the group that we are in, from the line {@code 0::PATH}. */
    private void appendOwn() {
        int fd = libc.open(ownGroup, Abi.O_RDONLY | Abi.O_CLOEXEC, 0);
        if (fd < 0) {
            return;
        }
        scratch.clear();
        while (scratch.readFrom(fd, RunsvMemory.SCRATCH / 2) > 0) {
            continue;
        }
        libc.close(fd);
        scratch.terminate();
        long line = scratch.address();
        while (libc.getByte(line) != 0) {
            long end = line;
            while (libc.getByte(end) != 0 && libc.getByte(end) != '\n') {
                end++;
            }
            if (libc.getByte(line) == '0' && end - line > 4) {
                directory.putMemory(line + 3, (int) (end - line) - 3);
            }
            line = libc.getByte(end) == 0 ? end : end + 1;
        }
    }

    private void complain(int error) {
        if (error != complainedOf) {
            complainedOf = error;
            messages.warn("unable to make a control group, what ./run starts is found by its process group only", error);
        }
    }
}
