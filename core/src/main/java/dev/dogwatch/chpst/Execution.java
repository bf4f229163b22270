package dev.dogwatch.chpst;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.Arguments;
import dev.dogwatch.os.PathCandidates;

/**
 * Becoming another program, which a name without a slash has looked up in PATH: our own PATH, not the one that the program
 * is to get. All memory is taken when this is made, so that it can be made before limits are set.
 */
final class Execution {
    private final long file;
    private final long argv;
    private final long envp;
    private final PathCandidates candidates;

    /** The words of the command line to become; the first is the program. */
    Execution(Arguments words, EnvironmentChanges changes) {
        file = words.name();
        argv = words.array();
        envp = changes.environment();
        candidates = new PathCandidates(file);
    }

    /** Gives it another name of its own than the one that it is looked up by. */
    Execution named(long argv0) {
        libc.putPointer(argv, argv0);
        return this;
    }

    /** Becomes it; if it comes back, it ends the program: 111 and the reason. */
    void run() {
        int error = attempt();
        Chpst.die("unable to run: ", libc.getPointer(argv), error);
    }

    /**
     * Becomes it; returns the errno when that fails. What is not there, or not for us to execute, is looked for further
     * along in PATH; of such reasons the last that is not "does not exist" is told.
     */
    int attempt() {
        if (hasSlash()) {
            return -libc.execve(file, argv, envp);
        }
        int remembered = Abi.ENOENT;
        candidates.begin();
        for (long next = candidates.next(); next != 0; next = candidates.next()) {
            int error = -libc.execve(next, argv, envp);
            if (error != Abi.ENOENT) {
                remembered = error;
            }
            if (error != Abi.ENOENT && error != Abi.EACCES && error != Abi.EPERM && error != Abi.EISDIR) {
                break;
            }
        }
        return remembered;
    }

    private boolean hasSlash() {
        for (long at = file; libc.getByte(at) != 0; at++) {
            if (libc.getByte(at) == '/') {
                return true;
            }
        }
        return false;
    }
}
