package dev.dogwatch.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dogwatch.qemu.guest.Guest;
import dev.dogwatch.qemu.guest.Moment;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Power off and reboot as they should be: services down in order, logs and file system whole, the watchdog armed to the very end. */
class OrderlyEndTest {

    /** Writes down the end of a service where it is seen after the boot. */
    private static final String NOTE_END = "note-end";

    private static final Duration SHUTDOWN = Duration.ofSeconds(5);

    @Test
    void rebootAndPowerOffLeaveEverythingWhole() {
        Guest.Plan plan = Boards.watched("orderly-end");
        plan.overlay().service("writer", "trap 'echo last; exit' TERM; i=0; while :; do echo $i; i=$((i + 1)); sleep 0.01; done")
                .script("/etc/sv/writer/finish", NOTE_END + " writer $1 $2")
                .script("/etc/sv/writer/log/run", "mkdir -p /var/lib/dogwatch/log; exec svlogd /var/lib/dogwatch/log")
                .link("/etc/sv/writer/log/supervise", "/run/supervise.writer.log")
                .script("/etc/sv/heart/finish", NOTE_END + " heart")
                .script("/etc/sv/syslog/finish", NOTE_END + " syslog")
                .script("/usr/bin/note-end", "echo \"$*\" >>/var/lib/dogwatch/ended");
        try (Guest guest = Boards.boot(plan)) {
            guest.awaitSh("test -s /var/lib/dogwatch/log/current");
            guest.strike("init 6");
            Guest.Reset reset = guest.awaitReset();
            assertEquals("guest-reset", reset.event().reason());
            assertFalse(reset.isByWatchdog(), reset.toString());
            guest.awaitBootAfterReset();
            Boards.awaitHealth(guest);
            assertEquals("reboot", Boards.cause(guest));
            assertEquals("0", guest.value("/run/dogwatch/boot", "resets"));
            List<String> ended = guest.sh("cat /var/lib/dogwatch/ended").lines().toList();
            assertEquals(List.of("heart", "syslog", "writer 0 0"), ended.stream().sorted().toList());
            assertEquals("syslog", ended.getLast(), "who may still have something to tell ends before the system log");
            // svlogd renames what the one before it did not end in order.
            assertEquals("current", guest.sh("cd /var/lib/dogwatch/log; echo *[!k]"), "the files of the log but its lock");
            assertEquals("whole", guest.sh("awk '$1 == \"last\" { print \"whole\"; exit } $1 != NR - 1 { print \"gap at \" NR; exit }' "
                    + "/var/lib/dogwatch/log/current"));

            guest.strike("init 0");
            assertEquals("guest-shutdown", guest.qmp().awaitEvent(0, Duration.ofMinutes(2), "SHUTDOWN").reason());
            guest.awaitOff();
            assertTrue(guest.state().wasUnmounted(), "the state disk was unmounted");
            assertEquals("", guest.state().complaints());
            assertEquals(2 * ended.size(), guest.state().read("/ended").lines().count(), guest.state().read("/ended"));
        }
    }

    @Test
    void powerOffIsToldFromPowerThatFailed() {
        Guest.Plan plan = Boards.watched("powered-off");
        try (Guest guest = Boards.boot(plan)) {
            guest.strike("init 0");
            guest.awaitOff();
            try (Guest again = Boards.boot(Boards.watched("powered-on-again").state(guest.state()))) {
                assertEquals("poweroff", Boards.cause(again));
                assertEquals("2", again.value("/run/dogwatch/boot", "boots"));
            } // QEMU is killed here: the power fails.
            try (Guest third = Boards.boot(Boards.watched("power-failed").state(guest.state()))) {
                assertEquals("unknown", Boards.cause(third));
                assertEquals("3", third.value("/run/dogwatch/boot", "boots"));
                assertEquals("1", third.value("/run/dogwatch/boot", "unclean"));
                assertEquals("0", third.value("/run/dogwatch/boot", "resets"));
            }
        }
    }

    @Test
    void hangingStageThreeIsEndedByTheWatchdog() {
        Guest.Plan plan = hangingStageThree("hanging-stage-3");
        try (Guest guest = Boards.boot(plan)) {
            Moment struck = guest.strike("init 6");
            Boards.isResetWithin(guest, struck, SHUTDOWN.plus(Boards.TIMEOUT).plusSeconds(4));
            Boards.saysWatchdog(guest, "the shutdown did not come to its end");
        }
    }

    @Test
    void starvedBoardTriesAnOrderlyRebootFirst() {
        Guest.Plan plan = Boards.withVital("reboot-first", "exec test ! -e /run/broken");
        plan.overlay().watchdog("reboot", "20").script("/etc/sv/heart/finish", NOTE_END + " heart")
                .script("/usr/bin/note-end", "echo \"$*\" >>/var/lib/dogwatch/ended");
        try (Guest guest = Boards.boot(plan)) {
            guest.sh("touch /run/broken");
            Guest.Reset reset = guest.awaitReset();
            assertFalse(reset.isByWatchdog(), reset.toString());
            guest.awaitBootAfterReset();
            Boards.awaitHealth(guest);
            assertEquals("heart", guest.sh("cat /var/lib/dogwatch/ended"), "stage 3 ended the services");
            assertTrue(guest.value("/run/dogwatch/boot", "reason").contains("vital"), guest.sh("cat /run/dogwatch/boot"));
        }
    }

    @Test
    void starvedBoardWhoseStageThreeHangsIsReset() {
        Guest.Plan plan = Boards.withVital("reboot-first-hangs", "exec test ! -e /run/broken");
        plan.overlay().watchdog("reboot", Long.toString(SHUTDOWN.toSeconds())).script("/etc/runit/3", "exec sleep 100000");
        try (Guest guest = Boards.boot(plan)) {
            Moment struck = guest.strike("touch /run/broken");
            Boards.isResetWithin(guest, struck, Boards.CHECK_INTERVAL.plus(Boards.GRACE).plus(SHUTDOWN).plus(Boards.TIMEOUT).plusSeconds(4));
            Boards.saysWatchdog(guest, "vital");
        }
    }

    @Test
    void disarmedWatchdogLetsStageThreeHang() {
        Guest.Plan plan = hangingStageThree("disarmed");
        plan.overlay().watchdog("stop", "disarmed");
        try (Guest guest = Boards.boot(plan)) {
            int mark = guest.serial().mark();
            guest.strike("init 6");
            guest.serial().awaitText(mark, "stage 3 hangs", Duration.ofMinutes(2));
            // The guest tells by itself when that time is over: no shell is left.
            guest.serial().awaitText(mark, "stage 3 has hung", Duration.ofMinutes(5));
            assertEquals(List.of(), guest.qmp().events().stream().filter(event -> event.name().equals("WATCHDOG")).toList());
        }
    }

    @Test
    void nowayoutWatchdogIsNotDisarmed() {
        Guest.Plan plan = hangingStageThree("nowayout");
        plan.overlay().watchdog("stop", "disarmed");
        try (Guest guest = Boards.boot(plan.kernel("i6300esb.nowayout=1"))) {
            assertEquals("1", guest.sh("cat /sys/class/watchdog/watchdog0/nowayout"));
            Moment struck = guest.strike("init 6");
            Boards.isResetWithin(guest, struck, Boards.TIMEOUT.plusSeconds(4));
            Boards.saysWatchdog(guest, "");
        }
    }

    private static Guest.Plan hangingStageThree(String name) {
        Guest.Plan plan = Boards.watched(name);
        plan.overlay().watchdog("shutdown", Long.toString(SHUTDOWN.toSeconds()))
                .script("/etc/runit/3", "PATH=/usr/bin:/usr/sbin:/bin:/sbin; echo 'stage 3 hangs'; sleep 20; echo 'stage 3 has hung'; sleep 100000");
        return plan;
    }
}
