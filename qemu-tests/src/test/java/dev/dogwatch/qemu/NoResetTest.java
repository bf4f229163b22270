package dev.dogwatch.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dogwatch.qemu.guest.Guest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a healthy board goes through without being reset. */
class NoResetTest {

    @Test
    void servicesThatOnlyFlap() {
        Guest.Plan plan = Boards.watched("calm-flapping");
        plan.overlay().service("flapping", "exit 1").service("crashing", "kill -SEGV $$").service("missing", "exec /there/is/no/such/program");
        try (Guest guest = plan.boot()) {
            guest.awaitSh("grep gate=open /run/dogwatch/watchdog");
            guest.staysUp(Boards.SEVERAL_TIMEOUTS);
            assertTrue(Integer.parseInt(guest.sh("sv status --json flapping | sed 's/.*\"deaths\":\\([0-9]*\\).*/\\1/'")) >= 3);
        }
    }

    @Test
    void runsvdirThatIsKilledAndBroughtBack() {
        try (Guest guest = Boards.boot(Boards.watched("calm-killed-runsvdir"))) {
            // Process 1 brings back at once what has lived for 5 s.
            guest.staysUp(Duration.ofSeconds(5));
            String before = Boards.runsvdir(guest);
            String heart = guest.sh("cat /run/supervise.heart/pid");
            guest.sh("kill -KILL " + before);
            guest.staysUp(Boards.SEVERAL_TIMEOUTS);
            assertNotEquals(before, Boards.runsvdir(guest));
            assertEquals(heart, guest.sh("cat /run/supervise.heart/pid"), "services are not touched");
            Boards.awaitHealth(guest);
        }
    }

    @Test
    void hangingServiceThatIsKilledByItsOwnWatchdog() {
        Guest.Plan plan = Boards.withVital("calm-keepalive", "exec trouble notify /run/hang", "exec true");
        plan.overlay().file("/etc/sv/vital/notify", "").file("/etc/sv/vital/watchdog-timeout", "1\n");
        try (Guest guest = Boards.boot(plan)) {
            String before = guest.sh("cat /run/supervise.vital/pid");
            guest.sh("touch /run/hang");
            guest.awaitSh("test $(cat /run/supervise.vital/pid) != " + before);
            guest.sh("rm /run/hang");
            guest.staysUp(Boards.SEVERAL_TIMEOUTS);
            Boards.awaitHealth(guest);
        }
    }

    @Test
    void criticalServiceThatIsBackWithinItsGrace() {
        Guest.Plan plan = Boards.withVital("calm-grace", "exec test ! -e /run/broken");
        plan.overlay().file("/etc/sv/vital/critical", "20\n");
        try (Guest guest = Boards.boot(plan)) {
            guest.sh("touch /run/broken");
            guest.staysUp(Boards.TIMEOUT.plusSeconds(2));
            guest.sh("rm /run/broken");
            // Beyond the end of the grace, half of which is left for it to prove that it is well.
            guest.staysUp(Boards.SEVERAL_TIMEOUTS);
        }
    }

    @Test
    void heavyLoad() {
        try (Guest guest = Boards.boot(Boards.withVital("calm-load", "exec true"))) {
            guest.sh("for i in 1 2 3 4 5 6; do trouble spin & done; "
                    + "(while :; do dd if=/dev/zero of=/var/lib/dogwatch/load bs=64k count=64 conv=fsync; done) >/dev/null 2>&1 &");
            guest.staysUp(Boards.SEVERAL_TIMEOUTS);
        }
    }

    @Test
    void clockThatJumps() {
        try (Guest guest = Boards.boot(Boards.withVital("calm-clock", "exec true"))) {
            for (String day : new String[] {"2037-01-01 00:00:00", "1971-01-01 00:00:00", "2026-06-01 12:00:00"}) {
                guest.sh("date -s '" + day + "'");
                guest.staysUp(Boards.TIMEOUT.plusSeconds(2));
            }
            Boards.awaitHealth(guest);
        }
    }

    @Test
    void checksThatAreSlowerThanTheirInterval() {
        try (Guest guest = Boards.boot(Boards.withVital("calm-slow-checks", "exec sleep 2"))) {
            guest.staysUp(Boards.SEVERAL_TIMEOUTS);
        }
    }

    @Test
    void fullLogDisk() {
        Guest.Plan plan = Boards.withVital("calm-log-disk", "while :; do echo a line that is somewhat longer than usual; sleep 0.02; done", "exec true");
        plan.overlay().script("/etc/sv/vital/log/run", "mkdir -p /run/small; grep -q /run/small /proc/mounts || mount -t tmpfs -o size=64k small /run/small; "
                        + "dd if=/dev/zero of=/run/small/ballast bs=1k count=52; mkdir -p /run/small/log; exec svlogd /run/small/log")
                .link("/etc/sv/vital/log/supervise", "/run/supervise.vital.log");
        try (Guest guest = Boards.boot(plan)) {
            guest.awaitSh("test $(df -k /run/small | awk 'END { print $4 }') -eq 0");
            guest.staysUp(Boards.SEVERAL_TIMEOUTS);
            Boards.awaitHealth(guest);
            assertEquals(0, guest.run("sv status vital").exitCode());
        }
    }
}
