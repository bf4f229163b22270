package dev.dogwatch.init;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.CString;

/**
 * /dev/console as the standard descriptors of process 1. It is opened without blocking, as in C runit: flow control on
 * a serial line must not stop process 1. Without a console everything goes on, unheard.
 */
final class Console {
    private static final int OUTPUT = Abi.O_WRONLY | Abi.O_NONBLOCK | Abi.O_NOCTTY | Abi.O_CLOEXEC;
    private static final int STDERR = 2;

    private final long path = CString.of("/dev/console");
    private final long nothing = CString.of("/dev/null");
    private final long root = CString.of("/");

    /** Makes it standard input, output and errors. Without it these stay, and those that are closed become /dev/null. */
    void takeAll() {
        for (int fd = 0; fd <= STDERR; fd++) {
            take(fd);
            if (libc.fcntl(fd, Abi.F_GETFD, 0) < 0) {
                fill();
            }
        }
    }

    /** Makes it standard errors again: stage 1 may have mounted another /dev. */
    void takeErrors() {
        take(STDERR);
    }

    /** For the standard input of stage 1, to read and write, blocking: a descriptor, or {@code -errno}. */
    int openInput() {
        int fd = libc.open(path, Abi.O_RDWR | Abi.O_NONBLOCK | Abi.O_NOCTTY | Abi.O_CLOEXEC, 0);
        if (fd >= 0) {
            // Opened without waiting for a carrier; the one who reads from it shall wait.
            libc.fcntl(fd, Abi.F_SETFL, Abi.O_RDWR);
        }
        return fd;
    }

    private void take(int fd) {
        int console = libc.open(path, OUTPUT, 0);
        if (console >= 0 && console != fd) {
            libc.dup2(console, fd);
            libc.close(console);
        } else if (console >= 0) {
            libc.fcntl(fd, Abi.F_SETFD, 0);
        }
    }

    /** Opens something on the lowest descriptor, lest one of ours take the place of a standard one. */
    private void fill() {
        if (libc.open(nothing, Abi.O_RDWR, 0) < 0) {
            libc.open(root, Abi.O_RDONLY, 0);
        }
    }
}
