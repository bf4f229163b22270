package dev.dogwatch.runsvdir;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.os.Arguments;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.Messages;

/**
 * The command line {@code runsvdir [-Pkw] dir [log]}. C runit looks at the first character behind the dash of the first
 * argument and at nothing else: {@code -P} and {@code --} are options, whatever follows in them, and any other is the
 * directory. That stays so; {@code -k} and {@code -w} may stand beside {@code -P}, in one argument or
 * in several.
 */
final class RunsvdirOptions {
    private final Arguments arguments;
    private int at = 1;
    private boolean session;
    private boolean crashOnly;
    private boolean watchdog;

    private RunsvdirOptions(Arguments arguments) {
        this.arguments = arguments;
    }

    /** Reads it; ends the program with 1 and the usage when there is no directory. */
    static RunsvdirOptions parse(Arguments arguments) {
        RunsvdirOptions options = new RunsvdirOptions(arguments);
        options.readFirst();
        options.readMore();
        if (options.at >= arguments.count()) {
            Messages.usage(1, arguments.name(), " [-Pkw] dir");
        }
        return options;
    }

    private void readFirst() {
        if (at >= arguments.count() || libc.getByte(arguments.get(at)) != '-') {
            return;
        }
        long letters = arguments.get(at) + 1;
        if (!take(letters)) {
            session = libc.getByte(letters) == 'P';
        }
        at += session || crashOnly || watchdog || libc.getByte(letters) == '-' ? 1 : 0;
    }

    /** Takes options of one letter each that were not given before; false, and none is taken, when there are others. */
    private boolean take(long letters) {
        int known = 0;
        while (isOption(libc.getByte(letters + known))) {
            known++;
        }
        if (known == 0 || libc.getByte(letters + known) != 0) {
            return false;
        }
        for (int i = 0; i < known; i++) {
            int letter = libc.getByte(letters + i);
            session |= letter == 'P';
            crashOnly |= letter == 'k';
            watchdog |= letter == 'w';
        }
        return true;
    }

    private boolean isOption(int letter) {
        return letter == 'P' && !session || letter == 'k' && !crashOnly || letter == 'w' && !watchdog;
    }

    private void readMore() {
        while (at > 1 && at < arguments.count() && libc.getByte(arguments.get(at)) == '-' && (session || crashOnly || watchdog)
                && take(arguments.get(at) + 1)) {
            at++;
        }
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

    /** It has the watchdog to feed. */
    boolean watchdog() {
        return watchdog;
    }
}
