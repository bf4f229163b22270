package dev.dogwatch.runsvdir;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.os.Arguments;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.Messages;

/**
 * The command line {@code runsvdir [-Pk] dir [log]}. C runit looks at the first character behind the dash of the first
 * argument and at nothing else: {@code -P} and {@code --} are options, whatever follows in them, and any other is the
 * directory. That stays so; {@code -k} may stand beside {@code -P}, in one argument or in two.
 */
final class RunsvdirOptions {
    private final Arguments arguments;
    private int at = 1;
    private boolean session;
    private boolean crashOnly;

    private RunsvdirOptions(Arguments arguments) {
        this.arguments = arguments;
    }

    /** Reads it; ends the program with 1 and the usage when there is no directory. */
    static RunsvdirOptions parse(Arguments arguments) {
        RunsvdirOptions options = new RunsvdirOptions(arguments);
        options.readFirst();
        options.readSecond();
        if (options.at >= arguments.count()) {
            Messages.usage(1, arguments.name(), " [-Pk] dir");
        }
        return options;
    }

    private void readFirst() {
        if (at >= arguments.count() || libc.getByte(arguments.get(at)) != '-') {
            return;
        }
        long letters = arguments.get(at) + 1;
        byte first = libc.getByte(letters);
        if (first == 'P' || first == 'k') {
            session = contains(letters, 'P');
            crashOnly = contains(letters, 'k');
        }
        at += session || crashOnly || first == '-' ? 1 : 0;
    }

    private void readSecond() {
        if (at < arguments.count() && session && !crashOnly && CString.equals(arguments.get(at), "-k")) {
            crashOnly = true;
            at++;
        } else if (at < arguments.count() && crashOnly && !session && CString.equals(arguments.get(at), "-P")) {
            session = true;
            at++;
        }
    }

    private static boolean contains(long letters, char letter) {
        long i = letters;
        while (libc.getByte(i) != 0 && libc.getByte(i) != letter) {
            i++;
        }
        return libc.getByte(i) == letter;
    }

    long directory() {
        return arguments.get(at);
    }

    /** The log argument, 0 for none. */
    long log() {
        return arguments.get(at + 1);
    }

    /** Each runsv leads a session of its own. */
    boolean session() {
        return session;
    }

    /** Every service is crash-only. */
    boolean crashOnly() {
        return crashOnly;
    }
}
