package dev.dogwatch.svlogd;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.Messages;

/**
 * Where the process is. Files of a log directory are reached by plain names from inside it, so that it may be renamed
 * while it is in use, and a processor starts there; with one log directory that costs no system call.
 */
final class WorkingDirectory {
    private static final int NOWHERE = -1;

    private final int home;
    private int here;

    /** Ends the program with 111 when the current directory cannot be opened. */
    WorkingDirectory(Messages messages) {
        home = libc.open(CString.of("."), Abi.O_RDONLY | Abi.O_NONBLOCK | Abi.O_CLOEXEC, 0);
        if (home < 0) {
            messages.die(111, "unable to open current working directory", -home);
        }
        here = home;
    }

    /** Goes to an open directory: 0 or {@code -errno}. */
    int enter(int directory) {
        if (here == directory) {
            return 0;
        }
        int result = libc.fchdir(directory);
        here = result < 0 ? NOWHERE : directory;
        return result;
    }

    /** Goes back to where the program was started: 0 or {@code -errno}. */
    int leave() {
        return enter(home);
    }
}
