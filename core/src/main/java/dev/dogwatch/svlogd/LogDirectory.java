package dev.dogwatch.svlogd;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.Clock;
import dev.dogwatch.os.Messages;
import dev.dogwatch.os.Poll;

/**
 * One log directory: its lock, its config, the lines on their way to its file. It is closed and opened again at
 * SIGHUP; what could not be written until then is kept.
 */
final class LogDirectory {
    private static final int FLUSH = 64 * 1024;
    private static final int LINE_ROOM = 256;
    private static final long NEWLINE = CString.of("\n");

    private final Messages messages;
    private final Settings settings;
    private final WorkingDirectory place;
    private final StderrCopy stderr;
    private final Config config;
    private final OldLogs oldLogs;
    private final Processor processor;
    private final CurrentFile current;
    private final Outbox outbox = new Outbox();
    private final Bytes datagram = new Bytes(LINE_ROOM);
    private final long name;
    private final long lockName = CString.of("lock");

    private int fd = -1;
    private int lock = -1;
    private boolean plain;
    private boolean aged;
    private long rotateAt;
    /** The line that is being put together goes into the log. */
    private boolean taken;
    /** Where that line begins in the outbox, and whether it is being lost. */
    private int lineBegin;
    private boolean dropping;
    private boolean mayLose;
    /** Lines since the last time that all was written. */
    private long lost;

    /** {@code name}: a C string, from the directory in which the program was started. */
    LogDirectory(long name, Messages messages, Settings settings, WorkingDirectory place, StderrCopy stderr) {
        this.name = name;
        this.messages = messages;
        this.settings = settings;
        this.place = place;
        this.stderr = stderr;
        config = new Config(messages);
        oldLogs = new OldLogs(messages, settings.verbose);
        processor = new Processor(messages, settings.verbose);
        current = new CurrentFile(messages, settings, config, oldLogs, processor);
    }

    boolean isOpen() {
        return lock >= 0;
    }

    /** Opens it, or complains: whether it can be used. */
    boolean open(long now) {
        place.leave();
        fd = libc.open(name, Abi.O_RDONLY | Abi.O_NONBLOCK | Abi.O_CLOEXEC, 0);
        if (fd < 0) {
            messages.warn("unable to open log directory: ", name, "", -fd);
            return false;
        }
        int result = place.enter(fd);
        if (result < 0) {
            abandon("unable to change directory: ", -result);
            return false;
        }
        lock = libc.open(lockName, Abi.O_WRONLY | Abi.O_NONBLOCK | Abi.O_APPEND | Abi.O_CREAT | Abi.O_CLOEXEC, 0600);
        result = lock < 0 ? lock : libc.flock(lock, Abi.LOCK_EX | Abi.LOCK_NB);
        if (result < 0) {
            abandon("unable to lock directory: ", -result);
            return false;
        }
        processor.in(name);
        oldLogs.forget();
        readConfig(now);
        result = current.open(name);
        if (result < 0) {
            abandon("unable to stat current: ", -result);
            return false;
        }
        return true;
    }

    private void readConfig(long now) {
        int result = config.read(name);
        if (result < 0) {
            messages.warn("unable to read config: ", name, "", -result);
        } else if (result == 1 && settings.verbose) {
            messages.begin("info").put("read: ").putCString(name).put("/config");
            messages.send();
        }
        aged = config.age > 0;
        rotateAt = now + config.age * Clock.SECOND;
        plain = settings.stamps == 0 && config.selection.isEmpty() && config.prefix.length() == 0 && !config.udp.isOn();
    }

    private void abandon(String complaint, int errno) {
        closeDescriptors();
        messages.warn(complaint, name, "", errno);
    }

    /** Ends it in order: what could be written is on the disk. */
    void close(long now) {
        if (!isOpen()) {
            return;
        }
        if (settings.verbose) {
            messages.begin("info").put("close: ").putCString(name);
            messages.send();
        }
        flush(now);
        current.close();
        closeDescriptors();
    }

    private void closeDescriptors() {
        place.leave();
        if (lock >= 0) {
            libc.close(lock);
            lock = -1;
        }
        libc.close(fd);
        fd = -1;
    }

    /** Whether lines go into the file as they come, so that {@link #putLines} may take many at once. */
    boolean isPlain() {
        return plain;
    }

    /** Takes bytes as they are; the last need not be the end of a line. */
    void putLines(long address, long n, long now) {
        long done = 0;
        if (outbox.length() == 0 && enter()) {
            done = current.write(address, n, now);
        }
        while (done < n) {
            long newline = libc.memchr(address + done, '\n', n - done);
            long end = newline == 0 ? n : newline + 1 - address;
            begin();
            put(address + done, (int) (end - done));
            if (newline != 0) {
                end();
            }
            done = end;
        }
    }

    /** Ends a line that was taken as it is. */
    void putNewline(long now) {
        putLines(NEWLINE, 1, now);
    }

    /** Begins a line with its stamp and the bytes that patterns look at; {@code cut}: there may be more to come. */
    void beginLine(long stamp, int stampLength, long line, int n, boolean cut) {
        config.selection.judge(line, n);
        taken = config.selection.logged();
        if (config.selection.toStderr()) {
            stderr.put(stamp, stampLength, config.prefix, line, n, cut);
        }
        if (!taken) {
            return;
        }
        if (config.udp.isOn()) {
            sendDatagram(stamp, stampLength, line, n, cut);
        }
        taken = !config.udp.isOnly();
        if (taken) {
            begin();
            put(stamp, stampLength);
            put(config.prefix.address(), config.prefix.length());
            put(line, n);
        }
    }

    /** Goes on with a line. */
    void continueLine(long address, long n) {
        if (taken) {
            put(address, (int) n);
        }
    }

    /** Ends a line. */
    void endLine(long now) {
        if (taken) {
            putByte('\n');
            end();
            if (outbox.length() >= FLUSH) {
                flush(now);
            }
        }
    }

    /** Writes what there is, if the file takes it. */
    void flush(long now) {
        if (isOpen() && outbox.length() > 0 && current.isWritable(now) && enter()) {
            outbox.drop(current.write(outbox.address(), outbox.length(), now));
            lineBegin = outbox.length();
            if (lost > 0 && outbox.length() == 0) {
                messages.begin("warning").put("lines lost while it could not be written: ").putCString(name).put(": ")
                        .putNumber(lost);
                messages.send();
                lost = 0;
            }
        }
    }

    /** Whether nothing waits to be written, and no processor to end. */
    boolean isSettled() {
        return !isOpen() || outbox.length() == 0 && !processor.isBusy();
    }

    /**
     * Whether lines may be lost here rather than be kept in memory without limit: because other directories go on, and
     * nobody may be made to wait. (Where none does, there is no more to read until one can write again.)
     */
    void mayLose(boolean may) {
        mayLose = may;
    }

    /** Whether it has as much in memory as it should. */
    boolean isFull() {
        return outbox.isFull();
    }

    /** Whether the file takes nothing at the moment. */
    boolean isPaused() {
        return current.isPaused();
    }

    /** SIGALRM: rotates, unless current is empty. */
    void rotate(long now) {
        if (isOpen()) {
            flush(now);
            if (enter()) {
                current.rotate();
            }
        }
    }

    /** When {@link #tick} has something to do, on the monotonic clock. */
    long deadline() {
        if (!isOpen()) {
            return Poll.NEVER;
        }
        long written = outbox.length() > 0 ? current.deadline() : Poll.NEVER;
        return Math.min(Math.min(written, processor.deadline()), aged ? rotateAt : Poll.NEVER);
    }

    /** Does what is due: writes again after a pause, rotates by age, lets the processor go on. */
    void tick(long now) {
        if (!isOpen()) {
            return;
        }
        flush(now);
        if (aged && now >= rotateAt) {
            rotateAt = now + config.age * Clock.SECOND;
            if (enter()) {
                current.rotate();
            }
        }
        if (now >= processor.deadline() && enter()) {
            processor.tick(now, config.processor.address());
        }
    }

    /** A child has ended: whether it was this directory's processor. */
    boolean ended(int child, int status, boolean leaving, long now) {
        if (!processor.owns(child)) {
            return false;
        }
        if (isOpen() && enter()) {
            processor.ended(status, leaving, now, config.processor.address());
        } else {
            processor.abandon();
        }
        return true;
    }

    /** Gives up what could not be written: on the way out, when asked for the second time. */
    void giveUp() {
        if (outbox.length() > 0) {
            messages.begin("warning").put("not written: ").putCString(name).put(": ").putNumber(outbox.length())
                    .put(" bytes");
            messages.send();
            outbox.drop(outbox.length());
        }
    }

    private boolean enter() {
        int result = place.enter(fd);
        if (result < 0) {
            current.pause("unable to change directory: ", -result);
        }
        return result == 0;
    }

    private void sendDatagram(long stamp, int stampLength, long line, int n, boolean cut) {
        datagram.clear().putMemory(stamp, stampLength).putMemory(config.prefix.address(), config.prefix.length())
                .putMemory(line, n).put(cut ? "...\n" : "\n");
        if (!UdpCopy.hasSocket()) {
            logInstead("warning: no udp socket available: ");
        } else if (config.udp.send(datagram) < 0) {
            logInstead("warning: failure sending through udp: ");
        }
    }

    private void logInstead(String why) {
        begin();
        for (int i = 0; i < why.length(); i++) {
            putByte(why.charAt(i));
        }
        put(datagram.address(), datagram.length());
        end();
    }

    /** Begins a line in the outbox, or its loss where there is no room. */
    private void begin() {
        lineBegin = outbox.length();
        dropping = mayLose && outbox.isFull();
    }

    private void put(long address, int n) {
        if (!dropping && !outbox.put(address, n)) {
            drop();
        }
    }

    private void putByte(int value) {
        if (!dropping && !outbox.putByte(value)) {
            drop();
        }
    }

    private void drop() {
        dropping = true;
        outbox.cut(Math.min(lineBegin, outbox.length()));
    }

    private void end() {
        if (dropping) {
            lost++;
        }
        lineBegin = outbox.length();
    }
}
