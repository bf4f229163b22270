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
    private final Observation observation;
    private final FileStatus look = new FileStatus();
    private final Bytes path = new Bytes(64);
    private final Bytes command = new Bytes(LONGEST_COMMAND);
    private final long current = CString.of("current");

    LogDirectory(Observation observation) {
        this.observation = observation;
    }

    /** Makes the one of the observation's only service the current directory; false when there is none. */
    boolean enter() {
        ProcessTable processes = observation.processes;
        observation.readProcesses();
        for (int i = 0; i < processes.count(); i++) {
            if (processes.owner(i) == 1 && enterArgumentOf(processes.pid(i))) {
                return true;
            }
        }
        observation.look(0);
        if (!observation.snapshot.entered() || libc.chdir(CString.of("log")) < 0) {
            return false;
        }
        return change(CString.of("main")) || look.of(current) == 0;
    }

    private boolean change(long directory) {
        return libc.chdir(directory) == 0 && look.of(current) == 0;
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
