package dev.dogwatch.chpst;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.os.Arguments;
import dev.dogwatch.os.Messages;
import dev.dogwatch.os.Options;
import dev.dogwatch.os.Release;

/** What chpst's command line asks for. C strings that it does not name are 0. */
final class ChpstOptions {
    private static final String LETTERS = "u:U:b:e:m:d:o:p:f:c:r:t:/:C:n:l:L:vP012V";
    private static final String USAGE = " [-vVP012] [-u user[:group]] [-U user[:group]] [-b argv0] [-e dir] [-/ root] [-C pwd]"
            + " [-n nice] [-l|-L lock] [-m n] [-d n] [-o n] [-p n] [-f n] [-c n] [-t n] prog";

    final Limits limits = new Limits();
    long user;
    long toldUser;
    long argv0;
    long environmentDirectory;
    long root;
    long directory;
    long lock;
    boolean waitForLock;
    long nice;
    boolean verbose;
    boolean session;
    boolean withoutStdin;
    boolean withoutStdout;
    boolean withoutStderr;
    /** The program and its arguments. */
    final Arguments words;

    private final long program;

    /** Ends the program with its usage when it is called wrongly. {@code program} is the name to tell there. */
    ChpstOptions(Arguments arguments, long program) {
        this.program = program;
        Options options = new Options(arguments, LETTERS);
        for (int letter = options.next(); letter != Options.END; letter = options.next()) {
            take(letter, options.argument());
        }
        words = options.rest();
        if (words.count() == 0) {
            usage(program);
        }
    }

    /** Says how chpst is called, whatever the program's name, and ends it. */
    static void usage(long program) {
        Messages.usage(Chpst.USAGE, program, USAGE);
    }

    private void take(int letter, long argument) {
        switch (letter) {
            case 'u' -> user = argument;
            case 'U' -> toldUser = argument;
            case 'b' -> argv0 = argument;
            case 'e' -> environmentDirectory = argument;
            case '/' -> root = argument;
            case 'C' -> directory = argument;
            case 'l', 'L' -> takeLock(argument, letter == 'l');
            case 'n' -> nice = niceness(argument);
            case 'm', 'd', 'o', 'p', 'f', 'c', 'r', 't' -> limits.set(letter, number(argument));
            case 'v' -> verbose = true;
            case 'P' -> session = true;
            case '0' -> withoutStdin = true;
            case '1' -> withoutStdout = true;
            case '2' -> withoutStderr = true;
            case 'V' -> {
                Messages.line("chpst (dogwatch) " + Release.VERSION);
                usage(program);
            }
            default -> usage(program);
        }
    }

    private void takeLock(long file, boolean wait) {
        if (lock != 0) {
            usage(program);
        }
        lock = file;
        waitForLock = wait;
    }

    private long niceness(long text) {
        int sign = libc.getByte(text);
        long value = number(sign == '-' || sign == '+' ? text + 1 : text);
        return sign == '-' ? -value : value;
    }

    private long number(long text) {
        UnsignedDecimal decimal = new UnsignedDecimal(text);
        if (!decimal.isWhole()) {
            usage(program);
        }
        return decimal.value();
    }
}
