package dev.dogwatch.sv;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.CString;

/**
 * Leads to the directories of services as users name them (contract, sv, "Names"): relative to the working directory
 * at the start when the name begins with a slash or a dot or ends in a slash, to the directory of services otherwise.
 */
final class ServiceDirectories {
    private static final int NOT_TRIED = Integer.MIN_VALUE;

    private final Report report;
    private final long directory;
    private final int fatalCode;
    private final int here;
    private int there = NOT_TRIED;

    /**
     * @param directory the C string of the directory of services
     * @param fatalCode what sv exits with when the working directory cannot be had or come back to
     */
    ServiceDirectories(Report report, long directory, int fatalCode) {
        this.report = report;
        this.directory = directory;
        this.fatalCode = fatalCode;
        here = libc.open(CString.of("."), Abi.O_RDONLY | Abi.O_CLOEXEC, 0);
        if (here < 0) {
            fatal("unable to open current directory", -here);
        }
    }

    /** The C string of the directory of services. */
    long path() {
        return directory;
    }

    /** Makes the service's directory the current one: 0, or {@code -errno}. */
    int enter(long name) {
        byte first = libc.getByte(name);
        boolean asItStands = first == 0 || first == '/' || first == '.'
                || libc.getByte(name + CString.length(name) - 1) == '/';
        // A descriptor and an absolute path lead there from anywhere.
        if (asItStands || there < 0 && libc.getByte(directory) != '/') {
            comeBack();
        }
        int result = asItStands ? 0 : enterAll();
        return result == 0 ? libc.chdir(name) : result;
    }

    /** Makes the directory of services the current one: 0, or {@code -errno}. */
    int enterAll() {
        // By descriptor, which the kernel need not look up again for each service.
        if (there == NOT_TRIED) {
            there = libc.open(directory, Abi.O_RDONLY | Abi.O_CLOEXEC, 0);
        }
        return there >= 0 ? libc.fchdir(there) : libc.chdir(directory);
    }

    private void comeBack() {
        int result = libc.fchdir(here);
        if (result < 0) {
            fatal("unable to change to original directory", -result);
        }
    }

    private void fatal(String text, int errno) {
        report.fatal(text, errno);
        libc.exit(fatalCode);
    }
}
