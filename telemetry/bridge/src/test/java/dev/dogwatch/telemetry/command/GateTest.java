package dev.dogwatch.telemetry.command;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.dogwatch.telemetry.node.ServiceName;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** By clocks that stand still unless they are told to go. */
class GateTest {
    private static final Policy POLICY = Policy.of("restart", "*, */log", Duration.ofSeconds(30));
    private static final ServiceName A = ServiceName.of("a");

    private static final class FakeClocks implements Clocks {
        private boolean set = true;
        private long wall = Instant.parse("2026-11-22T10:00:00Z").toEpochMilli();
        private long monotonic = 1_000_000;

        void pass(long seconds) {
            wall += seconds * 1000;
            monotonic += seconds * 1000;
        }

        @Override
        public boolean isSet() {
            return set;
        }

        @Override
        public long wallMillis() {
            return wall;
        }

        @Override
        public long monotonicMillis() {
            return monotonic;
        }
    }

    private final FakeClocks clocks = new FakeClocks();
    private Set<ServiceName> directories = Set.of(A, A.log(), ServiceName.of("b"));
    private Gate gate = new Gate(() -> directories, clocks);

    /** One that expires so many seconds from now. */
    private Order order(String nonce, long seconds) {
        return new Order(nonce, Instant.ofEpochMilli(clocks.wall + seconds * 1000), "me");
    }

    private void assertPasses(Order order) {
        assertDoesNotThrow(() -> gate.pass(POLICY, "restart", A, order));
    }

    private void assertRefused(String reason, String verb, ServiceName service, Order order) {
        String said = assertThrows(RefusedException.class, () -> gate.pass(POLICY, verb, service, order)).getMessage();
        assertEquals(true, said.contains(reason), said);
    }

    private void assertRefused(String reason, Order order) {
        assertRefused(reason, "restart", A, order);
    }

    @Test
    void aCommandPassesOnce() {
        assertPasses(order("n1", 30));
        assertRefused("used before", order("n1", 30));
        assertPasses(order("n2", 30));
    }

    @Test
    void oneThatHasExpiredOrWillTooLateDoesNot() {
        clocks.pass(100);
        assertRefused("has expired", order("n1", 0));
        assertRefused("has expired", order("n1", -1));
        assertRefused("later than 30 s", order("n1", 31));
        assertPasses(order("n1", 1));
    }

    @Test
    void aNonceIsRememberedUntilItsCommandExpiresEvenIfTheNextOneWithItExpiresLater() {
        clocks.pass(100);
        assertPasses(order("n1", 20));
        clocks.pass(19);
        assertRefused("used before", order("n1", 30));
        clocks.pass(1);
        assertPasses(order("n1", 30));
    }

    @Test
    void afterAStartOnlyWhatIsYoungerPasses() {
        Order old = order("n1", 30);
        clocks.pass(5);
        // A bridge that knows nothing of before.
        gate = new Gate(() -> directories, clocks);
        assertRefused("may be older than the bridge", old);
        assertRefused("may be older than the bridge", order("n2", 29));
        assertPasses(order("n3", 30));
        clocks.pass(25);
        assertPasses(order("n4", 5));
    }

    @Test
    void aClockThatIsSetAfterTheStartOpensNoHole() {
        Order old = order("n1", 25);
        long right = clocks.wall;
        clocks.wall = 0;
        gate = new Gate(() -> directories, clocks);
        clocks.wall = right;
        clocks.pass(2);
        assertRefused("may be older than the bridge", old);
    }

    @Test
    void aClockThatIsSetBackOpensNoHole() {
        clocks.pass(100);
        Order old = order("n1", 10);
        assertPasses(old);
        clocks.pass(20);
        // The nonce of the first is forgotten here.
        assertPasses(order("n2", 30));
        clocks.wall -= 25_000;
        assertRefused("clock was set back", old);
        assertPasses(order("n3", 30));
    }

    @Test
    void aClockThatIsNotSetTellsNothing() {
        clocks.set = false;
        assertRefused("clock of the node is not set", order("n1", 30));
    }

    @Test
    void whoFillsTheMemoryOfNoncesMakesNothingForgotten() {
        assertPasses(order("first", 30));
        int taken = 1;
        try {
            for (int i = 0; i < 3000; i++) {
                gate.pass(POLICY, "restart", A, order("n" + i, 30));
                taken++;
            }
        } catch (RefusedException e) {
            assertEquals("there are too many commands at a time", e.getMessage());
        }
        assertEquals(1000, taken);
        assertRefused("used before", order("first", 30));
        clocks.pass(30);
        assertPasses(order("later", 30));
    }

    @Test
    void aVerbOrServiceThatIsNotAllowedIsNot() {
        for (String verb : new String[] {"up", "exit", "RESTART", "", "restart "}) {
            assertRefused("verb", verb, A, order("n1", 30));
        }
        Policy narrow = Policy.of("restart", "b", Duration.ofSeconds(30));
        assertEquals("the service is not allowed",
                assertThrows(RefusedException.class, () -> gate.pass(narrow, "restart", A, order("n1", 30))).getMessage());
        assertRefused("no such service", "restart", ServiceName.of("c"), order("n1", 30));
        directories = null;
        assertRefused("no such service", order("n1", 30));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "../a", "/etc", "a/..", "a/../b", "a/supervise", "a/log/log", "/log", "./log", "../log", ".hidden", "a\n", "a\u0000b",
            "\u001b[2J"})
    void whatIsNoNameIsRefusedEvenIfThereIsSuchADirectory(String name) {
        directories = Set.of(ServiceName.of(name));
        Policy all = Policy.of("restart", "*,*/*,*/*/*,*/*/*/*", Duration.ofSeconds(30));
        assertEquals("this is no name of a service", assertThrows(RefusedException.class,
                () -> gate.pass(all, "restart", ServiceName.of(name), order("n1", 30))).getMessage());
    }

    @Test
    void bytesThatAreNoTextCannotBeToldToSv() {
        ServiceName name = new ServiceName("a\u00ff");
        directories = Set.of(name);
        assertRefused("cannot be told to sv", "restart", name, order("n1", 30));
    }

    @Test
    void aLogServiceIsOne() {
        assertDoesNotThrow(() -> gate.pass(POLICY, "restart", A.log(), order("n1", 30)));
    }

    @Test
    void whatIsTooMuchIsCounted() {
        RateLimit limit = new RateLimit(3, 2, clocks::monotonicMillis);
        int passed = 0;
        for (int i = 0; i < 10; i++) {
            passed += limit.pass() ? 1 : 0;
        }
        assertEquals(3, passed);
        assertEquals(7, limit.held());
        assertEquals(0, limit.held());
        clocks.pass(1);
        assertEquals(true, limit.pass() && limit.pass() && !limit.pass());
    }
}
