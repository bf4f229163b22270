package dev.dogwatch.watchdog;

import dev.dogwatch.os.CString;

/** A list of C strings of its own. */
final class Names {
    private long[] names = new long[8];
    private int count;

    void add(long name) {
        if (count == names.length) {
            long[] larger = new long[names.length * 2];
            for (int i = 0; i < count; i++) {
                larger[i] = names[i];
            }
            names = larger;
        }
        names[count++] = CString.copy(name);
    }

    int count() {
        return count;
    }

    long get(int i) {
        return names[i];
    }

    boolean contains(long name) {
        for (int i = 0; i < count; i++) {
            if (CString.equals(names[i], name)) {
                return true;
            }
        }
        return false;
    }
}
