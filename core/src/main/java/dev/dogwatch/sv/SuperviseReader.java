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

    private static final String NO_RUNSV = "runsv not running";

    private final Report report;
    private final boolean leavingIsFine;
    private final long ok = CString.of("supervise/ok");
    private final long statusFile = CString.of("supervise/status");
    private final long control = CString.of("supervise/control");
    private final Bytes outgoing = new Bytes(8);
    /** One byte more than a status has at most: a longer file is somebody else's, and its first 20 bytes count. */
    private final long status = Memory.permanent(Status.EXTENDED_SIZE + 1);
    private int flags;
    private boolean supervised;
    private String trouble;
    private int errno;

    /** {@code leavingIsFine}: that no runsv runs is what the user wanted. */
    SuperviseReader(Report report, boolean leavingIsFine) {
        this.report = report;
        this.leavingIsFine = leavingIsFine;
    }

    /** The bytes that were read last, 20 of them or, with flags, 33. */
    long status() {
        return status;
    }

    /** The flags of the status that was read last ({@link Status#CRASH_ONLY} ...), 0 for one without. */
    int flags() {
        return flags;
    }

    /** Whether a runsv ran at the last look. */
    boolean supervised() {
        return supervised;
    }

    /** Why the last look gave something else than {@link #READ}. */
    String trouble() {
        return trouble;
    }

    /** The errno behind {@link #trouble()}, 0 for none. */
    int errno() {
        return errno;
    }

    /** Reads the status of the service: one of {@link #READ}, {@link #NOT_RUNNING}, {@link #FAILED}. */
    int read(long name, boolean log) {
        int result = look();
        if (result == NOT_RUNNING) {
            notRunning(name, log);
        } else if (result == FAILED) {
            report.warn(name, log, trouble, errno);
        }
        return result;
    }

    /** As {@link #read}, but what is wrong is not told: it is {@link #trouble()} and {@link #errno()}. */
    int look() {
        supervised = false;
        int fd = libc.open(ok, Abi.O_WRONLY | Abi.O_NONBLOCK | Abi.O_CLOEXEC, 0);
        if (fd == -Abi.ENXIO) {
            trouble = NO_RUNSV;
            errno = 0;
            return NOT_RUNNING;
        }
        if (fd < 0) {
            return fail("unable to open supervise/ok", -fd);
        }
        libc.close(fd);
        supervised = true;
        fd = libc.open(statusFile, Abi.O_RDONLY | Abi.O_NONBLOCK | Abi.O_CLOEXEC, 0);
        if (fd < 0) {
            return fail("unable to open supervise/status", -fd);
        }
        long n = libc.read(fd, status, Status.EXTENDED_SIZE + 1);
        libc.close(fd);
        if (n < 0) {
            return fail("unable to read supervise/status", (int) -n);
        }
        if (n < Status.SIZE) {
            return fail("unable to read supervise/status: bad format", 0);
        }
        flags = Status.flags(status, n);
        return READ;
    }

    /** Something is wrong that keeps it from being looked at. */
    int fail(String text, int reason) {
        trouble = text;
        errno = reason;
        return FAILED;
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
            report.ok(name, log, NO_RUNSV);
        } else {
            report.fail(name, log, NO_RUNSV, 0);
        }
    }
}
