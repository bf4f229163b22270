package dev.dogwatch.sv;

import dev.dogwatch.os.Arguments;
import dev.dogwatch.os.CString;

/**
 * The words of sv that only look, and that runit's sv does not have: {@code status --json}, {@code list}, {@code tree},
 * {@code top}, {@code log}, {@code health}. Whole words, of which runit's would take {@code tree} and {@code top} for
 * term and {@code health} for hup.
 */
final class Observation {
    private static final int FATAL = 100;

    private final Report report;
    private final ServiceDirectories directories;
    private final ServiceNames names = new ServiceNames();

    Observation(Report report, ServiceDirectories directories) {
        this.report = report;
        this.directories = directories;
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
     * Does it.
     *
     * @param seconds how long a ./check may take
     * @param aloud tell also of what is well
     * @return what sv exits with
     */
    int run(Arguments words, long seconds, boolean aloud, int mostFailures) {
        long word = words.get(0);
        if (CString.equals(word, "log")) {
            return new LogFollower(report, directories).follow(words.get(1)) ? 0 : 1;
        }
        boolean json = isJson(words);
        if (!findNames(words.from(json ? 2 : 1))) {
            return FATAL;
        }
        if (json) {
            new StatusJson(report, directories).tell(names);
        } else if (CString.equals(word, "list")) {
            new ServiceList(report, directories).tell(names);
        } else if (CString.equals(word, "tree")) {
            new ServiceTree(report, directories).draw(names);
        } else if (CString.equals(word, "top")) {
            new Top(report, directories, names).run();
        } else {
            new Health(report, directories).check(names, seconds, aloud);
            return report.failures() == 0 ? 0 : 1;
        }
        return Math.min(report.failures(), mostFailures);
    }

    private boolean findNames(Arguments given) {
        if (given.count() > 0) {
            names.addAll(given);
            return true;
        }
        int result = directories.enterAll();
        if (result == 0) {
            result = names.addDirectories();
        }
        if (result < 0) {
            report.fatal("unable to read directory of services", -result);
        }
        return result == 0;
    }
}
