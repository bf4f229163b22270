package dev.dogwatch.runsvchdir;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.Arguments;
import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.Environment;
import dev.dogwatch.os.FileStatus;
import dev.dogwatch.os.Messages;

/**
 * runsvchdir: makes another directory the one whose services run, by the links {@code current} and {@code previous} in
 * /etc/runit/runsvdir or $RUNSVDIR (contract, runsvchdir).
 */
public final class Runsvchdir {
    private static final int FAILED = 111;

    private final Messages messages = new Messages("");
    private final FileStatus look = new FileStatus();
    private final long current = CString.of("current");
    private final long fresh = CString.of("current.new");
    private final long previous = CString.of("previous");
    private final long directory;

    private Runsvchdir(Arguments arguments) {
        messages.about(arguments.name());
        directory = arguments.get(1);
    }

    /** The program; does not return. */
    public static void main(Arguments arguments) {
        if (arguments.count() < 2) {
            Messages.usage(1, arguments.name(), " dir");
        }
        Runsvchdir runsvchdir = new Runsvchdir(arguments);
        runsvchdir.enter();
        if (runsvchdir.isCurrent()) {
            runsvchdir.say(": current.\n");
        }
        runsvchdir.change();
        runsvchdir.say(": now current.\n");
    }

    private void enter() {
        if (libc.getByte(directory) == '.') {
            messages.die(FAILED, "", directory, ": must not start with a dot.", 0);
        }
        long home = Environment.get("RUNSVDIR");
        if (home == 0) {
            home = CString.of("/etc/runit/runsvdir");
        }
        orDie("unable to chdir: ", home, libc.chdir(home));
    }

    private boolean isCurrent() {
        int result = look.of(directory);
        orDie(result == -Abi.ENOENT ? "" : "unable to stat: ", directory, result);
        if (!look.isDirectory()) {
            // No blank between the two: the text is C runit's.
            messages.die(FAILED, "", directory, "not a directory.", 0);
        }
        long device = look.device();
        long inode = look.inode();
        orDie("unable to stat: ", current, look.of(current));
        return look.device() == device && look.inode() == inode;
    }

    private void change() {
        unlink(fresh);
        orDie("unable to create: current.new -> ", directory, libc.symlink(directory, fresh));
        unlink(previous);
        orDie("unable to copy: current to ", previous, libc.rename(current, previous));
        int result = libc.rename(fresh, current);
        if (result < 0) {
            messages.fatal("unable to move: current.new to ", current, -result);
            orDie("unable to move previous back to ", current, libc.rename(previous, current));
            libc.exit(FAILED);
        }
    }

    private void unlink(long link) {
        int result = libc.unlink(link);
        orDie("unable to unlink: ", link, result == -Abi.ENOENT ? 0 : result);
    }

    private void orDie(String text, long name, int result) {
        if (result < 0) {
            messages.die(FAILED, text, name, "", -result);
        }
    }

    private void say(String text) {
        new Bytes(128).put("runsvchdir: ").putCString(directory).put(text).flushTo(1);
        libc.exit(0);
    }
}
