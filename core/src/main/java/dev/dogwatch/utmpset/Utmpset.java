package dev.dogwatch.utmpset;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.Arguments;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.FileStatus;
import dev.dogwatch.os.Messages;
import dev.dogwatch.os.Options;
import dev.dogwatch.os.Release;

/**
 * utmpset: says in utmp, and with -w in wtmp, that nobody is logged in on a line any more; for the finish script of a
 * getty (contract, utmpset).
 */
public final class Utmpset {
    private static final int FAILED = 111;

    private final Messages messages = new Messages("utmpset");
    private final LoginRecord record = new LoginRecord();
    private final long utmp = CString.of("/var/run/utmp");
    private final long wtmp = CString.of("/var/log/wtmp");
    private final long line;

    private Utmpset(long line) {
        this.line = line;
    }

    /** The program; does not return. */
    public static void main(Arguments arguments) {
        boolean alsoWtmp = false;
        Options options = new Options(arguments, "wV");
        for (int letter = options.next(); letter != Options.END; letter = options.next()) {
            if (letter == 'w') {
                alsoWtmp = true;
                continue;
            }
            if (letter == 'V') {
                Messages.line("utmpset (dogwatch) " + Release.VERSION);
            }
            usage(arguments);
        }
        if (options.rest().count() == 0) {
            usage(arguments);
        }
        Utmpset utmpset = new Utmpset(options.rest().get(0));
        utmpset.logOutOfUtmp();
        if (alsoWtmp) {
            utmpset.logOutOfWtmp();
        }
        libc.exit(0);
    }

    private static void usage(Arguments arguments) {
        Messages.usage(1, arguments.name(), " [-w] line");
    }

    private void logOutOfUtmp() {
        if (CString.length(line) > Abi.UTMP_LINE_SIZE) {
            messages.die(FAILED, "unable to logout line ", line, " in utmp: name too long", 0);
        }
        int fd = libc.open(utmp, Abi.O_RDWR | Abi.O_CLOEXEC, 0);
        orDie("unable to open ", utmp, fd);
        orDie("unable to lock: ", utmp, lock(fd));
        long offset = 0;
        long read = read(fd, offset);
        while (read == record.size() && !record.isLoginOn(line)) {
            offset += read;
            read = read(fd, offset);
        }
        orDie("unable to read ", utmp, read);
        if (read < record.size()) {
            messages.warn("unable to logout line ", line, " in utmp: no such entry", 0);
            libc.exit(FAILED);
        }
        record.logOut();
        long written = libc.pwrite(fd, record.address(), record.size(), offset);
        orDie("unable to write ", utmp, written >= 0 && written < record.size() ? -Abi.ENOSPC : written);
        libc.close(fd);
    }

    private void logOutOfWtmp() {
        int fd = libc.open(wtmp, Abi.O_WRONLY | Abi.O_NONBLOCK | Abi.O_APPEND | Abi.O_CREAT | Abi.O_CLOEXEC, 0600);
        orDie("unable to open ", wtmp, fd);
        orDie("unable to lock ", wtmp, lock(fd));
        long size = size(fd);
        record.clear();
        record.setLine(line);
        record.logOut();
        long written = size < 0 ? size : libc.write(fd, record.address(), record.size());
        if (written < record.size()) {
            if (size >= 0) {
                // Half a record would shift all that follow.
                libc.ftruncate(fd, size);
            }
            messages.warn("unable to logout line ", line, " in wtmp", written < 0 ? (int) -written : Abi.ENOSPC);
            libc.exit(FAILED);
        }
        libc.close(fd);
    }

    private void orDie(String text, long file, long result) {
        if (result < 0) {
            messages.die(FAILED, text, file, "", (int) -result);
        }
    }

    private static int lock(int fd) {
        int result = libc.flock(fd, Abi.LOCK_EX);
        while (result == -Abi.EINTR) {
            result = libc.flock(fd, Abi.LOCK_EX);
        }
        return result;
    }

    private long read(int fd, long offset) {
        long n = libc.pread(fd, record.address(), record.size(), offset);
        while (n == -Abi.EINTR) {
            n = libc.pread(fd, record.address(), record.size(), offset);
        }
        return n;
    }

    /** Bytes in the file, or {@code -errno}. */
    private static long size(int fd) {
        FileStatus status = new FileStatus();
        int result = status.ofDescriptor(fd);
        return result < 0 ? result : status.length();
    }
}
