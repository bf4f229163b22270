package dev.dogwatch.sv;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.Clock;
import dev.dogwatch.os.Memory;
import dev.dogwatch.os.Poll;
import dev.dogwatch.os.Signals;

/**
 * {@code sv top}: the table of services, again every second on a terminal until q or a signal ends it, and once
 * elsewhere.
 */
final class Top {
    private static final int STDIN = 0;
    private static final int STDOUT = 1;
    private static final int KEYS = 0;
    private static final int SIGNALS = 1;
    private static final int MOST_KEYS = 8;
    private static final long PERIOD = Clock.SECOND;
    /** The screen that programs of a whole screen have, without the cursor; and back. */
    private static final String ENTER = "\u001b[?1049h\u001b[?25l";
    private static final String LEAVE = "\u001b[?25h\u001b[?1049l";
    private static final String HOME = "\u001b[H";
    private static final String CLEAR_REST = "\u001b[J";

    private final Terminal terminal = new Terminal();
    private final TopTable table;
    private final Bytes out;
    private final Poll poll = new Poll(2);
    private final Signals signals = new Signals();
    private final long keys = Memory.permanent(MOST_KEYS);

    Top(Observation observation) {
        table = new TopTable(observation);
        out = observation.out;
    }

    /** Shows it, until the user has seen enough. */
    void run() {
        if (!terminal.isScreen()) {
            table.look();
            table.put(out, Integer.MAX_VALUE, Integer.MAX_VALUE, "\n");
            out.flushTo(STDOUT);
            return;
        }
        long ending = Signals.bit(Abi.SIGINT) | Signals.bit(Abi.SIGTERM) | Signals.bit(Abi.SIGHUP) | Signals.bit(Abi.SIGQUIT);
        signals.tryToOpen(ending | Signals.bit(Abi.SIGWINCH) | Signals.bit(Abi.SIGCONT), 0);
        poll.watch(SIGNALS, Math.max(signals.fd(), -1), Abi.POLLIN);
        poll.watch(KEYS, terminal.hasKeys() ? STDIN : -1, Abi.POLLIN);
        terminal.enter();
        out.put(ENTER);
        boolean more = true;
        long due = Clock.monotonic();
        while (more) {
            if (Clock.monotonic() >= due) {
                table.look();
                due = Clock.monotonic() + PERIOD;
            }
            more = draw();
            poll.waitUntil(due);
            if (poll.happened(SIGNALS)) {
                long set = signals.take();
                more &= (set & ending) == 0;
                // Whoever stopped it has had the terminal meanwhile.
                terminal.enter();
            }
            more &= !poll.happened(KEYS) || !quits();
        }
        terminal.leave();
        out.clear().put(LEAVE).flushTo(STDOUT);
    }

    private boolean draw() {
        out.put(HOME);
        table.put(out, terminal.rows(), terminal.columns(), "\u001b[K\n");
        return out.put(CLEAR_REST).flushTo(STDOUT) == 0;
    }

    private boolean quits() {
        long n = libc.read(STDIN, keys, MOST_KEYS);
        if (n <= 0) {
            poll.watch(KEYS, -1, 0);
        }
        for (long i = 0; i < n; i++) {
            if (libc.getByte(keys + i) == 'q') {
                return true;
            }
        }
        return false;
    }
}
