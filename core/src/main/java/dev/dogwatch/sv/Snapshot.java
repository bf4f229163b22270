package dev.dogwatch.sv;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.BootId;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.Clock;
import dev.dogwatch.os.FileStatus;
import dev.dogwatch.os.Memory;
import dev.dogwatch.service.Counters;
import dev.dogwatch.service.Lifecycle;
import dev.dogwatch.service.Status;
import dev.dogwatch.service.Tai64;

/**
 * All that the files tell of one service, or of one log service: that whose directory was the current one at the last
 * {@link #take}. Times are in ms.
 */
final class Snapshot {
    /** A reader that comes while the counters are written comes again, which takes the writer microseconds. */
    private static final int TRIES = 16;
    private static final long MOST_SECONDS = 1_000_000_000_000L;


    final Counters counters = new Counters();

    private final SuperviseReader reader;
    private final long countersPath = CString.of("supervise/counters");
    private final long down = CString.of("down");
    private final FileStatus look = new FileStatus();
    private final long countersFile = Memory.permanent(Counters.SIZE);
    private final long stamp = Memory.permanent(Tai64.SIZE);
    private final long thisBoot = BootId.read();
    private boolean entered;
    private boolean known;
    private boolean counted;
    private boolean normallyUp;

    Snapshot(Report report) {
        reader = new SuperviseReader(report, false);
    }

    /** Whether there is such a directory, or what cannot be entered. */
    boolean exists() {
        return entered || errno() != Abi.ENOENT;
    }

    /** Whether its directory could be entered. */
    boolean entered() {
        return entered;
    }

    /**
     * Looks at the current directory, if the {@code -errno} of going there was none; whether its state is
     * {@link #known()}.
     */
    boolean take(int error) {
        entered = error == 0;
        counted = false;
        known = false;
        if (!entered) {
            normallyUp = true;
            reader.fail("unable to change to service directory", -error);
            return false;
        }
        known = reader.look() == SuperviseReader.READ;
        normallyUp = look.of(down) != 0;
        for (int i = 0; i < TRIES && !counted; i++) {
            long n = readFile(countersPath, countersFile, Counters.SIZE);
            if (n < 0) {
                break;
            }
            counted = counters.parse(countersFile, n);
        }
        return known;
    }

    /** Whether a runsv runs. */
    boolean supervised() {
        return entered && reader.supervised();
    }

    /** Whether a runsv runs and its status could be read; if not, {@link #trouble()} says why. */
    boolean known() {
        return known;
    }

    /** Why it is not known. */
    String trouble() {
        return reader.trouble();
    }

    /** The errno behind it, 0 for none. */
    int errno() {
        return reader.errno();
    }

    /** Whether there are counters. */
    boolean counted() {
        return counted;
    }

    /** Whether there is no file ./down; true of what could not be looked at. */
    boolean normallyUp() {
        return normallyUp;
    }

    /** The bytes of the status. */
    long status() {
        return reader.status();
    }

    /** {@link Lifecycle#DOWN} and so on. */
    int state() {
        return Status.state(reader.status());
    }

    /** 0 for none. */
    int pid() {
        return Status.pid(reader.status());
    }

    boolean wantedUp() {
        return Status.want(reader.status()) == 'u';
    }

    /** Flags of {@link Status}. */
    int flags() {
        return reader.flags();
    }

    boolean has(int flag) {
        return (reader.flags() & flag) != 0;
    }

    /** How long it has been as it is. */
    long age() {
        return age(status(), counters.since, counters.sinceWall);
    }

    /** How long it has been ready; only with {@link Status#READY}. */
    long readyFor() {
        return age(Status.readyStamp(status()), counters.ready, counters.readyWall);
    }

    /**
     * By the monotonic clock, where counters of this boot speak of the same moment as the stamp; by the wall clock
     * otherwise, and 0 when that has gone back.
     */
    private long age(long taiStamp, long since, long sinceWall) {
        Tai64.store(stamp, sinceWall);
        if (counted && thisBoot != 0 && counters.boot != 0 && Memory.same(counters.boot, thisBoot, BootId.SIZE)
                && Memory.same(stamp, taiStamp, Tai64.SIZE)) {
            return Math.max(Clock.monotonic() - since, 0) / Clock.MILLISECOND;
        }
        long now = Clock.wall();
        if (Long.compareUnsigned(Tai64.label(now), Tai64.load(taiStamp)) < 0) {
            return 0;
        }
        long seconds = Tai64.label(now) - Tai64.load(taiStamp);
        // More than fits a signed number is as much as can be.
        seconds = seconds < 0 ? MOST_SECONDS : Math.min(seconds, MOST_SECONDS);
        long nanos = Math.floorMod(now, Clock.SECOND) - Tai64.nanos(taiStamp);
        return Math.max(seconds * 1000 + nanos / Clock.MILLISECOND, 0);
    }

    private static long readFile(long path, long to, int n) {
        int fd = libc.open(path, Abi.O_RDONLY | Abi.O_NONBLOCK | Abi.O_CLOEXEC, 0);
        if (fd < 0) {
            return fd;
        }
        long got = libc.read(fd, to, n);
        libc.close(fd);
        return got;
    }
}
