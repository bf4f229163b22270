package dev.dogwatch.chpst;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;

/** A file that is locked (flock(2)) for as long as the program that we become, and its children, keep it open. */
final class LockFile {
    private LockFile() {
    }

    /**
     * Opens the file, or creates it with 0600 less the umask, and locks it, waiting for that or not. The descriptor stays.
     * What cannot be done ends the program: with 111 and a message or, when {@code quiet}, with 0 and none.
     */
    static void take(long file, boolean wait, boolean quiet) {
        int fd = libc.open(file, Abi.O_WRONLY | Abi.O_NONBLOCK | Abi.O_APPEND | Abi.O_CREAT, 0600);
        if (fd < 0) {
            fail("unable to open lock: ", file, -fd, quiet);
        }
        int result;
        do {
            result = libc.flock(fd, wait ? Abi.LOCK_EX : Abi.LOCK_EX | Abi.LOCK_NB);
        } while (result == -Abi.EINTR);
        if (result < 0) {
            fail("unable to lock: ", file, -result, quiet);
        }
    }

    private static void fail(String text, long file, int errno, boolean quiet) {
        if (quiet) {
            libc.exit(0);
        }
        Chpst.die(text, file, errno);
    }
}
