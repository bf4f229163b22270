package dev.dogwatch.runsvdir;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.DecimalNumber;
import dev.dogwatch.os.DirectoryStream;
import dev.dogwatch.os.FileStatus;
import dev.dogwatch.os.Memory;
import dev.dogwatch.os.ProcessStat;

/**
 * Runsvs whose directories were deleted when there was no runsvdir to tell them to leave. Whoever follows a runsvdir
 * that was killed looks for them once, in /proc.
 */
final class Orphans {
    private static final int LONGEST = 4096;

    private final ProcessStat stat = new ProcessStat();
    private final Bytes cwd = new Bytes(40);
    private final long parent = Memory.allocate(LONGEST);
    private final long link = Memory.allocate(LONGEST);
    private final FileStatus look;

    Orphans(FileStatus look) {
        this.look = look;
    }

    /** Sends TERM to every runsv that works in a deleted directory which lay in the current one. */
    void dismiss(DirectoryStream processes) {
        long length = libc.readlink(CString.of("/proc/self/cwd"), parent, LONGEST);
        if (length <= 0 || processes.open(CString.of("/proc")) < 0) {
            return;
        }
        for (long name = processes.next(); name != 0; name = processes.next()) {
            int pid = (int) DecimalNumber.leading(name, 0);
            if (pid > 1 && stat.read(pid) && stat.isCommand("runsv") && worksInDeleted(name, length)) {
                libc.kill(pid, Abi.SIGTERM);
            }
        }
        processes.close();
    }

    private boolean worksInDeleted(long process, long length) {
        long path = cwd.clear().put("/proc/").putCString(process).put("/cwd").terminate();
        long n = libc.readlink(path, link, LONGEST);
        if (n <= length + 1 || libc.getByte(link + length) != '/'
                || libc.memchr(link + length + 1, '/', n - length - 1) != 0) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (libc.getByte(link + i) != libc.getByte(parent + i)) {
                return false;
            }
        }
        return look.of(path) == 0 && look.links() == 0;
    }
}
