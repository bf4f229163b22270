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

    private static final Duration SHUTDOWN = Duration.ofSeconds(5);

    @Test
    void rebootAndPowerOffLeaveEverythingWhole() {
        Guest.Plan plan = Boards.watched("orderly-end");
        plan.overlay().service("writer", "trap 'echo last; exit' TERM; i=0; while :; do echo $i; i=$((i + 1)); done")
                .script("/etc/sv/writer/finish", "echo writer $1 $2 >>/var/lib/dogwatch/ended")
                .script("/etc/sv/writer/log/run", "mkdir -p /var/lib/dogwatch/log; exec svlogd /var/lib/dogwatch/log")
                .script("/etc/sv/writer/log/finish", "echo log $1 $2 >>/var/lib/dogwatch/ended")
                .link("/etc/sv/writer/log/supervise", "/run/supervise.writer.log");
        try (Guest guest = Boards.boot(plan)) {
            guest.awaitSh("test -s /var/lib/dogwatch/log/current");
            guest.strike("init 6");
            Guest.Reset reset = guest.awaitReset();
            assertEquals("guest-reset", reset.event().reason());
            assertFalse(reset.isByWatchdog(), reset.toString());
            guest.awaitBoot(2);
            Boards.awaitHealth(guest);
            assertEquals("reboot", Boards.cause(guest));
            assertEquals("0", guest.value("/run/dogwatch/boot", "resets"));
            // svlogd renames what the one before it did not end in order.
            assertEquals("", guest.sh("cd /var/lib/dogwatch/log; for f in @*.u; do test ! -e $f || echo $f; done"));
            assertEquals("last", guest.sh("cat /var/lib/dogwatch/log/@*.s /var/lib/dogwatch/log/current 2>/dev/null | grep -x -m 1 last"));
            assertEquals(List.of("writer 0 0", "log 0 0"), guest.sh("cat /var/lib/dogwatch/ended").lines().toList());

            guest.strike("init 0");
            assertEquals("guest-shutdown", guest.qmp().awaitEvent(0, Duration.ofMinutes(2), "SHUTDOWN").reason());
            guest.awaitOff();
            assertTrue(guest.state().wasUnmounted(), "the state disk was unmounted");
            assertEquals("", guest.state().complaints());
            assertEquals("writer 0 0\nlog 0 0\nwriter 0 0\nlog 0 0\n", guest.state().read("/ended"));
        }
    }

    @Test
    void boardThatWasPoweredOffSaysSo() {
        Guest.Plan plan = Boards.watched("powered-off");
        try (Guest guest = Boards.boot(plan)) {
            guest.strike("init 0");
            guest.awaitOff();
            try (Guest again = Boards.boot(Boards.watched("powered-on-again").state(guest.state()))) {
                assertEquals("poweroff", Boards.cause(again));
                assertEquals("2", again.value("/run/dogwatch/boot", "boots"));
            }
        }
    }

    @Test
    void hangingStageThreeIsEndedByTheWatchdog() {
        Guest.Plan plan = hangingStageThree("hanging-stage-3");
        try (Guest guest = Boards.boot(plan)) {
            Moment struck = guest.strike("init 6");
            Boards.isResetWithin(guest, struck, SHUTDOWN.plus(Boards.TIMEOUT).plusSeconds(4));
            Boards.saysWatchdog(guest, "");
        }
    }

    @Test
    void disarmedWatchdogLetsStageThreeHang() {
        Guest.Plan plan = hangingStageThree("disarmed");
        plan.overlay().watchdog("stop", "disarmed");
        try (Guest guest = Boards.boot(plan)) {
            int mark = guest.serial().mark();
            guest.strike("init 6");
            guest.serial().awaitText(mark, "stage 3 hangs until (\\d+)", Duration.ofMinutes(2));
            // The guest tells by itself when that time is over: no shell is left.
            guest.serial().awaitText(mark, "stage 3 has hung", Duration.ofMinutes(5));
            assertEquals(List.of(), guest.qmp().events().stream().filter(event -> event.name().equals("WATCHDOG")).toList());
        }
    }

    @Test
    void nowayoutWatchdogIsNotDisarmed() {
        Guest.Plan plan = hangingStageThree("nowayout");
        plan.overlay().watchdog("stop", "disarmed");
        plan.kernel("i6300esb.nowayout=1");
        try (Guest guest = Boards.boot(plan)) {
            assertEquals("1", guest.sh("cat /sys/class/watchdog/watchdog0/nowayout"));
            Moment struck = guest.strike("init 6");
            Boards.isResetWithin(guest, struck, Boards.TIMEOUT.plusSeconds(4));
            Boards.saysWatchdog(guest, "");
        }
    }

    private static Guest.Plan hangingStageThree(String name) {
        Guest.Plan plan = Boards.watched(name);
        plan.overlay().watchdog("shutdown", Long.toString(SHUTDOWN.toSeconds()))
                .script("/etc/runit/3", "PATH=/usr/bin:/usr/sbin:/bin:/sbin; echo 'stage 3 hangs until 20'; sleep 20; echo 'stage 3 has hung'; sleep 100000");
        return plan;
    }
}
