package dev.dogwatch.svlogd;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.Clock;
import dev.dogwatch.os.DirectoryStream;
import dev.dogwatch.os.FileStatus;
import dev.dogwatch.os.Memory;
import dev.dogwatch.os.Messages;
import dev.dogwatch.service.Tai64;

/**
 * The rotated logs of the log directory that is the current directory: {@code @}, a TAI64N label in hexadecimal, a dot
 * and {@code s} (done), {@code u} (a processor has still to see it) or {@code t} (a processor's output).
 *
 * <p>They are deleted in the order of their names. So a new name is always later than those that are there, even where
 * the clock is behind them: on a board that starts in 1970 the newest log would else be the first to go.
 */
final class OldLogs {
    /** Bytes of a name, without its NUL. */
    static final int NAME = 27;
    private static final int AT_SUFFIX = 26;
    private static final int LABEL_DIGITS = 24;

    private static final DirectoryStream NAMES = new DirectoryStream();
    private static final FileStatus LOOK = new FileStatus();
    private static final long HERE = CString.of(".");

    private final Messages messages;
    private final boolean verbose;
    private final long fresh = Memory.permanent(NAME + 1);
    private final long oldest = Memory.permanent(NAME + 1);
    private final long label = Memory.permanent(Tai64.SIZE);
    /** ns since 1970 of the latest name known. */
    private long latest;
    private int count;
    private boolean scanned;

    OldLogs(Messages messages, boolean verbose) {
        this.messages = messages;
        this.verbose = verbose;
    }

    /** Forgets what is there: another directory, or the same one after some time. */
    void forget() {
        scanned = false;
        latest = 0;
    }

    /** A name that no file has, with this suffix: a C string, valid until the next call. */
    long freshName(char suffix, long directoryName) {
        if (!scanned) {
            scan(directoryName, 0, false);
        }
        latest = Math.max(Clock.wall(), latest + 1);
        while (true) {
            Tai64.store(label, latest);
            Stamp.putHex(fresh, label);
            libc.putByte(fresh + AT_SUFFIX - 1, '.');
            libc.putByte(fresh + AT_SUFFIX, suffix);
            libc.putByte(fresh + NAME, 0);
            if (LOOK.of(fresh) < 0) {
                return fresh;
            }
            latest++;
        }
    }

    /**
     * After a rotation: removes left-over output of processors, and the oldest log if there are more than {@code most};
     * neither of the log whose name is {@code spared}, a C string or 0.
     */
    void prune(long most, long spared, long directoryName) {
        scan(directoryName, spared, true);
        if (most == 0 || count <= most) {
            return;
        }
        if (verbose) {
            messages.begin("info").put("delete: ").putCString(directoryName).put("/").putCString(oldest);
            messages.send();
        }
        if (libc.getByte(oldest) == '@') {
            int result = libc.unlink(oldest);
            if (result < 0) {
                messages.warn("unable to unlink oldest logfile: ", oldest, "", -result);
            }
        }
    }

    /** When the disk is full: whether it could remove the oldest log, of which more than {@code least} must be there. */
    boolean sacrifice(long least, long spared, long directoryName) {
        scan(directoryName, spared, false);
        if (count <= least || libc.getByte(oldest) != '@') {
            return false;
        }
        messages.begin("warning").put("out of disk space, delete: ").putCString(directoryName).put("/").putCString(oldest);
        messages.send();
        int result = libc.unlink(oldest);
        if (result < 0) {
            messages.warn("unable to unlink oldest logfile: ", directoryName, "", -result);
        }
        return result == 0;
    }

    private void scan(long directoryName, long spared, boolean removeLeftOvers) {
        count = 0;
        libc.putByte(oldest, 'A');
        libc.putByte(oldest + 1, 0);
        int result = NAMES.open(HERE);
        if (result < 0) {
            messages.warn("unable to open directory, want rotate: ", directoryName, "", -result);
            return;
        }
        for (long name = NAMES.next(); name != 0; name = NAMES.next()) {
            if (libc.getByte(name) == '@' && CString.length(name) == NAME) {
                see(name, spared, removeLeftOvers);
            }
        }
        if (NAMES.error() != 0) {
            messages.warn("unable to read directory: ", directoryName, "", NAMES.error());
        }
        NAMES.close();
        scanned = true;
    }

    private void see(long name, long spared, boolean removeLeftOvers) {
        boolean isSpared = spared != 0 && sameLabel(name, spared);
        if (libc.getByte(name + AT_SUFFIX) == 't') {
            if (removeLeftOvers && !isSpared) {
                int result = libc.unlink(name);
                if (result < 0) {
                    messages.warn("unable to unlink processor leftover: ", name, "", -result);
                }
            }
            return;
        }
        count++;
        latest = Math.max(latest, time(name));
        if (!isSpared && compare(name, oldest) < 0) {
            libc.memmove(oldest, name, NAME + 1);
        }
    }

    private static boolean sameLabel(long a, long b) {
        for (int i = 0; i < AT_SUFFIX; i++) {
            if (libc.getByte(a + i) != libc.getByte(b + i)) {
                return false;
            }
        }
        return true;
    }

    private static int compare(long a, long b) {
        int i = 0;
        while (libc.getByte(a + i) != 0 && libc.getByte(a + i) == libc.getByte(b + i)) {
            i++;
        }
        return (libc.getByte(a + i) & 0xff) - (libc.getByte(b + i) & 0xff);
    }

    /** ns since 1970 of a name, 0 where it is no time between 1970 and 2262. */
    private static long time(long name) {
        long seconds = 0;
        long nanos = 0;
        for (int i = 1; i <= LABEL_DIGITS; i++) {
            byte c = libc.getByte(name + i);
            int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
            if (digit < 0) {
                return 0;
            }
            if (i <= 16) {
                seconds = seconds << 4 | digit;
            } else {
                nanos = nanos << 4 | digit;
            }
        }
        long since = seconds - Tai64.label(0);
        boolean plausible = seconds > 0 && since >= 0 && since < Long.MAX_VALUE / Clock.SECOND - 1 && nanos < Clock.SECOND;
        return plausible ? since * Clock.SECOND + nanos : 0;
    }
}
