package dev.dogwatch.sv;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.Memory;
import dev.dogwatch.service.Status;

/**
 * supervise/ok, status and control of the current directory, as others than runsv use them (contract, runsv, and sv,
 * "status"). What cannot be read is told to the {@link Report} in sv's words.
 */
final class SuperviseReader {
    /** runsv runs, and the status has been read. */
    static final int READ = 1;
    /** No runsv runs here. */
    static final int NOT_RUNNING = 0;
    /** Something is wrong; it has been told. */
    static final int FAILED = -1;

    private final Report report;
    private final boolean leavingIsFine;
    private final long ok = CString.of("supervise/ok");
    private final long statusFile = CString.of("supervise/status");
    private final long control = CString.of("supervise/control");
    private final Bytes outgoing = new Bytes(8);
    private final long status = Memory.permanent(Status.SIZE);

    /** {@code leavingIsFine}: that no runsv runs is what the user wanted. */
    SuperviseReader(Report report, boolean leavingIsFine) {
        this.report = report;
        this.leavingIsFine = leavingIsFine;
    }

    /** The 20 bytes that were read last. */
    long status() {
        return status;
    }

    /** Reads the status of the service: one of {@link #READ}, {@link #NOT_RUNNING}, {@link #FAILED}. */
    int read(long name, boolean log) {
        int fd = libc.open(ok, Abi.O_WRONLY | Abi.O_NONBLOCK | Abi.O_CLOEXEC, 0);
        if (fd == -Abi.ENXIO) {
            notRunning(name, log);
            return NOT_RUNNING;
        }
        if (fd < 0) {
            report.warn(name, log, "unable to open supervise/ok", -fd);
            return FAILED;
        }
        libc.close(fd);
        fd = libc.open(statusFile, Abi.O_RDONLY | Abi.O_NONBLOCK | Abi.O_CLOEXEC, 0);
        if (fd < 0) {
            report.warn(name, log, "unable to open supervise/status", -fd);
            return FAILED;
        }
        long n = libc.read(fd, status, Status.SIZE);
        libc.close(fd);
        if (n < 0) {
            report.warn(name, log, "unable to read supervise/status", (int) -n);
            return FAILED;
        }
        if (n != Status.SIZE) {
            report.warn(name, log, "unable to read supervise/status: bad format", 0);
            return FAILED;
        }
        return READ;
    }

    /** Writes control bytes; whether all of them were taken. What went wrong has been told. */
    boolean send(long name, String bytes) {
        int fd = libc.open(control, Abi.O_WRONLY | Abi.O_NONBLOCK | Abi.O_CLOEXEC, 0);
        if (fd == -Abi.ENXIO) {
            notRunning(name, false);
            return false;
        }
        if (fd < 0) {
            report.warn(name, false, "unable to open supervise/control", -fd);
            return false;
        }
        outgoing.clear().put(bytes);
        long n = libc.write(fd, outgoing.address(), outgoing.length());
        libc.close(fd);
        if (n != bytes.length()) {
            report.warn(name, false, "unable to write to supervise/control", n < 0 ? (int) -n : Abi.EAGAIN);
            return false;
        }
        return true;
    }

    private void notRunning(long name, boolean log) {
        if (leavingIsFine) {
            report.ok(name, log, "runsv not running");
        } else {
            report.fail(name, log, "runsv not running", 0);
        }
    }
}
