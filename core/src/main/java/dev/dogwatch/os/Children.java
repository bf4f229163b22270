package dev.dogwatch.os;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;

/** The ends of children, as waitpid(2) tells them. */
public final class Children {
    private static final long STATUS = Memory.permanent(4);
    private static boolean left;

    private Children() {
    }

    /** The pid of a child that has ended, 0 when none has; its wait status is {@link #status()}. */
    public static int reap() {
        while (true) {
            int pid = libc.waitpid(-1, STATUS, Abi.WNOHANG);
            if (pid != -Abi.EINTR) {
                left = pid >= 0;
                return pid < 0 ? 0 : pid;
            }
        }
    }

    /**
     * As {@link #reap()}, and also one that was stopped ({@link #stopped}) or goes on ({@link #continued}) since it was
     * asked last.
     */
    public static int change() {
        while (true) {
            int pid = libc.waitpid(-1, STATUS, Abi.WNOHANG | Abi.WUNTRACED | Abi.WCONTINUED);
            if (pid != -Abi.EINTR) {
                return Math.max(pid, 0);
            }
        }
    }

    /** Whether there was any child, alive or ended, at the last {@link #reap}. */
    public static boolean left() {
        return left;
    }

    /** Waits for one child: 0, or {@code -errno}; its wait status is {@link #status()}. */
    public static int await(int pid) {
        while (true) {
            int result = libc.waitpid(pid, STATUS, 0);
            if (result != -Abi.EINTR) {
                return result < 0 ? result : 0;
            }
        }
    }

    /** Looks whether one child has ended: its pid, 0 when it has not, or {@code -errno}; its wait status is {@link #status()}. */
    public static int reap(int pid) {
        while (true) {
            int result = libc.waitpid(pid, STATUS, Abi.WNOHANG);
            if (result != -Abi.EINTR) {
                return result;
            }
        }
    }

    /** The wait status of the last child reaped. */
    public static int status() {
        return libc.getInt(STATUS);
    }

    /** WEXITSTATUS: 0 for a child that a signal ended. */
    public static int exitCode(int status) {
        return status >> 8 & 0xff;
    }

    /** Whether a signal has stopped the child, which lives on. */
    public static boolean stopped(int status) {
        return (status & 0xff) == 0x7f;
    }

    /** Whether the child, stopped before, goes on. */
    public static boolean continued(int status) {
        return status == 0xffff;
    }

    /** Whether a signal ended the child. */
    public static boolean killed(int status) {
        return (status & 0x7f) != 0;
    }
}
