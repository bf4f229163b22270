package dev.dogwatch.runsv;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.Children;
import dev.dogwatch.os.Clock;
import dev.dogwatch.os.FileStatus;
import dev.dogwatch.os.Messages;
import dev.dogwatch.os.Poll;
import dev.dogwatch.os.Spawn;
import dev.dogwatch.service.ControlByte;

/**
 * The scripts {@code control/X} (contract, runsv, "control/C"), run beside the loop: a hanging one blocks nobody.
 *
 * <p>C runit waits for each script before it reads the next byte. So that quick scripts still run in the order of
 * their bytes, one waits for the one before it, but only {@link #PATIENCE}; a script of which an instance still runs
 * waits for that to end.
 */
final class ControlScripts {
    /** ns that a script may hold up the next one. */
    private static final long PATIENCE = 50 * Clock.MILLISECOND;
    private static final int LETTER_AT = 8;
    private static final int NONE = -1;

    private final long path = CString.of("control/?");
    private final Spawn spawn = new Spawn(path, path);
    private final Bytes servicePid = new Bytes(16);
    private final int[] running = new int[ControlByte.COUNT];
    private final int[] queue = new int[ControlByte.COUNT];
    private int queued;
    /** A set of {@link ControlByte#bit}s: whose answer nobody waits for any more. */
    private int stale;
    private int holder = NONE;
    private long heldUntil;

    /** Standard output of the scripts: the log pipe, where there is one. */
    void stdout(int fd) {
        spawn.stdout(fd);
    }

    /** Whether there is a script for the byte, with the owner's x bit. */
    boolean exists(int letter, FileStatus look, Messages messages) {
        libc.putByte(path + LETTER_AT, letter);
        int result = look.of(path);
        if (result < 0 && result != -Abi.ENOENT) {
            messages.warn("unable to stat ", path, "", -result);
        }
        return result == 0 && look.ownerMayExecute();
    }

    /** Puts the script in line. Its end is told by {@link #ended}. */
    void request(int letter) {
        int index = ControlByte.index(letter);
        for (int i = 0; i < queued; i++) {
            if (queue[i] == index) {
                return;
            }
        }
        queue[queued++] = index;
    }

    /** When {@link #startNext} has something to do at the latest. */
    long deadline() {
        return queued > 0 && running[queue[0]] == 0 ? heldUntil : Poll.NEVER;
    }

    /**
     * Starts those whose turn has come, with the pid of ./run as argument.
     *
     * @return a set of {@link ControlByte#bit}s of scripts that could not be started
     */
    int startNext(int pid, long now, Messages messages) {
        int failed = 0;
        while (queued > 0 && (holder == NONE || now >= heldUntil) && running[queue[0]] == 0) {
            int index = queue[0];
            queued--;
            for (int i = 0; i < queued; i++) {
                queue[i] = queue[i + 1];
            }
            libc.putByte(path + LETTER_AT, ControlByte.letter(index));
            servicePid.clear().putNumber(pid);
            int child = spawn.argument(1, servicePid.terminate()).start();
            if (child < 0) {
                messages.warn("unable to fork for ", path, "", -child);
                failed |= 1 << index;
                continue;
            }
            if (spawn.error() != 0) {
                messages.fatal("unable to run control/?", spawn.error());
            }
            running[index] = child;
            stale &= ~(1 << index);
            holder = index;
            heldUntil = now + PATIENCE;
        }
        return failed;
    }

    /** The byte whose script this child was and whose answer is waited for; 0 for any other child. */
    int ended(int pid) {
        for (int index = 0; index < ControlByte.COUNT; index++) {
            if (running[index] == pid) {
                running[index] = 0;
                if (holder == index) {
                    holder = NONE;
                }
                return (stale & 1 << index) == 0 ? ControlByte.letter(index) : 0;
            }
        }
        return 0;
    }

    /** Whether any runs or waits for its turn. */
    boolean busy() {
        for (int index = 0; index < ControlByte.COUNT; index++) {
            if (running[index] != 0) {
                return true;
            }
        }
        return queued > 0;
    }

    /** Kills those that run and forgets those that wait. */
    void kill() {
        queued = 0;
        for (int index = 0; index < ControlByte.COUNT; index++) {
            if (running[index] != 0) {
                libc.kill(running[index], Abi.SIGKILL);
            }
        }
    }

    /** A new ./run begins: what older scripts answer does not concern it. */
    void forget() {
        stale = -1;
    }

    /** Whether the script of this wait status took over: it exited 0. */
    static boolean handled(int waitStatus) {
        return !Children.killed(waitStatus) && Children.exitCode(waitStatus) == 0;
    }
}
