package dev.dogwatch.sv;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.Arguments;
import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.CString;

/**
 * What those words of sv share that only look, and that runit's sv does not have: {@code status --json}, {@code list},
 * {@code tree}, {@code top}, {@code log}, {@code health}. Whole words, of which runit would take {@code tree} and
 * {@code top} for term and {@code health} for hup.
 */
final class Observation {
    private static final int STDOUT = 1;
    private static final int FATAL = 100;

    final Report report;
    final ServiceDirectories directories;
    final Snapshot snapshot;
    final ProcessTable processes = new ProcessTable();
    /** What goes to standard output. */
    final Bytes out = new Bytes(4096);
    private final long log = CString.of("log");
    private final Arguments words;
    private Arguments names;

    /** {@code words}: the command and the services. */
    Observation(Report report, ServiceDirectories directories, Arguments words) {
        this.report = report;
        this.directories = directories;
        this.words = words;
        snapshot = new Snapshot(report);
    }

    /** Whether the user's words are one of these. */
    static boolean isOne(Arguments words) {
        long word = words.get(0);
        return isJson(words) || CString.equals(word, "list") || CString.equals(word, "tree") || CString.equals(word, "top")
                || CString.equals(word, "health") || CString.equals(word, "log") && words.count() == 2;
    }

    private static boolean isJson(Arguments words) {
        return CString.equals(words.get(0), "status") && words.count() > 1 && CString.equals(words.get(1), "--json");
    }

    /**
     * Looks and tells.
     *
     * @param seconds how long a ./check may take
     * @param aloud tell also of what is well
     * @return what sv exits with
     */
    int run(long seconds, boolean aloud) {
        boolean json = isJson(words);
        names = words.from(json ? 2 : 1);
        if (names.count() == 0 && !findNames()) {
            return FATAL;
        }
        if (json) {
            new StatusJson(this).tell();
        } else if (is("list")) {
            list();
        } else if (is("tree")) {
            new ServiceTree(this).draw();
        } else if (is("top")) {
            new Top(this).run();
        } else if (is("log")) {
            new LogFollower(this).follow(name(0));
        } else {
            new Health(this).check(seconds, aloud);
        }
        out.flushTo(STDOUT);
        return Math.min(report.failures(), is("health") ? 1 : Sv.MOST_FAILURES);
    }

    private boolean is(String word) {
        return CString.equals(words.get(0), word);
    }

    private boolean findNames() {
        ServiceNames found = new ServiceNames();
        int result = directories.enterAll();
        if (result == 0) {
            result = found.read();
        }
        names = new Arguments(found.count(), found.array());
        if (result < 0) {
            report.fatal("unable to read directory of services", -result);
        }
        return result == 0;
    }

    /** {@code sv list}: a line for each service, its state, a tab and its name. */
    private void list() {
        for (int i = 0; i < count(); i++) {
            countIfUnknown(look(i));
            out.put(StateWord.of(snapshot)).put("\t");
            DisplayText.put(out, name(i));
            out.put("\n");
        }
    }

    /** How many services are looked at. */
    int count() {
        return names.count();
    }

    /** The C string of a service's name. */
    long name(int i) {
        return names.get(i);
    }

    /** Goes to a service and takes the {@link #snapshot}; whether its state is known. */
    boolean look(int i) {
        return snapshot.take(directories.enter(name(i)));
    }

    /** The same for the log service of the service that was looked at last; false also when it has none. */
    boolean lookAtLog() {
        return snapshot.take(snapshot.entered() ? libc.chdir(log) : -Abi.ENOENT);
    }

    /** One of which nothing can be told is a failure. */
    void countIfUnknown(boolean known) {
        if (!known) {
            report.countFailure();
        }
    }

    /** Reads which processes there are, and which belong to service i, owner 2i, and to its log service, owner 2i + 1. */
    void readProcesses() {
        int result = processes.read();
        if (result < 0) {
            report.fatal("unable to read /proc", -result);
            report.countFailure();
        }
        for (int i = 0; i < count(); i++) {
            if (look(i)) {
                processes.claim(snapshot.pid(), 2 * i);
            }
            if (lookAtLog()) {
                processes.claim(snapshot.pid(), 2 * i + 1);
            }
        }
        processes.settle();
    }
}
