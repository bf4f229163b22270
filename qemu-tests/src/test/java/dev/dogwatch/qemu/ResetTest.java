package dev.dogwatch.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dogwatch.qemu.guest.Guest;
import dev.dogwatch.qemu.guest.Moment;
import org.junit.jupiter.api.Test;

/** What must end in a reset by the board's watchdog, within its time limit, with the right cause told after the boot. */
class ResetTest {

    @Test
    void frozenRunsvdir() {
        try (Guest guest = Boards.boot(Boards.watched("reset-frozen-runsvdir"))) {
            assertEquals("unknown", Boards.cause(guest), "the first boot of all");
            Boards.isResetAtOnce(guest, guest.strike("kill -STOP " + Boards.runsvdir(guest)));
            Boards.saysWatchdog(guest, "");
            assertEquals("1", guest.value("/run/dogwatch/boot", "resets"));
        }
    }

    @Test
    void killedRunsvdirThatInitCannotBringBack() {
        try (Guest guest = Boards.boot(Boards.watched("reset-killed-runsvdir"))) {
            // Process 1 starts stage 2 again, and this one never comes to be a runsvdir.
            guest.sh("printf '#!/bin/sh\\nexec sleep 100000\\n' >/run/stage2; chmod +x /run/stage2; mount -o bind /run/stage2 /etc/runit/2");
            Boards.isResetAtOnce(guest, guest.strike("kill -KILL " + Boards.runsvdir(guest)));
            Boards.saysWatchdog(guest, "");
        }
    }

    @Test
    void frozenRunsv() {
        Guest.Plan plan = Boards.watched("reset-frozen-runsv");
        plan.overlay().service("bystander", "exec sleep 100000");
        try (Guest guest = Boards.boot(plan)) {
            String runsv = guest.sh("awk '{print $4}' /proc/$(cat /run/supervise.bystander/pid)/stat");
            Boards.isResetAtOnce(guest, guest.strike("kill -STOP " + runsv));
            Boards.saysWatchdog(guest, "bystander");
        }
    }

    @Test
    void criticalServiceThatCannotStart() {
        try (Guest guest = Boards.boot(Boards.withVital("reset-cannot-start", "exit 0"))) {
            Boards.isResetAfterGrace(guest, guest.strike("chmod -x /etc/sv/vital/run; sv kill vital"));
            Boards.saysWatchdog(guest, "vital");
        }
    }

    @Test
    void criticalServiceWhoseCheckFails() {
        try (Guest guest = Boards.boot(Boards.withVital("reset-check-fails", "exec test ! -e /run/broken"))) {
            Boards.isResetAfterGrace(guest, guest.strike("touch /run/broken"));
            Boards.saysWatchdog(guest, "vital");
        }
    }

    @Test
    void criticalServiceWhoseCheckHangs() {
        try (Guest guest = Boards.boot(Boards.withVital("reset-check-hangs", "test ! -e /run/hang || exec sleep 100000"))) {
            Boards.isResetAfterGraceAndLimit(guest, guest.strike("touch /run/hang"));
            Boards.saysWatchdog(guest, "vital");
        }
    }

    @Test
    void kernelPanic() {
        try (Guest guest = Boards.boot(Boards.watched("reset-panic"))) {
            Boards.isResetAtOnce(guest, guest.strike("echo c >/proc/sysrq-trigger"));
            Boards.saysWatchdog(guest, "");
        }
    }

    @Test
    void forkBombThatLeavesNoProcessForAnyCheck() {
        try (Guest guest = Boards.boot(Boards.withVital("reset-fork-bomb", "exec true"))) {
            // So that memory is not what runs out first.
            guest.sh("echo 300 >/proc/sys/kernel/threads-max");
            Boards.isResetAfterGraceAndLimit(guest, guest.strike("trouble bomb"));
            Boards.saysWatchdog(guest, "");
        }
    }

    @Test
    void memoryThatNobodyCanFree() {
        try (Guest guest = Boards.boot(Boards.withVital("reset-memory", "exec test $(wc -c </etc/sv/vital/run) -gt 3"))) {
            // No process owns what is in a tmpfs: killing does not help, and each of the killed is wanted.
            Moment struck = guest.strike("mkdir /run/hole; mount -t tmpfs -o size=100% hole /run/hole; "
                    + "echo -1000 >/proc/self/oom_score_adj; dd if=/dev/zero of=/run/hole/water bs=1M");
            Guest.Reset reset = guest.awaitReset();
            // Which of the two it was, the gate or a kernel that panicked for it had nobody left to kill: the watchdog did it.
            assertTrue(reset.isByWatchdog(), () -> "after " + struck + " a reset by the watchdog: " + reset);
            Boards.saysWatchdog(guest, "");
        }
    }
}
