package dev.dogwatch.os;

import static dev.dogwatch.libc.Edge.libc;

/**
 * The files that a program's name without a slash may mean: one for each element of our PATH, of /bin:/usr/bin where
 * that is not set; an empty element is the current directory (execvp(3)).
 */
public final class PathCandidates {
    private final long program;
    private final long defaultPath = CString.of("/bin:/usr/bin");
    private final Bytes candidate;
    /** What is left of PATH, 0 behind its end. */
    private long rest;

    /** Of this name, a C string that stays ours. All memory is taken here, unless PATH grows. */
    public PathCandidates(long program) {
        this.program = program;
        begin();
        candidate = new Bytes(CString.length(rest) + CString.length(program) + 3); // a dot, a slash, a NUL
    }

    /** Begins with the first element of PATH as it is now. */
    public void begin() {
        long path = Environment.get("PATH");
        rest = path == 0 ? defaultPath : path;
    }

    /** The next candidate, a C string valid until the next call; 0 when there is no more. */
    public long next() {
        if (rest == 0) {
            return 0;
        }
        candidate.clear();
        while (libc.getByte(rest) != 0 && libc.getByte(rest) != ':') {
            candidate.putByte(libc.getByte(rest++));
        }
        if (candidate.length() == 0) {
            candidate.putByte('.');
        }
        rest = libc.getByte(rest) == 0 ? 0 : rest + 1;
        return candidate.putByte('/').putCString(program).terminate();
    }
}
