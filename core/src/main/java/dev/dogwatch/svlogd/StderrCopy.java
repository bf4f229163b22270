package dev.dogwatch.svlogd;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.Clock;
import dev.dogwatch.os.Poll;

/**
 * The lines that go to stderr, sent whenever a block has been dealt with. A reader of stderr that has stopped reading
 * gets some time, once, and then loses lines until it reads again: the logs must not wait for it.
 */
final class StderrCopy {
    private static final int STDERR = 2;
    private static final int ROOM = 256;
    /** Bytes that a pipe with room takes without blocking (PIPE_BUF, pipe(7)). */
    private static final int AT_ONCE = 4096;
    private static final long PATIENCE = 5 * Clock.SECOND;

    private final Bytes lines = new Bytes(ROOM);
    private final Poll writable = new Poll(1);
    private boolean stuck;

    void put(long stamp, int stampLength, Bytes prefix, long line, int n, boolean cut) {
        lines.putMemory(stamp, stampLength).putMemory(prefix.address(), prefix.length()).putMemory(line, n)
                .put(cut ? "...\n" : "\n");
    }

    void flush() {
        int done = 0;
        while (done < lines.length() && isWritable()) {
            long n = libc.write(STDERR, lines.address() + done, Math.min(lines.length() - done, AT_ONCE));
            if (n >= 0) {
                done += (int) n;
            } else if (n != -Abi.EINTR && n != -Abi.EAGAIN) {
                break;
            }
        }
        lines.clear();
    }

    private boolean isWritable() {
        writable.watch(0, STDERR, Abi.POLLOUT);
        writable.waitUntil(stuck ? 0 : Clock.monotonic() + PATIENCE);
        stuck = !writable.happened(0);
        return !stuck;
    }
}
