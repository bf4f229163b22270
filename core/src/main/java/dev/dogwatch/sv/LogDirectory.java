package dev.dogwatch.sv;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.Arguments;
import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.FileStatus;
import dev.dogwatch.os.Memory;
import dev.dogwatch.os.Options;

/**
 * Where the log of a service is written: into a directory that the svlogd among its log service's processes was given,
 * else log/main or log in the service's directory. One counts when it has a file {@code current}.
 */
final class LogDirectory {
    private static final int LONGEST_COMMAND = 16_384;
    /** Of svlogd. */
    private static final String OPTIONS = "R:r:l:b:tvV";
    private static final long LOG = CString.of("log");
    private static final long LOG_MAIN = CString.of("log/main");
    private static final long CURRENT = CString.of("current");

    private final ServiceDirectories directories;
    private final Snapshot snapshot;
    private final ProcessTable processes = new ProcessTable();
    private final FileStatus look = new FileStatus();
    private final Bytes path = new Bytes(64);
    private final Bytes command = new Bytes(LONGEST_COMMAND);

    LogDirectory(Report report, ServiceDirectories directories) {
        this.directories = directories;
        snapshot = new Snapshot(report);
    }

    /** Makes the one of this service the current directory; false when there is none. */
    boolean enter(long name) {
        return enterByProcess(name) || enter(name, LOG_MAIN) || enter(name, LOG);
    }

    private boolean enter(long name, long directory) {
        return directories.enter(name) == 0 && change(directory);
    }

    private boolean change(long directory) {
        return libc.chdir(directory) == 0 && look.of(CURRENT) == 0;
    }

    private boolean enterByProcess(long name) {
        if (directories.enter(name) < 0 || libc.chdir(LOG) < 0 || !snapshot.take()) {
            return false;
        }
        processes.read();
        processes.claim(snapshot.pid(), 0);
        processes.settle();
        for (int i = 0; i < processes.count(); i++) {
            if (processes.owner(i) == 0 && enterArgumentOf(processes.pid(i))) {
                return true;
            }
        }
        return false;
    }

    private boolean enterArgumentOf(int pid) {
        Arguments arguments = arguments(pid);
        if (arguments.count() > 0 && CString.equals(CString.lastPart(arguments.name()), "dogwatch")) {
            arguments = arguments.from(1);
        }
        if (arguments.count() == 0 || !CString.equals(CString.lastPart(arguments.name()), "svlogd")) {
            return false;
        }
        Options options = new Options(arguments, OPTIONS);
        while (options.next() != Options.END) {
            // Only what stands behind them counts.
        }
        Arguments given = options.rest();
        for (int i = 0; i < given.count(); i++) {
            if (libc.chdir(file(pid, "/cwd")) == 0 && change(given.get(i))) {
                return true;
            }
        }
        return false;
    }

    private Arguments arguments(int pid) {
        int fd = libc.open(file(pid, "/cmdline"), Abi.O_RDONLY | Abi.O_CLOEXEC, 0);
        command.clear();
        if (fd >= 0) {
            command.readFrom(fd, LONGEST_COMMAND - 1);
            libc.close(fd);
        }
        command.terminate();
        int count = 0;
        long array = Memory.allocate((command.length() + 1L) * libc.pointerSize());
        for (int at = 0; at < command.length(); at += CString.length(command.address() + at) + 1) {
            libc.putPointer(array + (long) count++ * libc.pointerSize(), command.address() + at);
        }
        return new Arguments(count, array);
    }

    private long file(int pid, String file) {
        return path.clear().put("/proc/").putNumber(pid).put(file).terminate();
    }
}
