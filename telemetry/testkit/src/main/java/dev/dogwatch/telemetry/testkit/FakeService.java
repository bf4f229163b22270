package dev.dogwatch.telemetry.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * A service of a {@link FakeNode}: supervise/status, counters and the fifos. Each thing that happens to it is written at
 * once, first the status, renamed into place, then the counters, in place. It looks supervised until it is closed.
 */
public final class FakeService implements AutoCloseable {

    /** Bytes of supervise/counters. */
    public static final int COUNTERS_SIZE = 640;

    private static final int DOWN = 0;
    private static final int RUN = 1;
    private static final int FINISH = 2;

    private static final int CRASH_ONLY = 1;
    private static final int TELLS_READINESS = 2;
    private static final int READY = 4;
    private static final int GAVE_UP = 8;

    private static final int NONE = -1;
    /** TAI64 counts from 2^62 seconds before 1970, and runit is 10 seconds ahead of UTC, as TAI was then. */
    private static final long TAI_OF_UNIX_EPOCH = 4611686018427387914L;

    /** One moment by both clocks: ns of CLOCK_MONOTONIC, and since 1970. */
    private record Moment(long monotonic, long wall) {
        private static final Moment NEVER = new Moment(0, 0);

        static Moment now() {
            Instant wall = Instant.now();
            return new Moment(System.nanoTime(), wall.getEpochSecond() * Duration.ofSeconds(1).toNanos() + wall.getNano());
        }
    }

    private final Path directory;
    private final Path supervise;
    private final String bootId;
    private final List<RandomAccessFile> fifos;
    private int state = DOWN;
    private char want = 'u';
    private int pid;
    private boolean paused;
    private int flags;
    private long starts;
    private long deaths;
    private int lastExit = NONE;
    private int lastSignal = NONE;
    private Moment started = Moment.NEVER;
    private Moment died = Moment.NEVER;
    private Moment ready = Moment.NEVER;
    private Moment since = Moment.now();
    private String text = "";
    private boolean counts = true;
    private long generation;

    private FakeService(Path directory, String bootId) throws IOException {
        this.directory = directory;
        this.supervise = Files.createDirectories(directory.resolve("supervise"));
        this.bootId = bootId;
        makeFifos(List.of("control", "ok"));
        // Open for both, which does not wait for the other side: sv and others then find a reader.
        fifos = List.of(fifo("control"), fifo("ok"));
    }

    static FakeService create(Path directory, String bootId) {
        try {
            FakeService service = new FakeService(directory, bootId);
            service.show();
            return service;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void makeFifos(List<String> names) throws IOException {
        ProcessBuilder mkfifo = new ProcessBuilder("mkfifo", "-m", "600", "--").directory(supervise.toFile()).inheritIO();
        mkfifo.command().addAll(names);
        try {
            if (mkfifo.start().waitFor() != 0) {
                throw new IOException("mkfifo has failed in " + supervise);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private RandomAccessFile fifo(String name) throws IOException {
        return new RandomAccessFile(supervise.resolve(name).toFile(), "rw");
    }

    /** The service directory. */
    public Path directory() {
        return directory;
    }

    /** ./run has started, as this process. */
    public FakeService up(int newPid) {
        start(newPid);
        return show();
    }

    private void start(int newPid) {
        state = RUN;
        pid = newPid;
        paused = false;
        starts++;
        flags &= ~(READY | GAVE_UP);
        ready = Moment.NEVER;
        started = Moment.now();
        since = started;
    }

    /** ./run has exited with this code; there is no ./finish. */
    public FakeService exits(int code) {
        die(code, NONE);
        return show();
    }

    /** A signal has ended ./run; there is no ./finish. */
    public FakeService killedBy(int signal) {
        die(NONE, signal);
        return show();
    }

    /** ./run has exited with this code, and ./finish has started, as this process. */
    public FakeService finishes(int code, int finishPid) {
        die(code, NONE);
        state = FINISH;
        pid = finishPid;
        return show();
    }

    /** ./finish has ended. */
    public FakeService finished() {
        state = DOWN;
        pid = 0;
        since = Moment.now();
        return show();
    }

    private void die(int code, int signal) {
        state = DOWN;
        pid = 0;
        paused = false;
        deaths++;
        lastExit = code;
        lastSignal = signal;
        flags &= ~READY;
        ready = Moment.NEVER;
        died = Moment.now();
        since = died;
    }

    /** It has died so often (by SIGKILL) and was started again each time before anything was written; this process lives. */
    public FakeService restartedUnseen(int times, int newPid) {
        for (int i = 0; i < times; i++) {
            die(NONE, 9);
            start(newPid);
        }
        return show();
    }

    /** It has told that it is ready. */
    public FakeService ready() {
        flags |= TELLS_READINESS | READY;
        ready = Moment.now();
        return show();
    }

    /** It is one that tells when it is ready, and has not told yet. */
    public FakeService tellsReadiness() {
        flags |= TELLS_READINESS;
        return show();
    }

    public FakeService crashOnly() {
        flags |= CRASH_ONLY;
        return file("crash-only", "").show();
    }

    /** It is not started again. */
    public FakeService gaveUp() {
        flags |= GAVE_UP;
        return show();
    }

    public FakeService paused(boolean now) {
        paused = now;
        return show();
    }

    /** As after {@code sv up} or {@code sv down}, before anything has happened. */
    public FakeService want(boolean up) {
        want = up ? 'u' : 'd';
        return show();
    }

    /** It has sent STATUS=. */
    public FakeService says(String status) {
        text = status;
        return show();
    }

    /** There are no counters, as with C runit. */
    public FakeService withoutCounters() {
        counts = false;
        try {
            Files.deleteIfExists(supervise.resolve("counters"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Puts a file into the service directory: {@code down}, {@code critical} ... */
    public FakeService file(String name, String content) {
        try {
            Files.writeString(directory.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Takes a file out of it. */
    public FakeService withoutFile(String name) {
        try {
            Files.deleteIfExists(directory.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Writes any bytes as the status. */
    public FakeService rawStatus(byte[] bytes) {
        replace(supervise.resolve("status"), bytes);
        return this;
    }

    /** Writes any bytes over the counters. */
    public FakeService rawCounters(byte[] bytes) {
        try (FileChannel file = FileChannel.open(supervise.resolve("counters"), StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
            file.write(ByteBuffer.wrap(bytes), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** What runsv would have counted so far. */
    public long starts() {
        return starts;
    }

    public long deaths() {
        return deaths;
    }

    private FakeService show() {
        rawStatus(status());
        return counts ? rawCounters(counters()) : this;
    }

    private byte[] status() {
        ByteBuffer bytes = ByteBuffer.allocate(33);
        stamp(bytes, since);
        bytes.order(ByteOrder.LITTLE_ENDIAN).putInt(pid).order(ByteOrder.BIG_ENDIAN);
        bytes.put((byte) (paused ? 1 : 0)).put((byte) want).put((byte) 0).put((byte) state);
        if (flags != 0) {
            bytes.put((byte) flags);
            if ((flags & READY) != 0) {
                stamp(bytes, ready);
            }
            bytes.position(bytes.limit());
        }
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    private static void stamp(ByteBuffer bytes, Moment moment) {
        Instant wall = Instant.ofEpochSecond(0, moment.wall);
        bytes.putLong(wall.getEpochSecond() + TAI_OF_UNIX_EPOCH).putInt(wall.getNano());
    }

    private byte[] counters() {
        generation++;
        byte[] head = String.join("\n", "counters " + generation, "boot " + bootId, "starts " + starts, "deaths " + deaths,
                "expiries 0", "exit " + lastExit, "signal " + lastSignal, both("started", started), both("died", died),
                both("ready", ready), both("since", since), "gave-up " + ((flags & GAVE_UP) != 0 ? 1 : 0), "text " + text)
                .getBytes(UTF_8);
        byte[] tail = ("\ncounters " + generation + "\n").getBytes(UTF_8);
        byte[] all = new byte[COUNTERS_SIZE];
        Arrays.fill(all, (byte) ' ');
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(tail, 0, all, COUNTERS_SIZE - tail.length, tail.length);
        return all;
    }

    private static String both(String key, Moment moment) {
        return key + " " + moment.monotonic + "\n" + key + "-wall " + moment.wall;
    }

    /** Beside its name and renamed, as {@code AtomicFile} of the suite does it. */
    static void replace(Path path, byte[] bytes) {
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        try {
            Files.write(fresh, bytes);
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its supervisor is gone: nobody reads its fifos. What it has written stays. */
    @Override
    public void close() {
        for (RandomAccessFile fifo : fifos) {
            try {
                fifo.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
