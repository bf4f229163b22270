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
        plan.overlay().watchdog("boot-loop", "2 10").service("harmless", "exec sleep 100000");
        try (Guest guest = plan.start()) {
            guest.awaitBoot(1);
            String console = guest.sh("for p in /run/supervise.*/pid; do test \"$(ps -o pid= -p $(cat $p) 2>/dev/null)\" = 0 || echo $p; done; ls /etc/service");
            assertFalse(console.isEmpty());
            assertTrue(guest.awaitReset().isByWatchdog());
            assertTrue(guest.awaitReset().isByWatchdog());
            guest.awaitBoot(3);
            guest.awaitSh("test -e /run/dogwatch/safe-mode");
            assertEquals("yes", guest.value("/run/dogwatch/boot", "safe-mode"));
            assertEquals("watchdog", Boards.cause(guest));
            assertEquals("2", guest.value("/run/dogwatch/boot", "resets"));
            assertTrue(guest.serial().textFrom(guest.serial().mark() / 2).toLowerCase(java.util.Locale.ROOT).contains("safe"), "the console says so");
            guest.staysUp(Boards.GRACE.plus(Boards.SEVERAL_TIMEOUTS));
            assertNotEquals(0, guest.run("sv check vital").exitCode(), "vital is not in the safe set");

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
            guest.awaitBoot(2);
            Boards.awaitHealth(guest);
            assertNotEquals("watchdog", Boards.cause(guest));
            assertEquals("0", guest.value("/run/dogwatch/boot", "resets"));
            assertEquals("2", guest.value("/run/dogwatch/boot", "boots"));
        }
    }
}
