package dev.dogwatch.runsv;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.Clock;
import dev.dogwatch.os.FileStatus;
import dev.dogwatch.os.Messages;
import dev.dogwatch.os.SignalName;
import dev.dogwatch.os.ValueFile;
import dev.dogwatch.service.Settings;

/**
 * Reads the files of the service directory that say more than runit knows (docs/crash-only.md) into {@link Settings}.
 *
 * <p>They count from the next start or control byte on. A directory without them costs one statx(2) each time: it is
 * read again only when it has changed. A file that cannot be understood is told once, and counts as missing.
 */
final class SettingsFiles {
    /** ns: a directory that changed less than this ago may change once more without another time stamp. */
    private static final long RACY = 50 * Clock.MILLISECOND;
    private static final int LONGEST = 200;

    private static final int CRASH_ONLY = 1;
    private static final int NOTIFICATION_FD = 1 << 1;
    private static final int NOTIFY = 1 << 2;
    private static final int WATCHDOG_TIMEOUT = 1 << 3;
    private static final int TIMEOUT_KILL = 1 << 4;
    private static final int TIMEOUT_FINISH = 1 << 5;
    private static final int DOWN_SIGNAL = 1 << 6;
    private static final int MAX_DEATH_TALLY = 1 << 7;
    private static final int BACKOFF = 1 << 8;
    private static final int CGROUP = 1 << 9;
    private static final int DOWN = 1 << 10;
    private static final int LOG = 1 << 11;
    /** Those whose content counts: it may change while the directory does not. */
    private static final int WITH_CONTENT = NOTIFICATION_FD | WATCHDOG_TIMEOUT | TIMEOUT_KILL | TIMEOUT_FINISH
            | DOWN_SIGNAL | MAX_DEATH_TALLY | BACKOFF | CGROUP;

    private static final int MOST_DEATHS = 1000;
    private static final int LARGEST_FD = 1023;
    private static final long DEATH_WINDOW = 60 * Clock.SECOND;
    private static final long LONGEST_PAUSE = 60 * Clock.SECOND;
    private static final int BAD = ValueFile.BAD;

    private final Settings settings;
    private final Messages messages;
    private final FileStatus look;
    private final Bytes scratch;
    private final ValueFile file;
    private final long here = CString.of(".");
    private boolean allCrashOnly;
    private int present;
    private boolean known;
    private long changed;
    private int complainedOf;
    private int notificationFd;

    /** {@code scratch}: used during a call only. */
    SettingsFiles(Settings settings, Messages messages, FileStatus look, Bytes scratch) {
        this.settings = settings;
        this.messages = messages;
        this.look = look;
        this.scratch = scratch;
        file = new ValueFile(scratch, LONGEST);
    }

    /** Every service is crash-only, whether its directory says so or not. */
    void allCrashOnly() {
        allCrashOnly = true;
    }

    /** Looks whether anything has changed, and takes it over. */
    void refresh() {
        boolean same = look.of(here) == 0 && known && look.changed() == changed;
        if (same && (present & WITH_CONTENT) == 0) {
            return;
        }
        if (!same) {
            complainedOf = look.changed() == changed ? complainedOf : 0;
            changed = look.changed();
            // Also while the clock is behind: then the directory is read each time.
            known = Clock.wall() - changed > RACY;
            scan();
        }
        take();
    }

    /** Whether there may be a file {@code down}; when the directory could not be read, there may. */
    boolean mayHaveDown() {
        return has(DOWN);
    }

    /** Whether there may be a directory {@code log}. */
    boolean mayHaveLog() {
        return has(LOG);
    }

    /** The descriptor on which ./run tells that it is ready, 0 for none. */
    int notificationFd() {
        return notificationFd;
    }

    /** Whether ./run gets a socket for sd_notify(3). */
    boolean notifies() {
        return has(NOTIFY) || settings.watchdog > 0;
    }

    /** Whether nothing that ./run started may be left behind. */
    boolean tracksDescendants() {
        return settings.crashOnly || has(CGROUP);
    }

    /** Whether a control group is wanted. */
    boolean wantsControlGroup() {
        return has(CGROUP);
    }

    /** The name of the control group as a C string, valid until the next call; 0 when the file gives none. */
    long controlGroupName() {
        if (!has(CGROUP) || !read("cgroup")) {
            return 0;
        }
        long text = file.text();
        int first = libc.getByte(text);
        if (first == 0) {
            return 0;
        }
        boolean bad = first == '.';
        for (int i = 0; libc.getByte(text + i) != 0; i++) {
            bad |= libc.getByte(text + i) == '/';
        }
        if (bad) {
            complain(CGROUP, "cgroup", " is no name of a control group");
        }
        return bad ? 0 : text;
    }

    private boolean has(int which) {
        return (present & which) != 0;
    }

    /** By getdents64(2), of which the scratch holds some twenty names at once. */
    private void scan() {
        int fd = libc.open(here, Abi.O_RDONLY | Abi.O_CLOEXEC, 0);
        if (fd < 0) {
            // No descriptor, or no right to read it: what was known stays; at the beginning all that runit looks at.
            present |= DOWN | LOG;
            known = false;
            return;
        }
        present = 0;
        while (true) {
            long n = libc.getdents64(fd, scratch.address(), RunsvMemory.SCRATCH);
            if (n <= 0) {
                break;
            }
            for (long at = scratch.address(); at < scratch.address() + n;) {
                present |= bit(at + Abi.DIRENT_AT_NAME);
                at += libc.getShort(at + Abi.DIRENT_AT_RECLEN) & 0xffff;
            }
        }
        libc.close(fd);
    }

    private static int bit(long name) {
        switch (libc.getByte(name)) {
            case 'b':
                return CString.equals(name, "backoff") ? BACKOFF : 0;
            case 'c':
                return CString.equals(name, "crash-only") ? CRASH_ONLY : CString.equals(name, "cgroup") ? CGROUP : 0;
            case 'd':
                return CString.equals(name, "down") ? DOWN : CString.equals(name, "down-signal") ? DOWN_SIGNAL : 0;
            case 'l':
                return CString.equals(name, "log") ? LOG : 0;
            case 'm':
                return CString.equals(name, "max-death-tally") ? MAX_DEATH_TALLY : 0;
            case 'n':
                return CString.equals(name, "notify") ? NOTIFY
                        : CString.equals(name, "notification-fd") ? NOTIFICATION_FD : 0;
            case 't':
                return CString.equals(name, "timeout-kill") ? TIMEOUT_KILL
                        : CString.equals(name, "timeout-finish") ? TIMEOUT_FINISH : 0;
            case 'w':
                return CString.equals(name, "watchdog-timeout") ? WATCHDOG_TIMEOUT : 0;
            default:
                return 0;
        }
    }

    private void take() {
        settings.clear();
        settings.crashOnly = allCrashOnly || has(CRASH_ONLY);
        notificationFd = 0;
        if ((present & WITH_CONTENT) != 0) {
            takeContents();
        }
        settings.tellsReadiness = notificationFd > 0 || has(NOTIFY);
    }

    private void takeContents() {
        long fd = number(NOTIFICATION_FD, "notification-fd", 1);
        if (fd > 2 && fd <= LARGEST_FD) {
            notificationFd = (int) fd;
        } else if (fd != BAD) {
            complain(NOTIFICATION_FD, "notification-fd", " is no descriptor from 3 to 1023");
        }
        settings.watchdog = Math.max(number(WATCHDOG_TIMEOUT, "watchdog-timeout", Clock.SECOND), 0);
        settings.killAfter = limit(number(TIMEOUT_KILL, "timeout-kill", Clock.MILLISECOND));
        settings.finishAfter = limit(number(TIMEOUT_FINISH, "timeout-finish", Clock.MILLISECOND));
        takeSignal();
        takeTally();
        takeBackoff();
    }

    /** As in s6: 0 is no limit. */
    private static long limit(long value) {
        return value <= 0 ? Settings.NEVER : value;
    }

    private void takeSignal() {
        if (has(DOWN_SIGNAL) && read("down-signal")) {
            settings.downSignal = SignalName.parse(file.text());
            if (settings.downSignal == 0) {
                complain(DOWN_SIGNAL, "down-signal", " is no signal");
            }
        }
    }

    private void takeTally() {
        long most = number(MAX_DEATH_TALLY, "max-death-tally", 1);
        if (most == BAD) {
            return;
        }
        long window = file.number(Clock.SECOND);
        settings.mostDeaths = (int) Math.min(most, MOST_DEATHS);
        settings.deathWindow = window == BAD ? DEATH_WINDOW : window;
    }

    private void takeBackoff() {
        long first = number(BACKOFF, "backoff", Clock.SECOND);
        if (first == BAD) {
            return;
        }
        long longest = file.number(Clock.SECOND);
        long reset = file.number(Clock.SECOND);
        settings.firstPause = first;
        settings.longestPause = Math.max(longest == BAD ? LONGEST_PAUSE : longest, first);
        settings.resetAfter = reset == BAD ? settings.longestPause : reset;
    }

    /** The number that a file begins with, in {@code unit}s of ns; {@link ValueFile#BAD} when there is no file or no number in it. */
    private long number(int which, String name, long unit) {
        if (!has(which) || !read(name)) {
            return BAD;
        }
        long value = file.number(unit);
        if (value == BAD) {
            complain(which, name, " is no number");
        }
        return value;
    }

    private boolean read(String name) {
        return file.read(scratch.clear().put(name).terminate()) == 0;
    }

    /** {@code ./NAME: "CONTENT" TEXT}, once for each change of the directory. */
    private void complain(int which, String name, String text) {
        if ((complainedOf & which) == 0) {
            complainedOf |= which;
            messages.begin("warning").put("./").put(name).put(": \"").putCString(file.text()).put("\"").put(text)
                    .put(", ignored");
            messages.send();
        }
    }
}
