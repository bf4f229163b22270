package dev.dogwatch.svlogd;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.os.Arguments;
import dev.dogwatch.os.DecimalNumber;
import dev.dogwatch.os.Memory;
import dev.dogwatch.os.Messages;
import dev.dogwatch.os.Options;
import dev.dogwatch.os.Release;

/** What the command line says (contract, svlogd). */
final class Settings {
    private static final String USAGE = " [-ttv] [-r c] [-R abc] [-l len] [-b buflen] dir ...";
    private static final int FAILED = 111;
    private static final long DEFAULT_LINE = 1000;
    private static final long DEFAULT_BUFFER = 1024;
    /** Bytes; a longer -l, which would have to be kept in memory, is no setting but a slip. */
    private static final long LONGEST_LINE = 16 * 1024 * 1024;

    /** 0 no time stamp, 1 TAI64N, 2 UTC, 3 ISO 8601. */
    final int stamps;
    /** Bytes of a line that are matched and replaced; a longer one is cut on stderr and in datagrams. */
    final int lineLength;
    final boolean verbose;
    /** 256 bytes, what each byte of a line becomes; 0 when nothing is replaced. */
    final long replacements;
    /** The log directories' names. */
    final Arguments names;

    /** Ends the program with 111 and the usage when the arguments are wrong. */
    Settings(Arguments arguments) {
        Options options = new Options(arguments, "R:r:l:b:tvV");
        int t = 0;
        boolean v = false;
        int replacement = 0;
        long replaced = 0;
        long line = DEFAULT_LINE;
        long buffer = DEFAULT_BUFFER;
        for (int letter = options.next(); letter != Options.END; letter = options.next()) {
            switch (letter) {
                case 'R' -> {
                    replaced = options.argument();
                    replacement = replacement == 0 ? '_' : replacement;
                }
                case 'r' -> {
                    replacement = libc.getByte(options.argument()) & 0xff;
                    if (replacement == 0 || libc.getByte(options.argument() + 1) != 0) {
                        usage(arguments);
                    }
                }
                case 'l' -> line = orDefault(options.argument(), DEFAULT_LINE);
                case 'b' -> buffer = orDefault(options.argument(), DEFAULT_BUFFER);
                case 't' -> t = Math.min(t + 1, 3);
                case 'v' -> v = true;
                case 'V' -> {
                    Messages.line("svlogd (dogwatch) " + Release.VERSION);
                    usage(arguments);
                }
                default -> usage(arguments);
            }
        }
        names = options.rest();
        // The size of the buffer means nothing here, but a call that C runit refuses is refused.
        if (names.count() == 0 || buffer <= line) {
            usage(arguments);
        }
        stamps = t;
        lineLength = (int) Math.min(line, LONGEST_LINE);
        verbose = v;
        replacements = replacement == 0 ? 0 : table(replacement, replaced);
    }

    private static long orDefault(long text, long otherwise) {
        long number = DecimalNumber.leading(text, 0);
        return number == 0 ? otherwise : number;
    }

    private static long table(int replacement, long replaced) {
        long table = Memory.permanent(256);
        for (int i = 0; i < 256; i++) {
            libc.putByte(table + i, i < 32 || i > 126 ? replacement : i);
        }
        for (long at = replaced; at != 0 && libc.getByte(at) != 0; at++) {
            libc.putByte(table + (libc.getByte(at) & 0xff), replacement);
        }
        return table;
    }

    private static void usage(Arguments arguments) {
        Messages.usage(FAILED, arguments.name(), USAGE);
    }
}
