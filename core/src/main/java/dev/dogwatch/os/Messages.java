package dev.dogwatch.os;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;

/**
 * What a program says on stderr: {@code NAME: warning: TEXT: REASON}, one write(2) a message.
 *
 * <p>A reader of our stderr that has stopped reading must not stop the supervision: a warning that a full pipe
 * would make us wait for is dropped. (What comes before exit is written in any case.)
 */
public final class Messages {
    private static final int STDERR = 2;
    private static final Bytes LINE = new Bytes(512);
    private static final Poll WRITABLE = new Poll(1);

    private final String program;
    private long subject;

    /** Messages that begin with the program's name, for example "runsv ". */
    public Messages(String program) {
        this.program = program;
    }

    /** Puts a C string behind the program's name from now on: the directory, as the user gave it. */
    public void about(long subject) {
        this.subject = subject;
    }

    /** {@code NAME: warning: TEXT: REASON}. */
    public void warn(String text, int errno) {
        warn(text, 0, "", errno);
    }

    /** {@code NAME: warning: TEXT NAME TEXT: REASON}; the C string may be 0, an errno of 0 gives no reason. */
    public void warn(String text, long name, String more, int errno) {
        say(": warning: ", text, name, more, errno);
        sendUnlessStuck();
    }

    /** As {@link #warn(String, int)} with "fatal", on behalf of a child that has ended. */
    public void fatal(String text, int errno) {
        fatal(text, 0, errno);
    }

    /** As {@link #fatal(String, int)} with a C string behind the text. */
    public void fatal(String text, long name, int errno) {
        say(": fatal: ", text, name, "", errno);
        sendUnlessStuck();
    }

    /** As {@link #warn(String, long, String, int)} with "fatal", though the program goes on. */
    public void fatal(String text, long name, String more, int errno) {
        say(": fatal: ", text, name, more, errno);
        sendUnlessStuck();
    }

    /** {@code NAME: TEXT NAME}: something that is neither warning nor error; the C string may be 0. */
    public void info(String text, long name) {
        say(": ", text, name, "", 0);
        sendUnlessStuck();
    }

    /** As {@link #warn(String, long, String, int)} with "pausing": it is tried again after a while. */
    public void pausing(String text, long name, int errno) {
        say(": pausing: ", text, name, "", errno);
        sendUnlessStuck();
    }

    /** As {@link #warn(String, int)} with "fatal", then _exit(2). */
    public void die(int code, String text, int errno) {
        die(code, text, 0, "", errno);
    }

    /** As {@link #warn(String, long, String, int)} with "fatal", then _exit(2). */
    public void die(int code, String text, long name, String more, int errno) {
        say(": fatal: ", text, name, more, errno);
        LINE.flushTo(STDERR);
        libc.exit(code);
    }

    /** Begins a message of several parts, {@code NAME: LEVEL: }; {@link #send} ends it. */
    public Bytes begin(String level) {
        return start().put(": ").put(level).put(": ");
    }

    /** Sends what {@link #begin} began, with the reason behind it where there is one. */
    public void send(int errno) {
        finish(errno);
        sendUnlessStuck();
    }

    /** {@link #send(int)} without a reason. */
    public void send() {
        send(0);
    }

    /** {@code usage: PROGRAM ARGUMENTS} and an empty line (contract, Common), then _exit(2). */
    public static void usage(int code, long program, String arguments) {
        LINE.clear().put("usage: ").putCString(program).put(arguments).put("\n\n").flushTo(STDERR);
        libc.exit(code);
    }

    /** One line of plain text on stderr. */
    public static void line(String text) {
        LINE.clear().put(text).put("\n").flushTo(STDERR);
    }

    /** For {@link Memory}, which cannot ask for more in order to say that there is none. */
    static void dieOutOfMemory() {
        LINE.clear().put("fatal: out of memory\n").flushTo(STDERR);
        libc.exit(111);
    }

    private static void sendUnlessStuck() {
        WRITABLE.watch(0, STDERR, Abi.POLLOUT);
        WRITABLE.waitUntil(0);
        if (WRITABLE.happened(0)) {
            LINE.flushTo(STDERR);
        }
    }

    private void say(String level, String text, long name, String more, int errno) {
        start().put(level).put(text);
        if (name != 0) {
            LINE.putCString(name);
        }
        LINE.put(more);
        finish(errno);
    }

    private Bytes start() {
        LINE.clear().put(program);
        if (subject != 0) {
            LINE.putCString(subject);
        }
        return LINE;
    }

    private static void finish(int errno) {
        if (errno != 0) {
            LINE.put(": ").put(ErrorText.of(errno));
        }
        LINE.put("\n");
    }
}
