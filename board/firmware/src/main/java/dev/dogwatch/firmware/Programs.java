package dev.dogwatch.firmware;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.chpst.Chpst;
import dev.dogwatch.init.Runit;
import dev.dogwatch.init.RunitInit;
import dev.dogwatch.os.Arguments;
import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.Release;
import dev.dogwatch.runsv.Runsv;
import dev.dogwatch.runsvchdir.Runsvchdir;
import dev.dogwatch.runsvdir.Runsvdir;
import dev.dogwatch.sv.Sv;
import dev.dogwatch.svlogd.Svlogd;
import dev.dogwatch.utmpset.Utmpset;
import dev.dogwatch.watchdog.Report;
import dev.dogwatch.watchdog.Watchdog;

/**
 * The programs in the one file, and how it is told which to be: by the name it is called by, or, called dogwatch, by
 * its first argument. Under any other name it is sv as an LSB init script (contract, sv, "LSB mode").
 */
public final class Programs {
    private static final String LIST = "chpst\nenvdir\nenvuidgid\npgrphack\nrunit\nrunit-init\nrunsv\nrunsvchdir\nrunsvdir\n"
            + "setlock\nsetuidgid\nsoftlimit\nsv\nsvlogd\nutmpset\n";
    private static final String USAGE = "usage: dogwatch PROGRAM ARGUMENTS...\n       dogwatch --help | --version\n";
    private static final int USAGE_CODE = 100;

    private Programs() {
    }

    /** Runs the program that the arguments choose; {@code build} says for what and from what this file was made. */
    static void run(Arguments arguments, long build) {
        if (arguments.count() == 0) {
            libc.exit(USAGE_CODE);
        }
        long name = CString.lastPart(arguments.name());
        if (!CString.equals(name, "dogwatch")) {
            if (!runNamed(name, arguments)) {
                Sv.main(arguments);
            }
            return;
        }
        long first = arguments.get(1);
        if (first == 0) {
            say(2, USAGE);
            libc.exit(USAGE_CODE);
        }
        if (CString.equals(first, "--version")) {
            new Bytes(128).put("dogwatch ").put(Release.VERSION).put(" ").putCString(build).put("\n").flushTo(1);
            libc.exit(0);
        }
        if (CString.equals(first, "--help")) {
            say(1, USAGE + "programs:\n" + LIST);
            libc.exit(0);
        }
        if (!runNamed(CString.lastPart(first), arguments.from(1))) {
            new Bytes(128).put("dogwatch: fatal: no such program: ").putCString(first).put("\n").put(USAGE).flushTo(2);
            libc.exit(USAGE_CODE);
        }
    }

    private static boolean runNamed(long name, Arguments arguments) {
        if (CString.equals(name, "runsv")) {
            Runsv.main(arguments);
        } else if (CString.equals(name, "runsvdir")) {
            Runsvdir.main(arguments, new Watchdog());
        } else if (CString.equals(name, "sv")) {
            runSv(arguments);
        } else if (CString.equals(name, "svlogd")) {
            Svlogd.main(arguments);
        } else if (CString.equals(name, "runit")) {
            Runit.main(arguments);
        } else if (CString.equals(name, "runit-init") || CString.equals(name, "init")) {
            // What is installed as /sbin/init is called by that name.
            RunitInit.main(arguments);
        } else if (CString.equals(name, "runsvchdir")) {
            Runsvchdir.main(arguments);
        } else if (CString.equals(name, "utmpset")) {
            Utmpset.main(arguments);
        } else if (Chpst.answersTo(name)) {
            Chpst.main(arguments);
        } else {
            return false;
        }
        return true;
    }

    private static void runSv(Arguments arguments) {
        if (Report.isAskedFor(arguments)) {
            Report.main(arguments);
        }
        Sv.main(arguments);
    }

    private static void say(int fd, String text) {
        new Bytes(256).put(text).flushTo(fd);
    }
}
