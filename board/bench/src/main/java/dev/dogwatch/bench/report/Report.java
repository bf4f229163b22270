package dev.dogwatch.bench.report;

import dev.dogwatch.bench.peer.Peer;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/**
 * Everything that the writers of a report need.
 *
 * @param skipped why a suite is not there, by its title
 */
public record Report(LocalDate date, boolean quick, Machine machine, List<Peer> peers, Map<String, String> skipped,
                     Results results) {

    /** The suites between the reference and ours. */
    List<Peer> others() {
        return peers.stream().filter(p -> !p.id().equals(Peer.RUNIT) && !p.id().equals(Peer.DOGWATCH)).toList();
    }
}
