package dev.dogwatch.os;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;

/** Signals as users write them: a name with or without SIG, or a number (kill(1)). */
public final class SignalName {
    private static final int LARGEST = 64;

    private SignalName() {
    }

    /** The signal of the C string, 0 when it is none. */
    public static int parse(long text) {
        int first = libc.getByte(text);
        if (first >= '0' && first <= '9') {
            long number = DecimalNumber.leading(text, 0);
            boolean whole = libc.getByte(DecimalNumber.end(text)) == 0;
            return whole && number <= LARGEST ? (int) number : 0;
        }
        boolean prefixed = first == 'S' && libc.getByte(text + 1) == 'I' && libc.getByte(text + 2) == 'G';
        return named(prefixed ? text + 3 : text);
    }

    private static int named(long name) {
        if (CString.equals(name, "TERM")) {
            return Abi.SIGTERM;
        }
        if (CString.equals(name, "INT")) {
            return Abi.SIGINT;
        }
        if (CString.equals(name, "QUIT")) {
            return Abi.SIGQUIT;
        }
        if (CString.equals(name, "HUP")) {
            return Abi.SIGHUP;
        }
        if (CString.equals(name, "KILL")) {
            return Abi.SIGKILL;
        }
        if (CString.equals(name, "USR1")) {
            return Abi.SIGUSR1;
        }
        if (CString.equals(name, "USR2")) {
            return Abi.SIGUSR2;
        }
        if (CString.equals(name, "ALRM")) {
            return Abi.SIGALRM;
        }
        if (CString.equals(name, "ABRT")) {
            return Abi.SIGABRT;
        }
        return CString.equals(name, "WINCH") ? Abi.SIGWINCH : 0;
    }
}
