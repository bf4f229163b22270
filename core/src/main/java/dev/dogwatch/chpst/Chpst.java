package dev.dogwatch.chpst;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.os.Arguments;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.Messages;

/**
 * chpst: changes what a process passes on to the program that it becomes (contract, chpst; man page chpst(8)). Called by
 * the name of one of daemontools' small programs, it is that: {@link Daemontools}. A 'd' in front of any of the names
 * counts for nothing.
 */
public final class Chpst {
    static final int USAGE = 100;
    private static final int FAILED = 111;
    private static final int STDIN = 0;
    private static final int STDOUT = 1;
    private static final int STDERR = 2;

    private Chpst() {
    }

    /** Whether a program of this name, a C string without a slash, is for {@link #main} to run. */
    public static boolean answersTo(long name) {
        long plain = withoutD(name);
        return CString.equals(plain, "chpst") || Daemontools.answersTo(plain);
    }

    /** The program; does not return. */
    public static void main(Arguments arguments) {
        long name = withoutD(CString.lastPart(arguments.name()));
        if (Daemontools.answersTo(name)) {
            Daemontools.run(name, arguments);
        } else {
            run(new ChpstOptions(arguments, name));
        }
    }

    /** Ends the program with 111: {@code chpst: fatal: TEXT: REASON}. */
    static void die(String text, int errno) {
        die(text, 0, errno);
    }

    /** Ends the program with 111: {@code chpst: fatal: TEXT NAME: REASON}; an errno of 0 gives no reason. */
    static void die(String text, long name, int errno) {
        messages().die(FAILED, text, name, "", errno);
    }

    /** Under whatever name, it complains as chpst. Made when needed: mostly it is not. */
    static Messages messages() {
        return new Messages("chpst");
    }

    /** The session leader's own process may be a leader already, which is as good. */
    static void leadSession() {
        libc.setsid();
    }

    private static long withoutD(long name) {
        return libc.getByte(name) == 'd' ? name + 1 : name;
    }

    /** Each step in the order of C runit, which shows: the lock file, for one, is opened by the new user in the new root. */
    private static void run(ChpstOptions options) {
        EnvironmentChanges changes = new EnvironmentChanges();
        if (options.session) {
            leadSession();
        }
        if (options.environmentDirectory != 0) {
            new EnvironmentDirectory(options.environmentDirectory, changes).read(true, options.verbose);
        }
        changePlace(options);
        if (options.nice != 0) {
            check(libc.nice((int) options.nice), "unable to set nice level");
        }
        if (options.toldUser != 0) {
            Identity.of(options.toldUser).tell(changes);
        }
        if (options.user != 0) {
            Identity.of(options.user).assume();
        }
        if (options.lock != 0) {
            LockFile.take(options.lock, options.waitForLock, false);
        }
        closeStreams(options);
        Execution execution = new Execution(options.words, changes);
        options.limits.apply();
        if (options.argv0 != 0) {
            execution.named(options.argv0);
        }
        execution.run();
    }

    private static void changePlace(ChpstOptions options) {
        if (options.root != 0) {
            changeDirectory(options.root);
            check(libc.chroot(CString.of(".")), "unable to change root directory");
        }
        if (options.directory != 0) {
            changeDirectory(options.directory);
        }
    }

    private static void changeDirectory(long directory) {
        int result = libc.chdir(directory);
        if (result < 0) {
            die("unable to change directory: ", directory, -result);
        }
    }

    private static void closeStreams(ChpstOptions options) {
        if (options.withoutStdin) {
            check(libc.close(STDIN), "unable to close stdin");
        }
        if (options.withoutStdout) {
            check(libc.close(STDOUT), "unable to close stdout");
        }
        if (options.withoutStderr) {
            check(libc.close(STDERR), "unable to close stderr");
        }
    }

    private static void check(int result, String complaint) {
        if (result < 0) {
            die(complaint, -result);
        }
    }
}
