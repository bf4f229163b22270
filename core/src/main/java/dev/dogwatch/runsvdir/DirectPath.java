package dev.dogwatch.runsvdir;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.os.CString;
import dev.dogwatch.os.Memory;

/** Whether a path has a symbolic link in it, which somebody may exchange without a change in the directory itself. */
final class DirectPath {
    private static final int LONGEST = 4096;
    private static final long CWD = CString.of("/proc/self/cwd");
    private static final long REAL = Memory.permanent(LONGEST);

    private DirectPath() {
    }

    /**
     * Whether the path is, to the letter, the real path of the current directory (or the end of it, for a relative
     * one). False when in doubt, also without /proc.
     */
    static boolean leadsHere(long path) {
        int length = CString.length(path);
        while (length > 1 && libc.getByte(path + length - 1) == '/') {
            length--;
        }
        long n = libc.readlink(CWD, REAL, LONGEST);
        boolean absolute = libc.getByte(path) == '/';
        if (n < length || absolute != (n == length)) {
            return false;
        }
        if (!absolute && libc.getByte(REAL + n - length - 1) != '/') {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (libc.getByte(path + i) != libc.getByte(REAL + n - length + i)) {
                return false;
            }
        }
        return true;
    }
}
