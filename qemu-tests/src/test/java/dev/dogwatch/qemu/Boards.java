package dev.dogwatch.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.dogwatch.qemu.guest.Guest;
import dev.dogwatch.qemu.guest.Guest.Reset;
import dev.dogwatch.qemu.guest.Moment;
import java.time.Duration;

/** Boards with a watchdog of a few seconds, a critical service that tests can break, and what is expected of them after a reset. */
final class Boards {

    /** The time limit of the watchdog. */
    static final Duration TIMEOUT = Duration.ofSeconds(4);

    /** How long the critical service may be unhealthy. */
    static final Duration GRACE = Duration.ofSeconds(2);

    /** A ./check may take so long, and begins so long after the one before. */
    static final Duration CHECK_LIMIT = Duration.ofSeconds(3);
    static final Duration CHECK_INTERVAL = Duration.ofSeconds(1);

    /** Several time limits of the watchdog: who is not fed does not live so long. */
    static final Duration SEVERAL_TIMEOUTS = TIMEOUT.multipliedBy(3);

    private static final Duration SLACK = Duration.ofSeconds(2);

    private Boards() {
    }

    /** A board that is reset when it was not fed for TIMEOUT. */
    static Guest.Plan watched(String name) {
        Guest.Plan plan = Guest.named(name);
        plan.overlay().trouble()
                // The image's example of a service that dies now and then: health would be a matter of luck.
                .file("/etc/sv/flaky/down", "")
                .watchdog("timeout", Long.toString(TIMEOUT.toSeconds()))
                .watchdog("check-interval", Long.toString(CHECK_INTERVAL.toSeconds()))
                .watchdog("check-limit", Long.toString(CHECK_LIMIT.toSeconds()));
        return plan;
    }

    /** Beside that, with the critical service vital, which is healthy as long as its check, a shell script, says so. */
    static Guest.Plan withVital(String name, String check) {
        return withVital(name, "exec sleep 100000", check);
    }

    static Guest.Plan withVital(String name, String run, String check) {
        Guest.Plan plan = watched(name);
        plan.overlay().service("vital", run).script("/etc/sv/vital/check", check)
                .file("/etc/sv/vital/critical", GRACE.toSeconds() + "\n");
        return plan;
    }

    /** Boots the board and waits until its services are up and the watchdog is fed. */
    static Guest boot(Guest.Plan plan) {
        Guest guest = plan.boot();
        try {
            awaitHealth(guest);
            return guest;
        } catch (Throwable e) {
            guest.close();
            throw e;
        }
    }

    static void awaitHealth(Guest guest) {
        guest.awaitSh("sv health");
        guest.awaitSh("grep gate=open /run/dogwatch/watchdog");
    }

    /** The watchdog resets the board within its time limit and two seconds of what was done to the supervisor. */
    static void isResetAtOnce(Guest guest, Moment struck) {
        isResetWithin(guest, struck, TIMEOUT.plus(SLACK));
    }

    /** The watchdog resets the board when the critical service has used up its grace; what is wrong is found out by a check that answers. */
    static void isResetAfterGrace(Guest guest, Moment struck) {
        isResetWithin(guest, struck, CHECK_INTERVAL.plus(GRACE).plus(TIMEOUT).plus(SLACK));
    }

    /** As before, but the check has to be given up, or cannot be started. */
    static void isResetAfterGraceAndLimit(Guest guest, Moment struck) {
        isResetWithin(guest, struck, CHECK_INTERVAL.plus(CHECK_LIMIT).plus(GRACE).plus(TIMEOUT).plus(SLACK));
    }

    static void isResetWithin(Guest guest, Moment struck, Duration limit) {
        Reset reset = guest.awaitReset();
        assertTrue(reset.isByWatchdog(), () -> "reset, but not by the watchdog: " + reset + "\n" + guest.serial().lastWords());
        Duration took = struck.atMostUntil(reset.event().at());
        System.out.println(guest + ": reset " + took.toMillis() + " ms after it was struck, at most " + limit.toMillis() + " ms");
        assertTrue(took.compareTo(limit) <= 0, () -> "reset after " + took.toMillis() + " ms, should have been " + limit.toMillis() + " at most\n"
                + guest.serial().lastWords());
    }

    /** After the next boot the board says that its watchdog reset it, in all of its ways, and gives a reason with this text. */
    static void saysWatchdog(Guest guest, String reason) {
        guest.awaitBootAfterReset();
        guest.awaitSh("test -s /run/dogwatch/boot");
        String boot = guest.sh("cat /run/dogwatch/boot");
        assertEquals("watchdog", guest.value("/run/dogwatch/boot", "cause"), boot);
        assertTrue(guest.value("/run/dogwatch/boot", "reason").contains(reason), () -> "a reason with \"" + reason + "\" in " + boot);
        assertTrue(guest.sh("sv watchdog").contains("watchdog"), "sv watchdog names the cause");
        assertEquals("watchdog", json(guest).path("boot").path("cause").asText(), "the cause by sv watchdog --json: " + json(guest));
    }

    /** What sv watchdog --json says. */
    static JsonNode json(Guest guest) {
        String text = guest.sh("sv watchdog --json");
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("sv watchdog --json is no JSON: " + text, e);
        }
    }

    /** The pid of the runsvdir that process 1 has started. */
    static String runsvdir(Guest guest) {
        return guest.awaitSh("pidof runsvdir");
    }

    static String cause(Guest guest) {
        return guest.value("/run/dogwatch/boot", "cause");
    }
}
