package dev.dogwatch.runsv;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.BootId;
import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.Clock;
import dev.dogwatch.os.Memory;
import dev.dogwatch.os.Messages;
import dev.dogwatch.service.Counters;
import dev.dogwatch.service.Lifecycle;

/**
 * Writes {@link Counters} to supervise/counters: what has happened since the boot, also under earlier runsvs. One
 * pwrite(2) when something has changed; a file that cannot be written is told once and costs nobody anything else.
 */
final class CountersFile {
    private final Counters counters = new Counters();
    private final Bytes scratch;
    private final long path;
    private final long text = Memory.permanent(Counters.TEXT_SIZE);
    private int fd = -1;
    private boolean due;
    private int complainedOf;
    private int expiriesBefore;

    /** {@code boot}: the kernel's boot id as a C string, 0 when it tells none; {@code scratch}: used during a call only. */
    CountersFile(String directory, long boot, Bytes scratch) {
        this.scratch = scratch;
        path = CString.of(directory + "counters");
        counters.boot = boot;
        counters.text = text;
    }

    /** Opens it, and goes on counting where an earlier runsv of this boot has stopped; {@code fresh}: there was none. */
    void open(boolean fresh) {
        if (!openFile() || fresh) {
            return;
        }
        long n = libc.pread(fd, scratch.address(), Counters.SIZE, 0);
        if (n <= 0) {
            return;
        }
        long boot = counters.boot;
        boolean ours = counters.parse(scratch.address(), n) && boot != 0 && counters.boot != 0
                && Memory.same(counters.boot, boot, BootId.SIZE);
        if (!ours) {
            counters.forget();
        }
        counters.boot = boot;
        counters.text = text;
        counters.textLength = 0;
        expiriesBefore = (int) counters.expiries;
    }

    private boolean openFile() {
        fd = libc.open(path, Abi.O_RDWR | Abi.O_CREAT | Abi.O_NONBLOCK | Abi.O_CLOEXEC, 0644);
        return fd >= 0;
    }

    /** The state that is shown began now. */
    void stamp(long now, long wall) {
        counters.since = now;
        counters.sinceWall = wall;
        due = true;
    }

    /** ./run was started. */
    void started(long now) {
        counters.starts++;
        counters.started = now;
        counters.startedWall = Clock.wall();
        counters.textLength = 0;
        due = true;
    }

    /** ./run has ended; {@link Counters#NONE} for what is not known. */
    void died(int exitCode, int signal, long now) {
        counters.deaths++;
        counters.lastExit = exitCode;
        counters.lastSignal = signal;
        counters.died = now;
        counters.diedWall = Clock.wall();
        due = true;
    }

    /** What the service says of itself, STATUS= of sd_notify(3): what is not text is shown as a question mark. */
    void say(long said, int length) {
        counters.textLength = Math.min(length, Counters.TEXT_SIZE);
        for (int i = 0; i < counters.textLength; i++) {
            int letter = libc.getByte(said + i);
            libc.putByte(text + i, letter >= 0 && letter < ' ' ? '?' : letter);
        }
        due = true;
    }

    /** The wall clock was set: what it said of the past is another time now, by {@code shift} ns. */
    void shift(long shift) {
        counters.startedWall += counters.started == 0 ? 0 : shift;
        counters.diedWall += counters.died == 0 ? 0 : shift;
        counters.readyWall += counters.ready == 0 ? 0 : shift;
        counters.sinceWall += shift;
        due = true;
    }

    /** A process begins of which nothing is known yet. */
    void notReady() {
        counters.ready = 0;
        counters.readyWall = 0;
    }

    /** When it became ready, by the wall clock. */
    long readyWall() {
        return counters.readyWall;
    }

    /** Takes over how the process is. */
    void show(Lifecycle lifecycle, long now) {
        if (lifecycle.ready() != (counters.ready != 0)) {
            counters.ready = lifecycle.ready() ? now : 0;
            counters.readyWall = lifecycle.ready() ? Clock.wall() : 0;
            due = true;
        }
        int expiries = expiriesBefore + lifecycle.expiries();
        due |= counters.gaveUp != lifecycle.gaveUp() || counters.expiries != expiries;
        counters.gaveUp = lifecycle.gaveUp();
        counters.expiries = expiries;
    }

    /** Writes it if anything has changed. */
    void write(Messages messages) {
        if (!due) {
            return;
        }
        due = false;
        int error = 0;
        if (fd < 0 && !openFile()) {
            error = -fd;
        } else {
            counters.format(scratch);
            long n = libc.pwrite(fd, scratch.address(), scratch.length(), 0);
            error = n == Counters.SIZE ? 0 : n < 0 ? (int) -n : Abi.ENOSPC;
        }
        if (error != 0 && error != complainedOf) {
            messages.warn("unable to write ", path, "", error);
        }
        complainedOf = error;
    }
}
