package dev.dogwatch.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dogwatch.qemu.guest.Guest;
import dev.dogwatch.qemu.guest.Moment;
import dev.dogwatch.qemu.guest.Shell;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** That the harness tells the truth: commands, exit codes, overlays, clocks, events. */
class HarnessTest {

    @Test
    void commandsOverlayClockAndResetAreTold() {
        Guest.Plan plan = Guest.named("harness");
        plan.overlay().file("/etc/probe/text", "it's here\n").script("/etc/probe/script", "echo from \"$0\"; exit 3").link("/etc/probe/link", "text");
        try (Guest guest = plan.kernel("dogwatch.probe=1").boot()) {
            assertEquals("it's here", guest.sh("cat '/etc/probe/link'"));
            Shell.Answer answer = guest.run("/etc/probe/script");
            assertEquals("from /etc/probe/script", answer.output());
            assertEquals(3, answer.exitCode());
            assertEquals("", guest.sh("true"));
            assertEquals("a\n\nb", guest.sh("printf 'a\\n\\nb\\n'"));
            assertTrue(guest.sh("cat /proc/cmdline").endsWith("dogwatch.probe=1"));

            Duration before = guest.uptime();
            Moment moment = guest.strike("true");
            assertTrue(moment.uptime().compareTo(before) >= 0 && moment.uptime().compareTo(guest.uptime()) <= 0, moment.toString());

            guest.qmp().execute("system_reset");
            Guest.Reset reset = guest.awaitReset();
            assertFalse(reset.isByWatchdog());
            assertEquals("host-qmp-system-reset", reset.event().reason());
            Duration took = moment.atMostUntil(reset.event().at());
            assertTrue(took.toSeconds() < 60 && !took.isNegative(), took.toString());
            guest.awaitBoot(2);
            assertEquals(2, guest.boots());
            guest.strike("poweroff -f");
            guest.awaitOff();
            assertEquals("guest-shutdown", guest.qmp().awaitEvent(0, Duration.ofSeconds(5), "SHUTDOWN").reason());
        }
    }
}
