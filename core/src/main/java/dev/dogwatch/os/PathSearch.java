package dev.dogwatch.os;

/** Finds a program in PATH, as execvp(3) would, without starting it. */
public final class PathSearch {
    private final PathCandidates candidates;
    private final FileStatus look;
    private final long ourselves = CString.of("/proc/self/exe");
    private boolean isOurselves;

    /** The program of this name, a C string that stays ours; {@code look} is used during a call only. */
    public PathSearch(long program, FileStatus look) {
        this.look = look;
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
