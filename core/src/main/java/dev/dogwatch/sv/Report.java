package dev.dogwatch.sv;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.Clock;
import dev.dogwatch.os.ErrorText;
import dev.dogwatch.os.FileStatus;
import dev.dogwatch.service.Lifecycle;
import dev.dogwatch.service.Status;
import dev.dogwatch.service.Tai64;

/**
 * What sv says: results on stdout, complaints of a check on stderr (contract, sv). Stdout is written when there is a
 * page of it, before anything goes to stderr and before sv waits, so that the order of the two is kept.
 */
final class Report {
    private static final int STDOUT = 1;
    private static final int STDERR = 2;
    private static final int PAGE = 4096;

    private final Bytes out = new Bytes(PAGE + 512);
    private final Bytes err = new Bytes(256);
    private final FileStatus look = new FileStatus();
    private final long down = CString.of("down");
    private int failures;

    /** How many services failed so far. */
    int failures() {
        return failures;
    }

    /** {@code fail: NAME: TEXT: REASON}; counts. An errno of 0 gives no reason. */
    void fail(long name, boolean log, String text, int errno) {
        failures++;
        line("fail: ", name, log, text, errno);
    }

    /** {@code warning: NAME: TEXT: REASON}; counts. */
    void warn(long name, boolean log, String text, int errno) {
        failures++;
        line("warning: ", name, log, text, errno);
    }

    /** {@code ok: NAME: TEXT}. */
    void ok(long name, boolean log, String text) {
        line("ok: ", name, log, text, 0);
    }

    /** A service that did not obey in time counts as a failure. */
    void countFailure() {
        failures++;
    }

    /** {@code warning: TEXT NAME/FILE: REASON} on stderr; does not count. */
    void complain(String text, long name, String file, int errno) {
        flush();
        err.clear().put("warning: ").put(text);
        if (name != 0) {
            err.putCString(name);
        }
        err.put(file).put(": ").put(ErrorText.of(errno)).put("\n").flushTo(STDERR);
    }

    /** {@code fatal: TEXT: REASON} on stderr. */
    void fatal(String text, int errno) {
        flush();
        err.clear().put("fatal: ").put(text).put(": ").put(ErrorText.of(errno)).put("\n").flushTo(STDERR);
    }

    /** Plain text on stdout. */
    Report put(String text) {
        out.put(text);
        if (out.length() >= PAGE) {
            flush();
        }
        return this;
    }

    /** A C string on stdout. */
    Report name(long name) {
        out.putCString(name);
        return this;
    }

    /** Writes what has been said. */
    void flush() {
        out.flushTo(STDOUT);
    }

    /**
     * {@code STATE: NAME: (pid N) Ts, ...} of the 20 bytes and the flags, in the current directory, with the time since
     * the status' stamp; {@code label} is the TAI64 label of now. Nothing is said, but on stderr, when ./down cannot be
     * looked at.
     *
     * @return whether something was said
     */
    boolean status(long status, int flags, long label, long name, String shown) {
        int result = look.of(down);
        if (result < 0 && result != -Abi.ENOENT) {
            complain("unable to stat ", name, "/down", -result);
            return false;
        }
        boolean normallyUp = result < 0;
        int pid = Status.pid(status);
        int state = Status.state(status);
        switch (state) {
            case Lifecycle.DOWN -> out.put("down: ");
            case Lifecycle.RUN -> out.put("run: ");
            case Lifecycle.FINISH -> out.put("finish: ");
            default -> { }
        }
        if (shown == null) {
            out.putCString(name);
        } else {
            out.put(shown);
        }
        out.put(": ");
        if (state != Lifecycle.DOWN) {
            out.put("(pid ").putUnsigned(pid).put(") ");
        }
        age(label, Tai64.load(status));
        if (pid != 0) {
            out.put(normallyUp ? "" : ", normally down");
            out.put(Status.paused(status) ? ", paused" : "");
            out.put(Status.want(status) == 'd' ? ", want down" : "");
            out.put(Status.gotTerm(status) ? ", got TERM" : "");
        } else {
            out.put(normallyUp ? ", normally up" : "");
            out.put(Status.want(status) == 'u' ? ", want up" : "");
        }
        if ((flags & Status.TELLS_READINESS) != 0 && state == Lifecycle.RUN) {
            if ((flags & Status.READY) != 0) {
                out.put(", ready ");
                age(label, Status.ready(status));
            } else {
                out.put(", not ready");
            }
        }
        out.put((flags & Status.GAVE_UP) != 0 ? ", gave up" : "");
        return true;
    }

    private void age(long label, long since) {
        out.putUnsigned(Long.compareUnsigned(label, since) < 0 ? 0 : label - since).put("s");
    }

    /** The TAI64 label of now. */
    static long now() {
        return Tai64.label(Clock.wall());
    }

    private void line(String level, long name, boolean log, String text, int errno) {
        out.put(level).putCString(name).put(log ? "/log" : "").put(": ").put(text);
        if (errno != 0) {
            out.put(": ").put(ErrorText.of(errno));
        }
        put("\n");
    }
}
