package dev.dogwatch.init;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.Clock;
import dev.dogwatch.os.FileStatus;
import dev.dogwatch.os.Messages;
import dev.dogwatch.os.Poll;

/**
 * The end of the system: KILL to all, sync(2), reboot(2). A child does it, as in C runit: where a machine cannot be
 * powered off the kernel ends the caller instead, and the end of process 1 would be a panic; and sync(2) may hang with
 * a disk, while process 1 goes on reaping.
 */
final class Ending {
    /** ns that the power may take to go away before the machine is halted instead. */
    private static final long POWER_OFF_LIMIT = 2 * Clock.SECOND;
    private static final int EVERYBODY = -1;

    private final Messages messages;
    private final FileStatus look;
    private final FlagFile reboot;
    private final long nosync = CString.of("/etc/runit/nosync");
    private final Poll nothing = new Poll(1);

    Ending(Messages messages, FileStatus look) {
        this.messages = messages;
        this.look = look;
        reboot = FlagFile.reboot(look);
    }

    /** Begins it; returns in process 1, unless there is no process for the child. */
    void begin() {
        messages.info("sending KILL signal to all processes...", 0);
        libc.kill(EVERYBODY, Abi.SIGKILL);
        int child = libc.fork();
        if (child > 0) {
            return;
        }
        if (reboot.isUp()) {
            goDown("system reboot.", Abi.RB_AUTOBOOT);
        } else {
            goDown("power off...", Abi.RB_POWER_OFF);
            long limit = Clock.monotonic() + POWER_OFF_LIMIT;
            while (Clock.monotonic() < limit) {
                nothing.waitUntil(limit);
            }
            goDown("system halt.", Abi.RB_HALT);
        }
        if (child == 0) {
            libc.exit(0);
        }
    }

    private void goDown(String text, int command) {
        messages.info(text, 0);
        if (look.of(nosync) < 0) {
            libc.sync();
        }
        int result = libc.reboot(command);
        if (result < 0) {
            messages.warn("the kernel refuses", -result);
        }
    }
}
