package dev.dogwatch.init;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** The end of a container, event by event. */
class ConfinementTest {
    private static final long LIMIT = 10_000_000_000L;
    private static final long NEVER = Long.MAX_VALUE;

    private final Confinement services = new Confinement(true, LIMIT);
    private final Confinement command = new Confinement(false, LIMIT);

    @Test
    void aRunsvdirThatIsAskedTakesItsServicesDownAndTheCodeIsZero() {
        assertEquals(Confinement.HANG_UP, services.askedToEnd(false, 0));
        assertEquals(LIMIT, services.deadline());
        assertEquals(0, services.emptied());
        assertEquals(Confinement.TERMINATE_STRAYS, services.died(0, 111, 1));
        assertEquals(Confinement.LEAVE, services.emptied());
        assertEquals(0, services.exitCode());
    }

    @Test
    void whatIsLeftAtTheLimitIsKilledAndTheCodeSaysSo() {
        services.askedToEnd(true, 0);
        services.died(0, 111, 1);
        assertEquals(0, services.tick(LIMIT - 1));
        assertEquals(Confinement.KILL_ALL, services.tick(LIMIT));
        assertEquals(NEVER, services.deadline());
        assertEquals(137, services.exitCode());
    }

    @Test
    void aRunsvdirThatEndsByItselfLeavesItsCode() {
        assertEquals(Confinement.TERMINATE_ORPHANS, services.died(9, 0, 0));
        assertEquals(LIMIT, services.deadline());
        assertEquals(Confinement.LEAVE, services.emptied());
        assertEquals(137, services.exitCode());
    }

    @Test
    void anotherCommandIsTerminatedAndItsCodePassedOn() {
        assertEquals(Confinement.TERMINATE, command.askedToEnd(false, 0));
        assertEquals(Confinement.TERMINATE_ORPHANS, command.died(15, 0, 1));
        assertEquals(143, command.exitCode());
    }

    @Test
    void intIsTheEndOfARunsvdirOnly() {
        assertEquals(Confinement.FORWARD, command.askedToEnd(true, 0));
        assertEquals(NEVER, command.deadline());
        assertEquals(Confinement.HANG_UP, services.askedToEnd(true, 0));
    }

    @Test
    void theSecondTimeIsNothing() {
        services.askedToEnd(false, 0);
        assertEquals(0, services.askedToEnd(false, 5));
        assertEquals(LIMIT, services.deadline());
    }

    @Test
    void theCodeIsTheCommandsOwn() {
        command.died(0, 7, 0);
        assertEquals(7, command.exitCode());
    }

    @Test
    void signalsAreForwardedAsLongAsThereIsACommand() {
        assertEquals(Confinement.FORWARD, command.signalled());
        command.died(0, 0, 0);
        assertEquals(0, command.signalled());
        assertEquals(0, command.askedToEnd(false, 0));
    }
}
