package dev.dogwatch.os;

import static dev.dogwatch.libc.Edge.libc;


/** Finds a program in PATH, as execvp(3) would, without starting it. */
public final class PathSearch {
    private final long program;
    private final FileStatus look = new FileStatus();
    private final Bytes candidate = new Bytes(64);
    private final long ourselves = CString.of("/proc/self/exe");
    private final long defaultPath = CString.of("/bin:/usr/bin");
    private boolean isOurselves;

    public PathSearch(String program) {
        this(CString.of(program));
    }

    /** The program of this name, a C string that stays ours. */
    public PathSearch(long program) {
        this.program = program;
    }

    /** The C string of the first executable file of that name, valid until the next call; 0 when there is none. */
    public long find() {
        long path = Environment.get("PATH");
        if (path == 0) {
            path = defaultPath;
        }
        while (true) {
            candidate.clear();
            while (libc.getByte(path) != 0 && libc.getByte(path) != ':') {
                candidate.putByte(libc.getByte(path++));
            }
            if (candidate.length() == 0) {
                candidate.put(".");
            }
            long file = candidate.put("/").putCString(program).terminate();
            if (look.of(file) == 0 && look.isRegular() && look.ownerMayExecute()) {
                isOurselves = isThisProgram();
                return file;
            }
            if (libc.getByte(path++) == 0) {
                return 0;
            }
        }
    }

    /** Whether what {@link #find} found is the very file that runs here. */
    public boolean foundOurselves() {
        return isOurselves;
    }

    private boolean isThisProgram() {
        long device = look.device();
        long inode = look.inode();
        return look.of(ourselves) == 0 && look.device() == device && look.inode() == inode;
    }
}
