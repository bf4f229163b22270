package dev.dogwatch.runsvdir;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.Clock;
import dev.dogwatch.os.Memory;
import dev.dogwatch.os.Messages;
import dev.dogwatch.os.Poll;

/**
 * The log argument (contract, runsvdir, "log argument"): what runsvdir and its children say on stderr runs through
 * the argument's own memory, where ps(1) shows it. Its first five characters stay; a dot every 900 s shows the time.
 */
final class ProctitleLog {
    private static final int SHORTEST = 7;
    private static final int FIXED = 5;
    private static final long DOT_PERIOD = 900 * Clock.SECOND;
    private static final int STDERR = 2;
    private static final int BUFFER = 512;

    private final Messages messages;
    private final long pipe = Memory.permanent(8);
    private long window;
    private int size;
    private long buffer;
    private long dot;
    private int reading = -1;
    private long nextDot = Poll.NEVER;

    ProctitleLog(Messages messages) {
        this.messages = messages;
    }

    /** Begins to log into the argument's memory; complains and does nothing when that cannot be. */
    void begin(long argument, long now) {
        if (!setUp(argument)) {
            messages.warn("log service disabled.", 0);
            return;
        }
        nextDot = now;
    }

    private boolean setUp(long argument) {
        int length = CString.length(argument);
        if (length < SHORTEST) {
            messages.warn("log must have at least seven characters.", 0);
            return false;
        }
        if (libc.pipe2(pipe, Abi.O_CLOEXEC | Abi.O_NONBLOCK) < 0) {
            messages.warn("unable to create pipe for log.", 0);
            return false;
        }
        if (libc.dup2(libc.getInt(pipe + 4), STDERR) < 0) {
            messages.warn("unable to set filedescriptor for log.", 0);
            return false;
        }
        window = argument + FIXED;
        size = length - FIXED;
        buffer = Memory.permanent(BUFFER);
        dot = CString.of(".");
        reading = libc.getInt(pipe);
        return true;
    }

    /** The descriptor to watch, -1 for none. */
    int fd() {
        return reading;
    }

    /** When {@link #tick} is due (monotonic ns). */
    long deadline() {
        return nextDot;
    }

    void tick(long now) {
        if (now >= nextDot) {
            nextDot = now + DOT_PERIOD;
            libc.write(libc.getInt(pipe + 4), dot, 1);
        }
    }

    /** Takes what has been said: a NUL is dropped, a newline kept. */
    void read() {
        for (long n = libc.read(reading, buffer, BUFFER); n > 0; n = libc.read(reading, buffer, BUFFER)) {
            int kept = 0;
            for (int i = 0; i < n; i++) {
                byte c = libc.getByte(buffer + i);
                if (c != 0) {
                    libc.putByte(buffer + kept++, c);
                }
            }
            int taken = Math.min(kept, size);
            libc.memmove(window, window + taken, size - taken);
            libc.memmove(window + size - taken, buffer + kept - taken, taken);
        }
    }

    /** In a forked child: neither end is its business. */
    void closeInChild() {
        if (reading >= 0) {
            libc.close(libc.getInt(pipe));
            libc.close(libc.getInt(pipe + 4));
        }
    }
}
