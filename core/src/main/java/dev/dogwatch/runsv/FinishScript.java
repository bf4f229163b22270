package dev.dogwatch.runsv;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.Children;
import dev.dogwatch.os.FileStatus;
import dev.dogwatch.os.Spawn;

/** ./finish and its arguments: the exit code of ./run, or -1, and the low byte of its wait status (contract, "Death"). */
final class FinishScript {
    /** In place of a wait status: how a process ended that was not our child, nobody tells. */
    static final int UNKNOWN_END = -1;

    private final long path = CString.of("./finish");
    private final Spawn spawn = new Spawn(path, path);
    private final Bytes code = new Bytes(16);
    private final Bytes lowByte = new Bytes(16);

    /** A finish that can be opened for reading is run, whether it can be executed or not. */
    boolean exists(FileStatus look) {
        int fd = libc.open(path, Abi.O_RDONLY | Abi.O_NONBLOCK | Abi.O_CLOEXEC, 0);
        boolean noDescriptorLeft = fd == -Abi.EMFILE || fd == -Abi.ENFILE;
        if (fd < 0) {
            return noDescriptorLeft && look.of(path) == 0;
        }
        libc.close(fd);
        return true;
    }

    /** How ./run ended, for the next start of it. */
    void tell(int waitStatus) {
        boolean exited = waitStatus != UNKNOWN_END && !Children.killed(waitStatus);
        spawn.argument(1, code.clear().putNumber(exited ? Children.exitCode(waitStatus) : -1).terminate());
        spawn.argument(2, lowByte.clear().putNumber(waitStatus == UNKNOWN_END ? 0 : waitStatus & 0xff).terminate());
    }

    Spawn spawn() {
        return spawn;
    }

    /** Kills it, with what it has started where it leads a process group. */
    static void kill(int pid, boolean leads) {
        if (pid > 1) {
            libc.kill(leads ? -pid : pid, Abi.SIGKILL);
        }
    }
}
