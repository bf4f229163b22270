package dev.dogwatch.chpst;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.os.Arguments;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.Messages;
import dev.dogwatch.os.Options;

/**
 * The six programs of daemontools whose place chpst takes when it is called by their names (contract, chpst,
 * "Personalities"). setlock has the options of daemontools but, as in C runit, waits only with -n.
 */
final class Daemontools {
    private Daemontools() {
    }

    /** Whether a program has this name, a C string. */
    static boolean answersTo(long name) {
        return CString.equals(name, "setuidgid") || CString.equals(name, "envuidgid") || CString.equals(name, "envdir")
                || CString.equals(name, "pgrphack") || CString.equals(name, "setlock")
                || CString.equals(name, "softlimit");
    }

    /** Runs the program of this name, which is one of the six; does not return. */
    static void run(long name, Arguments arguments) {
        if (CString.equals(name, "setuidgid")) {
            setuidgid(name, arguments);
        } else if (CString.equals(name, "envuidgid")) {
            envuidgid(name, arguments);
        } else if (CString.equals(name, "envdir")) {
            envdir(name, arguments);
        } else if (CString.equals(name, "pgrphack")) {
            pgrphack(name, arguments);
        } else if (CString.equals(name, "setlock")) {
            setlock(name, arguments);
        } else {
            softlimit(name, arguments);
        }
    }

    private static void setuidgid(long name, Arguments arguments) {
        need(arguments.count() > 2, name, " account child");
        Identity.ofAccount(arguments.get(1)).assume();
        become(arguments.from(2));
    }

    private static void envuidgid(long name, Arguments arguments) {
        need(arguments.count() > 2, name, " account child");
        EnvironmentChanges changes = new EnvironmentChanges();
        Identity.ofAccount(arguments.get(1)).tell(changes);
        new Execution(arguments.from(2), changes).run();
    }

    private static void envdir(long name, Arguments arguments) {
        need(arguments.count() > 2, name, " dir child");
        EnvironmentChanges changes = new EnvironmentChanges();
        new EnvironmentDirectory(arguments.get(1), changes).read(false, false);
        new Execution(arguments.from(2), changes).run();
    }

    private static void pgrphack(long name, Arguments arguments) {
        need(arguments.count() > 1, name, " child");
        Chpst.leadSession();
        become(arguments.from(1));
    }

    private static void setlock(long name, Arguments arguments) {
        String usage = " [ -nNxX ] file program [ arg ... ]";
        boolean wait = false;
        boolean quiet = false;
        Options options = new Options(arguments, "nNxX");
        for (int letter = options.next(); letter != Options.END; letter = options.next()) {
            switch (letter) {
                case 'n' -> wait = true;
                case 'N' -> wait = false;
                case 'x' -> quiet = true;
                case 'X' -> quiet = false;
                default -> need(false, name, usage);
            }
        }
        Arguments words = options.rest();
        need(words.count() > 1, name, usage);
        LockFile.take(words.get(0), wait, quiet);
        Execution execution = new Execution(words.from(1), new EnvironmentChanges());
        if (quiet) {
            execution.attempt();
            libc.exit(0);
        }
        execution.run();
    }

    private static void softlimit(long name, Arguments arguments) {
        String usage = " [-a allbytes] [-c corebytes] [-d databytes] [-f filebytes] [-l lockbytes] [-m membytes]"
                + " [-o openfiles] [-p processes] [-r residentbytes] [-s stackbytes] [-t cpusecs] child";
        Limits limits = new Limits();
        Options options = new Options(arguments, "a:c:d:f:l:m:o:p:r:s:t:");
        for (int letter = options.next(); letter != Options.END; letter = options.next()) {
            need(letter != '?', name, usage);
            limits.set(letter, limit(options.argument(), name));
        }
        Arguments words = options.rest();
        need(words.count() > 0, name, usage);
        Execution execution = new Execution(words, new EnvironmentChanges());
        limits.apply();
        execution.run();
    }

    private static long limit(long text, long name) {
        if (CString.equals(text, "=")) {
            return Limits.HIGHEST;
        }
        UnsignedDecimal decimal = new UnsignedDecimal(text);
        if (!decimal.isWhole()) {
            // C runit, too, tells chpst's usage then.
            ChpstOptions.usage(name);
        }
        return decimal.value();
    }

    private static void become(Arguments words) {
        new Execution(words, new EnvironmentChanges()).run();
    }

    private static void need(boolean condition, long name, String usage) {
        if (!condition) {
            Messages.usage(Chpst.USAGE, name, usage);
        }
    }
}
