package dev.dogwatch.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dogwatch.qemu.guest.Guest;
import org.junit.jupiter.api.Test;

/** A board that its watchdog would reset for ever starts only what is safe, and says so. */
class BootLoopTest {

    @Test
    void boardThatIsResetAgainAndAgainStartsTheSafeSetOnly() {
        Guest.Plan plan = Boards.withVital("boot-loop", "exec sleep 100000", "exec test -e /run/mended");
        plan.overlay().watchdog("boot-loop", "2 10").watchdog("safe", "console")
                .service("harmless", "exec sleep 100000");
        try (Guest guest = plan.start()) {
            assertTrue(guest.awaitReset().isByWatchdog());
            assertTrue(guest.awaitReset().isByWatchdog());
            guest.awaitBootAfterReset();
            guest.awaitSh("test -e /run/dogwatch/safe-mode");
            assertEquals("yes", guest.value("/run/dogwatch/boot", "safe-mode"));
            assertEquals("watchdog", Boards.cause(guest));
            assertEquals("2", guest.value("/run/dogwatch/boot", "resets"));
            assertTrue(guest.sh("sv watchdog").contains("safe"), "sv watchdog says so");
            guest.staysUp(Boards.GRACE.plus(Boards.SEVERAL_TIMEOUTS));
            assertEquals("console", guest.sh("cd /run; for s in supervise.*[!g]; do grep -qx run $s/stat && echo ${s#*.}; done"), "what runs");

            guest.sh("touch /run/mended; rm /run/dogwatch/safe-mode");
            guest.awaitSh("sv check vital && sv check harmless");
            guest.staysUp(Boards.SEVERAL_TIMEOUTS);
        }
    }

    @Test
    void resetThatIsNotTheWatchdogsDoesNotCount() {
        try (Guest guest = Boards.boot(Boards.watched("system-reset"))) {
            guest.qmp().execute("system_reset");
            assertFalse(guest.awaitReset().isByWatchdog());
            guest.awaitBootAfterReset();
            Boards.awaitHealth(guest);
            assertNotEquals("watchdog", Boards.cause(guest));
            assertEquals("0", guest.value("/run/dogwatch/boot", "resets"));
            assertEquals("2", guest.value("/run/dogwatch/boot", "boots"));
        }
    }
}
