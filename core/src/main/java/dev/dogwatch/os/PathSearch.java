package dev.dogwatch.os;


/** Finds a program in PATH, as execvp(3) would, without starting it. */
public final class PathSearch {
    private final PathCandidates candidates;
    private final FileStatus look = new FileStatus();
    private final long ourselves = CString.of("/proc/self/exe");
    private boolean isOurselves;

    public PathSearch(String program) {
        this(CString.of(program));
    }

    /** The program of this name, a C string that stays ours. */
    public PathSearch(long program) {
        candidates = new PathCandidates(program);
    }

    /** The C string of the first executable file of that name, valid until the next call; 0 when there is none. */
    public long find() {
        candidates.begin();
        for (long file = candidates.next(); file != 0; file = candidates.next()) {
            if (look.of(file) == 0 && look.isRegular() && look.ownerMayExecute()) {
                isOurselves = isThisProgram();
                return file;
            }
        }
        return 0;
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
