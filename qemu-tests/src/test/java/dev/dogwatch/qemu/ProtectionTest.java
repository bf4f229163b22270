package dev.dogwatch.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dogwatch.qemu.guest.Guest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The supervisors stay alive when the board runs out of memory or of processor time. */
class ProtectionTest {

    @Test
    void supervisorsOutliveWhatTheKernelKillsForMemory() {
        Guest.Plan plan = Boards.withVital("oom", "exec true");
        plan.overlay().watchdog("realtime", "10").watchdog("lock-memory", "")
                // More than is free, less than the kernel refuses at once.
                .service("greedy", "echo >>/run/greedy-starts; exec trouble eat 215");
        try (Guest guest = Boards.boot(plan)) {
            String supervisors = guest.sh("for p in $(pidof runsvdir) $(pidof runsv); do echo $p $(cat /proc/$p/oom_score_adj); done");
            // Process 1 is never among them: the kernel sees to that.
            for (String line : supervisors.lines().toList()) {
                assertEquals("-1000", line.split(" ")[1], () -> "the score of process " + line + ", of " + supervisors);
            }
            assertEquals("0", guest.sh("cat /proc/$(cat /run/supervise.vital/pid)/oom_score_adj"), "a service is in reach");
            String runsvdir = Boards.runsvdir(guest);
            assertEquals(List.of("10", "1"), List.of(guest.sh("cut -d' ' -f40,41 /proc/" + runsvdir + "/stat").split(" ")), "priority, SCHED_FIFO");
            assertTrue(guest.run("grep 'VmLck:.* 0 kB' /proc/" + runsvdir + "/status").exitCode() != 0, "its memory is locked");
            assertEquals("0", guest.sh("cut -d' ' -f40 /proc/$(cat /run/supervise.vital/pid)/stat"), "a service has no such priority");

            guest.awaitSh("test $(wc -l </run/greedy-starts) -ge 3 && dmesg | grep 'Killed process.*trouble'");
            guest.staysUp(Boards.SEVERAL_TIMEOUTS);
            assertEquals(supervisors, guest.sh("for p in $(pidof runsvdir) $(pidof runsv); do echo $p $(cat /proc/$p/oom_score_adj); done"));
        }
    }

    @Test
    void realtimeFeedsUnderAnyLoad() {
        Guest.Plan plan = Boards.watched("realtime-load");
        plan.overlay().watchdog("realtime", "10");
        try (Guest guest = Boards.boot(plan)) {
            guest.sh("for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do nice -n -20 trouble spin & done");
            guest.staysUp(Boards.SEVERAL_TIMEOUTS);
        }
    }
}
