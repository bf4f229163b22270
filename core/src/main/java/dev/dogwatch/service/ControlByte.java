package dev.dogwatch.service;

import dev.dogwatch.libc.Abi;

/**
 * The bytes that supervise/control takes (contract, runsv, "Bytes"). A byte is also the name of the script
 * {@code control/BYTE} that may take over what the byte would do, and bit {@link #index} of a set of scripts.
 */
public final class ControlByte {
    private ControlByte() {
    }

    private static final String ALL = "udoxtkpchaiq12";

    /** How many there are. */
    public static final int COUNT = 14;

    /** The byte's place in the fixed order, -1 for a byte that means nothing. */
    public static int index(int letter) {
        return letter < 0 ? -1 : ALL.indexOf(letter);
    }

    /** The byte at a place. */
    public static int letter(int index) {
        return ALL.charAt(index);
    }

    /** The bit of a byte in a set of scripts or signals. */
    public static int bit(int letter) {
        return 1 << index(letter);
    }

    /** The signal that a byte sends to ./run, 0 for one that sends none. */
    public static int signal(int letter) {
        return switch (letter) {
            case 't' -> Abi.SIGTERM;
            case 'k' -> Abi.SIGKILL;
            case 'p' -> Abi.SIGSTOP;
            case 'c' -> Abi.SIGCONT;
            case 'h' -> Abi.SIGHUP;
            case 'a' -> Abi.SIGALRM;
            case 'i' -> Abi.SIGINT;
            case 'q' -> Abi.SIGQUIT;
            case '1' -> Abi.SIGUSR1;
            case '2' -> Abi.SIGUSR2;
            default -> 0;
        };
    }
}
