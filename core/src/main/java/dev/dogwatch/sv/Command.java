package dev.dogwatch.sv;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.os.CString;

/**
 * What the command word means (contract, sv): the control bytes to send, whether to wait for their effect, and
 * whether to kill what has not obeyed in time. Whole words count where sv has them, otherwise the first letter.
 *
 * @param bytes what is written to supervise/control, and what is waited for; "C" only waits for what is wanted
 * @param sends false for status and check
 * @param waits true when this word waits even without -v
 * @param kills send {@code k} after the time is up
 */
record Command(String bytes, boolean sends, boolean waits, boolean kills) {
    static final Command STATUS = new Command("s", false, false, false);
    /** A word that begins with u; {@code start} is another one. */
    static final Command UP = send("u");
    /** What {@link #UP} means for a crash-only service that is up: start it afresh. */
    static final String UP_AGAIN = "tu";

    /** The command of the word, null for one that is none. LSB mode knows no word that only begins like status. */
    static Command of(long word, boolean lsb) {
        switch (libc.getByte(word)) {
            case 'x':
            case 'e':
                return send("x");
            case 'X':
            case 'E':
                return force("x");
            case 'D':
                return force("d");
            case 'T':
                return force("tc");
            case 't':
                return CString.equals(word, "try-restart") ? sendAndWait("tc") : send("t");
            case 'c':
                return CString.equals(word, "check") ? new Command("C", false, true, false) : send("c");
            case 'u':
                return UP;
            case 'd':
                return send("d");
            case 'o':
                return send("o");
            case 'p':
                return send("p");
            case 'h':
                return send("h");
            case 'a':
                return send("a");
            case 'i':
                return send("i");
            case 'k':
                return send("k");
            case 'q':
                return send("q");
            case '1':
                return send("1");
            case '2':
                return send("2");
            default:
                return ofWholeWord(word, lsb);
        }
    }

    private static Command ofWholeWord(long word, boolean lsb) {
        if (libc.getByte(word) == 's') {
            if (CString.equals(word, "shutdown")) {
                return sendAndWait("x");
            }
            if (CString.equals(word, "start")) {
                return sendAndWait("u");
            }
            if (CString.equals(word, "stop")) {
                return sendAndWait("d");
            }
            return lsb && !CString.equals(word, "status") ? null : STATUS;
        }
        if (CString.equals(word, "restart")) {
            return sendAndWait("tcu");
        }
        if (CString.equals(word, "reload")) {
            return sendAndWait("h");
        }
        if (CString.equals(word, "force-reload")) {
            return force("tc");
        }
        if (CString.equals(word, "force-restart")) {
            return force("tcu");
        }
        if (CString.equals(word, "force-shutdown")) {
            return force("x");
        }
        return CString.equals(word, "force-stop") ? force("d") : null;
    }

    private static Command send(String bytes) {
        return new Command(bytes, true, false, false);
    }

    private static Command sendAndWait(String bytes) {
        return new Command(bytes, true, true, false);
    }

    private static Command force(String bytes) {
        return new Command(bytes, true, true, true);
    }
}
