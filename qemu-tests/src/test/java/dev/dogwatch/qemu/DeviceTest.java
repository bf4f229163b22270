package dev.dogwatch.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.dogwatch.qemu.guest.Guest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Watchdog devices that come late, warn before they reset, or are two. */
class DeviceTest {

    @Test
    void deviceThatAppearsLateIsOpenedAndFed() {
        Guest.Plan plan = Boards.watched("late-device");
        plan.overlay().file("/etc/modules", "virtio_pci\nvirtio_blk\ncrc32c_generic\next4\n");
        try (Guest guest = plan.boot()) {
            guest.awaitSh("sv health");
            assertNotEquals(0, guest.run("test -e /dev/watchdog0").exitCode(), "no device yet");
            guest.sh("modprobe i6300esb");
            guest.awaitSh("grep -x active /sys/class/watchdog/watchdog0/state");
            assertEquals("4", guest.awaitSh("grep -x 4 /sys/class/watchdog/watchdog0/timeout"));
            guest.staysUp(Boards.SEVERAL_TIMEOUTS);
            Boards.isResetAtOnce(guest, guest.strike("kill -STOP " + Boards.runsvdir(guest)));
            guest.awaitBootAfterReset();
            guest.awaitSh("grep cause=unknown /run/dogwatch/boot");
            guest.sh("modprobe i6300esb");
            guest.awaitSh("grep cause=watchdog /run/dogwatch/boot");
        }
    }

    @Test
    void pretimeoutIsSetAndWarns() {
        Guest.Plan plan = Boards.watched("pretimeout");
        plan.overlay().watchdog("timeout", "6").watchdog("pretimeout", "3");
        try (Guest guest = Boards.boot(plan)) {
            assertEquals("3", guest.awaitSh("grep -x 3 /sys/class/watchdog/watchdog0/pretimeout"));
            guest.staysUp(Duration.ofSeconds(12));
            guest.sh("dmesg -n 8");
            int mark = guest.serial().mark();
            guest.strike("kill -STOP " + Boards.runsvdir(guest));
            guest.serial().awaitText(mark, "watchdog0: pretimeout event", Duration.ofMinutes(1));
            guest.awaitReset();
        }
    }

    @Test
    void twoDevicesAreBothFed() {
        Guest.Plan plan = Boards.watched("two-devices");
        plan.overlay().watchdog("device", "/dev/watchdog0\n/dev/watchdog1");
        try (Guest guest = Boards.boot(plan.qemu("-device", "i6300esb"))) {
            guest.awaitSh("grep -x active /sys/class/watchdog/watchdog0/state && grep -x active /sys/class/watchdog/watchdog1/state");
            guest.staysUp(Boards.SEVERAL_TIMEOUTS);
            assertEquals("4\n4", guest.sh("cat /sys/class/watchdog/watchdog[01]/timeout"));
            Boards.isResetAtOnce(guest, guest.strike("kill -STOP " + Boards.runsvdir(guest)));
            Boards.saysWatchdog(guest, "");
        }
    }
}
