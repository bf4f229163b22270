package dev.dogwatch.os;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;

/**
 * Whom the kernel kills when there is no memory left (proc(5), oom_score_adj): not this process, but what it starts as
 * ever. A forked child that goes on as a supervisor stays protected, since nothing but {@link Spawn} undoes it.
 */
public final class OomScore {
    private static final int LONGEST = 8;

    /** What it was before we were protected, a C string; 0: we are not. */
    private static long before;

    private OomScore() {
    }

    /**
     * Out of the kernel's reach from now on: 0 or {@code -errno} (EACCES without CAP_SYS_RESOURCE), and then nothing has
     * changed.
     */
    public static int protect() {
        long path = CString.of("/proc/self/oom_score_adj");
        long old = Memory.permanent(LONGEST);
        Memory.clear(old, LONGEST);
        int fd = libc.open(path, Abi.O_RDWR | Abi.O_CLOEXEC, 0);
        if (fd < 0) {
            return fd;
        }
        long n = libc.read(fd, old, LONGEST - 1);
        long text = CString.of("-1000");
        n = n < 0 ? n : libc.pwrite(fd, text, CString.length(text), 0);
        libc.close(fd);
        if (n < 0) {
            return (int) n;
        }
        before = old;
        return 0;
    }

    /** As it was before: for a child that becomes a program without {@link Spawn}. */
    public static void restore() {
        if (before == 0) {
            return;
        }
        int fd = libc.open(CString.of("/proc/self/oom_score_adj"), Abi.O_WRONLY | Abi.O_CLOEXEC, 0);
        if (fd >= 0) {
            libc.write(fd, before, CString.length(before));
            libc.close(fd);
        }
    }

    /** What a child's is to be, a C string; 0 when ours is not changed. */
    static long ofChildren() {
        return before;
    }
}
