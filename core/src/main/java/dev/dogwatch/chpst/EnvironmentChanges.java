package dev.dogwatch.chpst;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.Memory;

/** What is to be different in the environment of the program that we become, change by change: later ones win. */
final class EnvironmentChanges {
    /** One C string for each: NAME=VALUE sets, NAME removes. */
    private final Bytes changes = new Bytes(64);
    private int count;

    /** Sets a variable. */
    void set(long name, long value) {
        changes.putCString(name).putByte('=').putCString(value).putByte(0);
        count++;
    }

    /** Removes a variable, unless the name has a '=' in it: then that sets one, as with C runit. */
    void remove(long name) {
        changes.putCString(name).putByte(0);
        count++;
    }

    /**
     * The NULL-terminated array for execve(2): our own environment with the changes, which must be complete. What is
     * removed or set anew leaves its place to the last entry, as with C runit; of a name that is there twice, only the
     * first is removed.
     */
    long environment() {
        long own = libc.environ();
        if (count == 0) {
            return own;
        }
        int size = libc.pointerSize();
        int used = 0;
        while (libc.getPointer(own + (long) used * size) != 0) {
            used++;
        }
        long entries = Memory.allocate((long) (used + count + 1) * size);
        libc.memmove(entries, own, (long) used * size);
        long change = changes.address();
        for (int i = 0; i < count; i++) {
            int name = lengthOfName(change);
            int place = find(entries, used, change, name);
            if (place < used) {
                used--;
                libc.putPointer(entries + (long) place * size, libc.getPointer(entries + (long) used * size));
            }
            if (libc.getByte(change + name) == '=') {
                libc.putPointer(entries + (long) used * size, change);
                used++;
            }
            change += CString.length(change) + 1;
        }
        libc.putPointer(entries + (long) used * size, 0);
        return entries;
    }

    private static int lengthOfName(long entry) {
        int n = 0;
        while (libc.getByte(entry + n) != 0 && libc.getByte(entry + n) != '=') {
            n++;
        }
        return n;
    }

    /** The place of the first entry whose name is the {@code length} bytes at {@code name}; {@code used} if there is none. */
    private static int find(long entries, int used, long name, int length) {
        int size = libc.pointerSize();
        for (int place = 0; place < used; place++) {
            long entry = libc.getPointer(entries + (long) place * size);
            int i = 0;
            while (i < length && libc.getByte(entry + i) == libc.getByte(name + i)) {
                i++;
            }
            if (i == length && libc.getByte(entry + length) == '=') {
                return place;
            }
        }
        return used;
    }
}
