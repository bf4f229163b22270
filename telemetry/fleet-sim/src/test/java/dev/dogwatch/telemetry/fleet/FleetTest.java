package dev.dogwatch.telemetry.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dogwatch.telemetry.schema.Payload;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the simulated nodes say, without a broker. */
class FleetTest {

    private static final long NOW = 1_795_000_000_000L;

    private static List<String> said(long seed, Set<Payload> kinds) {
        List<String> said = new ArrayList<>();
        Publisher all = (topic, payload, retained) -> {
            Payload kind = Payload.of(topic).orElseThrow();
            assertEquals(List.of(), kind.faults(payload), topic);
            kinds.add(kind);
            said.add(topic + " " + new String(payload));
        };
        Fleet.Network network = new Fleet.Network() {
            @Override
            public Publisher of(int node) {
                return all;
            }

            @Override
            public void drop(int node, String statusTopic, byte[] will) {
                all.publish(statusTopic, will, true);
            }

            @Override
            public void restore(int node, String statusTopic, byte[] will) {
                assertEquals(List.of(), Payload.STATUS.faults(will));
            }
        };
        Fleet fleet = new Fleet(new Options("", "harbour", 50, 25, 0, seed, 0, 0), network, NOW);
        for (int node = 0; node < 50; node++) {
            fleet.announce(node, NOW);
        }
        for (int i = 0; i < 2000; i++) {
            fleet.catchUp(NOW + i * 50);
            fleet.change(NOW + i * 50);
        }
        return said;
    }

    @Test
    void allThatNodesSayIsWhatTheSchemasWant() {
        Set<Payload> kinds = EnumSet.noneOf(Payload.class);
        assertTrue(said(3, kinds).size() > 2000);
        assertEquals(EnumSet.of(Payload.STATUS, Payload.BIRTH, Payload.STATE, Payload.EVENT), kinds);
    }

    @Test
    void theSameSeedIsTheSameFate() {
        Set<Payload> kinds = EnumSet.noneOf(Payload.class);
        assertEquals(said(5, kinds), said(5, kinds));
    }

    @Test
    void aWrongOptionIsToldWithWhatIsAllowed() {
        assertEquals("--nodes is a number from 0 to 1000000, not many",
                assertThrows(IllegalArgumentException.class, () -> Options.parse(List.of("--nodes", "many"))).getMessage());
        assertThrows(IllegalArgumentException.class, () -> Options.parse(List.of("--node")));
    }
}
