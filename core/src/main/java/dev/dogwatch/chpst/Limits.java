package dev.dogwatch.chpst;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.Memory;

/** Soft limits to set (getrlimit(2)); the hard ones stay. Each is named by the letter that softlimit has for it. */
final class Limits {
    /** As high as the hard limit allows. */
    static final long HIGHEST = -1;
    private static final long AS_IT_IS = -2;
    /** The resources' letters, in the order of the kernel's numbers. */
    private static final String LETTERS = "tfdscrpola";
    /** The letters of those that -m sets at once. */
    private static final String MEMORY = "dsla";

    private final long[] wanted = new long[LETTERS.length()];

    Limits() {
        for (int i = 0; i < wanted.length; i++) {
            wanted[i] = AS_IT_IS;
        }
    }

    /**
     * Notes a limit. Read as signed, as C runit reads it: {@link #HIGHEST}, 2^64 - 1, is the hard limit, and the numbers
     * from 2^63 up to there leave the limit as it is.
     */
    void set(int letter, long limit) {
        if (letter != 'm') {
            wanted[LETTERS.indexOf(letter)] = limit;
            return;
        }
        for (int i = 0; i < MEMORY.length(); i++) {
            wanted[LETTERS.indexOf(MEMORY.charAt(i))] = limit;
        }
    }

    /** Sets all that were noted; ends the program when one is refused. */
    void apply() {
        for (int resource = 0; resource < wanted.length; resource++) {
            if (wanted[resource] >= HIGHEST) {
                apply(resource, wanted[resource]);
            }
        }
    }

    private static void apply(int resource, long soft) {
        long limit = Memory.permanent(Abi.RLIMIT_SIZE);
        int result = libc.prlimit(resource, 0, limit);
        if (result < 0) {
            Chpst.die("unable to getrlimit()", -result);
        }
        long hard = libc.getLong(limit + Abi.RLIMIT_AT_HARD);
        boolean beyond = soft < 0 || hard >= 0 && soft > hard;
        libc.putLong(limit, beyond ? hard : soft);
        result = libc.prlimit(resource, limit, 0);
        if (result < 0) {
            Chpst.die("unable to setrlimit()", -result);
        }
    }
}
