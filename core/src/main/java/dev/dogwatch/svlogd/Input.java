package dev.dogwatch.svlogd;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.Clock;
import dev.dogwatch.os.Memory;
import dev.dogwatch.os.Messages;
import dev.dogwatch.os.Poll;

/**
 * Standard input, in blocks. Of a pipe it first looks at a copy (tee(2)), and takes the bytes only when they have been
 * dealt with: what a killed svlogd has not written is still in the pipe for the next one. An incomplete line stays in
 * the pipe too, for as long as its end may come any moment; then it is held in memory, where C runit keeps it always.
 *
 * <p>Anything but a pipe is simply read.
 */
final class Input {
    /** What {@link #read} gives when there is nothing new. */
    static final int NOTHING = 0;
    /** What {@link #read} gives when there will be nothing more. */
    static final int END = -1;
    /** What {@link #read} gives when there are bytes to deal with. */
    static final int BYTES = 1;

    private static final int STDIN = 0;
    /** A pipe's capacity, unless somebody has changed it (pipe(7)). */
    private static final int BLOCK = 65536;
    private static final int LARGER_PIPE = 4 * BLOCK;
    private static final long PATIENCE = Clock.SECOND / 5;
    /** Until the first look at a line that may go on without an edge; each one after it takes twice as long to come. */
    private static final long FIRST_LOOK = Clock.SECOND / 10_000;

    private final Messages messages;
    private final long buffer;
    private final long size;
    private final long fds = Memory.permanent(8);
    private final long event = Memory.permanent(Abi.EPOLL_EVENT_SIZE);
    private boolean tees = true;
    private int copyReader = -1;
    private int copyWriter = -1;
    private int sink = -1;
    private int edge = -1;
    private boolean enlarged;
    /** Bytes at the beginning of the buffer that are no longer in the pipe. */
    private long held;
    /** Bytes behind those; of a pipe, they are still in it. */
    private long fresh;
    /** The pipe had nothing but the {@link #fresh} bytes of an incomplete line, and more is waited for. */
    private boolean incomplete;
    /**
     * The edge tells of whatever comes from now on, but for one thing: a write that found no room goes on without an edge when
     * there is room again, unless the pipe was emptied (Linux, pipe_write). For its sake one looks now and then.
     */
    private boolean edgeArmed;
    private long patientUntil;
    private long lookAt;
    private long pause;

    /** Lines of up to {@code lineLength} bytes may have to be held. */
    Input(Messages messages, int lineLength) {
        this.messages = messages;
        size = (long) lineLength + BLOCK;
        buffer = Memory.allocate(size);
        if (libc.pipe2(fds, Abi.O_CLOEXEC | Abi.O_NONBLOCK) < 0) {
            tees = false;
        } else {
            copyReader = libc.getInt(fds);
            copyWriter = libc.getInt(fds + 4);
            sink = libc.open(CString.of("/dev/null"), Abi.O_WRONLY | Abi.O_CLOEXEC, 0);
        }
    }

    /** The descriptor to poll for reading. */
    int fd() {
        return incomplete && edgeArmed ? edge : STDIN;
    }

    /** When to {@link #read} even if the descriptor has nothing to tell, on the monotonic clock. */
    long deadline() {
        return !incomplete ? Poll.NEVER : edgeArmed ? Math.min(lookAt, patientUntil) : 0;
    }

    long address() {
        return buffer;
    }

    long length() {
        return held + fresh;
    }

    /** Whether an incomplete line has been seen. */
    boolean isInLine() {
        return held + fresh > 0;
    }

    /**
     * Looks for more, which then stands behind what was left of the block before.
     *
     * @param oneByte takes no byte more than one, of what cannot be looked at without taking it
     */
    int read(boolean oneByte) {
        if (tees) {
            int result = copy();
            if (tees) {
                return result;
            }
        }
        long n = libc.read(STDIN, buffer + held, oneByte ? 1 : Math.min(size - held, BLOCK));
        fresh = Math.max(n, 0);
        return n > 0 ? BYTES : n == -Abi.EINTR || n == -Abi.EAGAIN ? NOTHING : end((int) -n);
    }

    private int copy() {
        if (incomplete) {
            return copyMore();
        }
        long n = libc.tee(STDIN, copyWriter, BLOCK, Abi.SPLICE_F_NONBLOCK);
        if (n == -Abi.EINTR || n == -Abi.EAGAIN) {
            fresh = 0;
            return NOTHING;
        }
        if (n < 0) {
            // No pipe (EINVAL), or a kernel without tee(2).
            tees = false;
            return NOTHING;
        }
        if (n == 0) {
            fresh = 0;
            return end(0);
        }
        fresh = takeCopy(n);
        if (n > BLOCK / 2 && !enlarged) {
            // Whoever writes is faster than we are: with more room he can go on while we write. May be refused.
            enlarged = true;
            libc.fcntl(STDIN, Abi.F_SETPIPE_SZ, LARGER_PIPE);
        }
        return BYTES;
    }

    /** The pipe had an incomplete line: whether there is more of it now. */
    private int copyMore() {
        boolean waited = edgeArmed;
        // First the edge, then the look: what comes in between is an edge again.
        boolean told = libc.epoll_wait(edge, event, 1, 0) > 0;
        edgeArmed = true;
        long before = fresh;
        incomplete = false;
        int result = copy();
        if (!tees || result != BYTES || fresh > before) {
            return result;
        }
        // An edge without bytes is the end of the pipe.
        if (waited && (told || Clock.monotonic() >= patientUntil)) {
            hold();
        } else {
            incomplete = true;
            lookAt = Clock.monotonic() + pause;
            pause *= 2;
        }
        return NOTHING;
    }

    private long takeCopy(long n) {
        long done = 0;
        while (done < n) {
            long got = libc.read(copyReader, buffer + held + done, n - done);
            if (got <= 0 && got != -Abi.EINTR) {
                messages.warn("unable to read the copy of standard input", (int) -got);
                return done;
            }
            done += Math.max(got, 0);
        }
        return n;
    }

    private int end(int errno) {
        if (errno != 0) {
            messages.warn("unable to read standard input", errno);
        }
        return END;
    }

    /** The first {@code n} bytes have been dealt with; the others, if any, are the beginning of a line, or wanted later. */
    void consume(long n) {
        long rest = held + fresh - n;
        if (!tees) {
            libc.memmove(buffer, buffer + n, rest);
            held = rest;
            fresh = 0;
            return;
        }
        boolean emptied = fresh < BLOCK;
        if (n == 0) {
            if (held > 0 || !emptied) {
                hold();
            } else {
                await();
            }
            return;
        }
        // What is held is the beginning of a line, so whoever is done with anything is done with all of it.
        drop(n - held, buffer);
        held = 0;
        fresh = rest;
        libc.memmove(buffer, buffer + n, rest);
        if (rest > 0 && emptied) {
            await();
        }
    }

    /** Waits for the rest of a line that is in the pipe; where one cannot wait for just that, it is taken. */
    private void await() {
        if (edge < 0 && !openEdge()) {
            hold();
            return;
        }
        incomplete = true;
        edgeArmed = false;
        patientUntil = Clock.monotonic() + PATIENCE;
        pause = FIRST_LOOK;
    }

    private boolean openEdge() {
        edge = libc.epoll_create1(Abi.EPOLL_CLOEXEC);
        if (edge < 0) {
            return false;
        }
        Memory.clear(event, Abi.EPOLL_EVENT_SIZE);
        libc.putInt(event, Abi.EPOLLIN | Abi.EPOLLET);
        if (libc.epoll_ctl(edge, Abi.EPOLL_CTL_ADD, STDIN, event) < 0) {
            libc.close(edge);
            edge = -1;
            return false;
        }
        return true;
    }

    /** Takes the beginning of a line out of the pipe. */
    private void hold() {
        drop(fresh, buffer + held);
        held += fresh;
        fresh = 0;
        incomplete = false;
    }

    /** Takes bytes that are known from the pipe; {@code scratch} has room for them. */
    private void drop(long n, long scratch) {
        long done = 0;
        while (done < n) {
            long moved = sink < 0 ? -Abi.EINVAL : libc.splice(STDIN, sink, n - done, Abi.SPLICE_F_NONBLOCK);
            if (moved == -Abi.EINVAL) {
                moved = libc.read(STDIN, scratch, n - done);
            }
            if (moved <= 0 && moved != -Abi.EINTR) {
                // Another reader of the same pipe was quicker.
                return;
            }
            done += Math.max(moved, 0);
        }
    }
}
