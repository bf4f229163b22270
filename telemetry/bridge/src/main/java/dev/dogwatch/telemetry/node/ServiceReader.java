package dev.dogwatch.telemetry.node;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.BootId;
import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.FileStatus;
import dev.dogwatch.os.Memory;
import dev.dogwatch.service.Counters;
import dev.dogwatch.service.Lifecycle;
import dev.dogwatch.service.Status;
import dev.dogwatch.service.Tai64;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Reads one service after the other, by the classes that write and read those files in sv and runsv. For one thread. */
final class ServiceReader {
    /**
     * runsv writes the counters, and then the status that they belong to: who finds counters that speak of another moment
     * has come in between, and looks again.
     */
    private static final int TRIES = 20;
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(1);

    private final Bytes path = new Bytes(256);
    private final long status = Memory.permanent(Status.EXTENDED_SIZE + 1);
    private final long stamp = Memory.permanent(Tai64.SIZE);
    private final long countersFile = Memory.permanent(Counters.SIZE);
    private final Counters counters = new Counters();
    private final FileStatus look = new FileStatus();
    private final long thisBoot = BootId.read();

    /** @param directory of the service, a character for each byte; empty: there is no status to be read */
    Optional<ServiceState> read(String directory) {
        long n = 0;
        boolean counted = false;
        boolean matching = false;
        for (int i = 0; i < TRIES && !matching; i++) {
            if (i > 0) {
                LockSupport.parkNanos(PAUSE);
            }
            n = readFile(path(directory, "/supervise/status"), status, Status.EXTENDED_SIZE + 1);
            if (n < Status.SIZE) {
                return Optional.empty();
            }
            long size = readFile(path(directory, "/supervise/counters"), countersFile, Counters.SIZE);
            counted = counters.parse(countersFile, size);
            Tai64.store(stamp, counters.sinceWall);
            // Without the file there is nothing that could match; a torn one is read again.
            matching = counted ? Memory.same(stamp, status, Tai64.SIZE) : size < 0;
        }
        boolean thisBootCounted = counted && thisBoot != 0 && counters.boot != 0
                && Memory.same(counters.boot, thisBoot, BootId.SIZE);
        boolean stale = counted && counters.boot != 0 && !thisBootCounted;
        int flags = Status.flags(status, n);
        int pid = Status.pid(status);
        boolean gone = stale || pid != 0 && !supervised(directory) && libc.kill(pid, 0) == -Abi.ESRCH;
        Phase phase = gone ? Phase.DOWN : phase(Status.state(status));
        boolean tellsReadiness = (flags & Status.TELLS_READINESS) != 0;
        return Optional.of(new ServiceState(phase, Status.want(status) == 'u', !exists(directory, "/down"),
                tellsReadiness ? !gone && (flags & Status.READY) != 0 : null, !gone && Status.paused(status),
                (flags & Status.CRASH_ONLY) != 0, (flags & Status.GAVE_UP) != 0, exists(directory, "/critical"),
                gone || pid <= 0 ? null : pid,
                thisBootCounted ? counters.starts : null, thisBootCounted ? counters.deaths : null,
                thisBootCounted ? known(counters.lastExit, 0, 255) : null, thisBootCounted ? known(counters.lastSignal, 1, 127) : null,
                thisBootCounted && matching ? counters.since / 1_000_000 : null,
                Math.floorDiv(Tai64.wall(status), 1_000_000L)));
    }

    private static Integer known(int value, int least, int most) {
        return value < least || value > most ? null : value;
    }

    private static Phase phase(int state) {
        return switch (state) {
            case Lifecycle.RUN -> Phase.RUN;
            case Lifecycle.FINISH -> Phase.FINISH;
            default -> Phase.DOWN;
        };
    }

    /** Whether a runsv has the fifo open. */
    private boolean supervised(String directory) {
        int fd = libc.open(path(directory, "/supervise/ok"), Abi.O_WRONLY | Abi.O_NONBLOCK | Abi.O_CLOEXEC, 0);
        if (fd < 0) {
            return false;
        }
        libc.close(fd);
        return true;
    }

    private boolean exists(String directory, String file) {
        return look.of(path(directory, file)) == 0;
    }

    private long path(String directory, String file) {
        return path.clear().put(directory).put(file).terminate();
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
