package dev.dogwatch.sv;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.DirectoryStream;
import dev.dogwatch.os.FileStatus;
import dev.dogwatch.os.Memory;

/**
 * Where the log of a service is written: the directory of the file {@code current} that a process of its log service
 * has open, as svlogd does (whose working directory is now one, now another); else log/main or log in the service's
 * directory, where such a file is there.
 */
final class LogDirectory {
    private static final int LONGEST_PATH = 4096;
    private static final int LOG_SERVICE = 1;

    private final Observation observation;
    private final DirectoryStream descriptors = new DirectoryStream();
    private final Bytes name = new Bytes(64);
    private final long path = Memory.permanent(LONGEST_PATH);
    private final long current = CString.of("current");

    LogDirectory(Observation observation) {
        this.observation = observation;
    }

    /** Makes the one of the observation's only service the current directory; false when there is none. */
    boolean enter() {
        ProcessTable processes = observation.processes;
        observation.readProcesses();
        for (int i = 0; i < processes.count(); i++) {
            if (processes.owner(i) == LOG_SERVICE && enterThatOf(processes.pid(i))) {
                return true;
            }
        }
        observation.look(0);
        if (!observation.snapshot.entered() || libc.chdir(CString.of("log")) < 0) {
            return false;
        }
        FileStatus look = new FileStatus();
        return look.of(CString.of("main/current")) == 0 ? libc.chdir(CString.of("main")) == 0 : look.of(current) == 0;
    }

    private boolean enterThatOf(int pid) {
        name.clear().put("/proc/").putNumber(pid).put("/fd/");
        if (descriptors.open(name.terminate()) < 0) {
            return false;
        }
        int prefix = name.length();
        boolean found = false;
        for (long fd = descriptors.next(); fd != 0 && !found; fd = descriptors.next()) {
            long n = libc.readlink(name.cut(prefix).putCString(fd).terminate(), path, LONGEST_PATH - 1);
            libc.putByte(path + Math.max(n, 0), 0);
            long file = CString.lastPart(path);
            if (file > path && CString.equals(file, current)) {
                libc.putByte(file, 0);
                found = libc.chdir(path) == 0;
            }
        }
        descriptors.close();
        return found;
    }
}
