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
            if (CString.beginsWith(entry, name) && libc.getByte(entry + name.length()) == '=') {
                return entry + name.length() + 1;
            }
        }
        return 0;
    }

    /**
     * A new array for execve(2): our variables with one more, a C string {@code NAME=VALUE} that stays ours, in place of
     * any of its name.
     */
    public static long with(long variable) {
        long own = libc.environ();
        int size = libc.pointerSize();
        int count = 0;
        while (libc.getPointer(own + (long) count * size) != 0) {
            count++;
        }
        long array = Memory.allocate((long) (count + 2) * size);
        long next = array;
        for (int i = 0; i < count; i++) {
            long entry = libc.getPointer(own + (long) i * size);
            if (!sameName(entry, variable)) {
                libc.putPointer(next, entry);
                next += size;
            }
        }
        libc.putPointer(next, variable);
        libc.putPointer(next + size, 0);
        return array;
    }

    private static boolean sameName(long entry, long variable) {
        int i = 0;
        while (libc.getByte(variable + i) != '=' && libc.getByte(entry + i) == libc.getByte(variable + i)) {
            i++;
        }
        return libc.getByte(variable + i) == '=' && libc.getByte(entry + i) == '=';
    }
}
