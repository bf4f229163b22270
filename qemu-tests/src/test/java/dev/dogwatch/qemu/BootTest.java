package dev.dogwatch.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dogwatch.qemu.guest.Guest;
import dev.dogwatch.qemu.guest.Moment;
import org.junit.jupiter.api.Test;

/** From power on to all services up, again and again, and fed for as long as it is healthy. */
class BootTest {

    @Test
    void bootsToAllServicesUpAndFeedsForSeveralTimeouts() {
        Guest.Plan plan = Boards.withVital("boot", "exec true");
        try (Guest guest = Boards.boot(plan)) {
            assertEquals("", guest.sh("sv status /etc/service/* | grep -v -e ^run: -e /flaky: || true"), "services that do not run");
            assertEquals("runit", guest.sh("cat /proc/1/comm"));
            assertEquals("active", guest.sh("cat /sys/class/watchdog/watchdog0/state"));
            assertEquals("4", guest.sh("cat /sys/class/watchdog/watchdog0/timeout"));
            assertEquals("unknown", Boards.cause(guest), "the first boot of all");
            JsonNode told = Boards.json(guest);
            assertEquals("unknown", told.path("boot").path("cause").asText(), told.toString());
            guest.staysUp(Boards.TIMEOUT.multipliedBy(4));
            assertEquals("open", guest.value("/run/dogwatch/watchdog", "gate"));
        }
    }

    @Test
    void bootsFromARootThatIsReadOnly() {
        try (Guest guest = Boards.boot(Boards.watched("read-only").kernel("ro"))) {
            assertNotEquals(0, guest.run("touch /etc/probe").exitCode());
            Moment struck = guest.strike("kill -STOP " + Boards.runsvdir(guest));
            Boards.isResetAtOnce(guest, struck);
            Boards.saysWatchdog(guest, "");
            guest.strike("init 0");
            guest.awaitOff();
        }
    }

    @Test
    void bootsAgainAndAgainWithoutAMiss() {
        int boots = Integer.getInteger("dogwatch.boots", 3);
        try (Guest guest = Boards.watched("boots").start()) {
            for (int boot = 1; boot <= boots; boot++) {
                guest.awaitBoot(boot);
                Boards.awaitHealth(guest);
                assertEquals(boot == 1 ? "unknown" : "reboot", Boards.cause(guest), "of boot " + boot);
                assertEquals(Integer.toString(boot), guest.value("/run/dogwatch/boot", "boots"));
                guest.strike("init 6");
                assertFalse(guest.awaitReset().isByWatchdog(), "boot " + boot);
            }
            assertTrue(guest.qmp().events().stream().noneMatch(event -> event.name().equals("WATCHDOG")));
        }
    }
}
