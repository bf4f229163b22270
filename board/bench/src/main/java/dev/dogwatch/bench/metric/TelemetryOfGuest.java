package dev.dogwatch.bench.metric;

import dev.dogwatch.bench.peer.Peer;
import dev.dogwatch.bench.report.Aim;
import dev.dogwatch.bench.report.Row;
import dev.dogwatch.bench.report.Unit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How soon a subscriber on the host hears of a death on an emulated board, as TelemetryTest of qemu-tests has measured it before. */
final class TelemetryOfGuest implements Metric {
    private static final Row HEARD = new Row("telemetry-guest", "emulated board: killed -> a subscriber of MQTT hears of it", Unit.TIME, Aim.NONE,
            "the image qemu-virt-aarch64-telemetry in QEMU (-M virt, cortex-a53, no KVM): from before the kill -9, typed at the guest's"
                    + " console, to the arrival of the event at a subscriber on the host.");
    private static final Row LATE = new Row("telemetry-guest-99", "the same, 99 of 100", Unit.TIME, Aim.NONE, "of the same, what 99 of 100 do not exceed.");

    @Override
    public String name() {
        return "telemetry-guest";
    }

    @Override
    public List<Row> rows() {
        return List.of(HEARD, LATE);
    }

    @Override
    public void measure(Contest contest) throws InterruptedException {
        String file = System.getProperty("bench.telemetry.guest", "");
        if (file.isEmpty()) {
            System.err.println("bench: not measured: no board was booted for it");
            return;
        }
        try {
            List<Double> times = Files.readAllLines(Path.of(file)).stream().map(ms -> Double.parseDouble(ms) * 1e6).sorted().toList();
            times.forEach(nanos -> contest.add(HEARD, contest.peer(Peer.DOGWATCH), nanos));
            contest.add(LATE, contest.peer(Peer.DOGWATCH), times.get((int) Math.ceil(times.size() * 0.99) - 1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
