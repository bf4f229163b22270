package dev.dogwatch.os;

import static dev.dogwatch.libc.Edge.libc;

/** The environment (environ(7)), as bytes. */
public final class Environment {
    private Environment() {
    }

    /** The C string of a variable's value, 0 when it is not set. */
    public static long get(String name) {
        long array = libc.environ();
        for (long at = array; array != 0; at += libc.pointerSize()) {
            long entry = libc.getPointer(at);
            if (entry == 0) {
                break;
            }
            int i = 0;
            while (i < name.length() && libc.getByte(entry + i) == name.charAt(i)) {
                i++;
            }
            if (i == name.length() && libc.getByte(entry + i) == '=') {
                return entry + i + 1;
            }
        }
        return 0;
    }

    /**
     * A new array of our variables and one more, a C string {@code NAME=VALUE} that stays ours, for execve(2). It comes
     * first: where a name is there twice, the first one counts.
     */
    public static long with(long variable) {
        long own = libc.environ();
        int count = 0;
        while (libc.getPointer(own + (long) count * libc.pointerSize()) != 0) {
            count++;
        }
        long array = Memory.allocate((long) (count + 2) * libc.pointerSize());
        libc.putPointer(array, variable);
        libc.memmove(array + libc.pointerSize(), own, (long) (count + 1) * libc.pointerSize());
        return array;
    }
}
