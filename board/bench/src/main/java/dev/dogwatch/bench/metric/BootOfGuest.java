package dev.dogwatch.bench.metric;

import dev.dogwatch.bench.Plan;
import dev.dogwatch.bench.guest.Guest;
import dev.dogwatch.bench.guest.Guest.Boot;
import dev.dogwatch.bench.peer.Peer;
import dev.dogwatch.bench.report.Aim;
import dev.dogwatch.bench.report.Row;
import dev.dogwatch.bench.report.Unit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How soon a board is up: the same guest and kernel with one init after the other. */
final class BootOfGuest implements Metric {
    private static final Row UP = new Row("boot", "boot of a board: process 1 -> 20 services up", Unit.TIME, Aim.NONE,
            "an emulated aarch64 machine (QEMU -M virt, cortex-a53, no KVM) with Debian's kernel and an initramfs that holds all suites:"
                    + " from the first instruction of process 1, which becomes the suite's runit-init, to that of the last of twenty static"
                    + " services, by CLOCK_BOOTTIME of the guest. Both stages are the same scripts for BusyBox's shell: one mounts /proc,"
                    + " two becomes `runsvdir -P`. C runit is Debian's with its C library.");
    private static final Row BESIDE_BUSYBOX = new Row("boot-busybox", "the same, C's column: BusyBox's init + C's runsvdir", Unit.TIME, Aim.NONE,
            "the same beside Debian's BusyBox's init, with both scripts as sysinit and respawn; its BusyBox has no runsvdir, so C runit's"
                    + " runs then.");
    private static final Row WHOLE = new Row("boot-whole", "the same with QEMU and the kernel", Unit.TIME, Aim.NONE,
            "of the boots with C runit and with Dogwatch, from before the start of QEMU to the guest's word on its console, by our clock.");

    private final Plan plan;

    BootOfGuest(Plan plan) {
        this.plan = plan;
    }

    /**
     * Who boots.
     *
     * @param suite its name in the initramfs
     * @param peer  in whose column it stands
     * @param rows  where its boots count
     */
    private record Entrant(String suite, Peer peer, List<Row> rows) {
    }

    @Override
    public String name() {
        return "boot";
    }

    @Override
    public List<Row> rows() {
        return List.of(UP, BESIDE_BUSYBOX, WHOLE);
    }

    @Override
    public void measure(Contest contest) throws InterruptedException {
        String files = System.getProperty("bench.boot", "");
        if (files.isEmpty()) {
            System.err.println("bench: not measured: there is no machine to boot");
            return;
        }
        Guest guest = new Guest(Path.of(files), contest.scratch());
        List<Entrant> entrants = List.of(
                new Entrant("runit", contest.peer(Peer.RUNIT), List.of(UP, WHOLE)),
                new Entrant("busybox", contest.peer(Peer.RUNIT), List.of(BESIDE_BUSYBOX)),
                new Entrant("dogwatch", contest.peer(Peer.DOGWATCH), rows()));
        Map<Entrant, List<Boot>> boots = new HashMap<>();
        for (int i = 0; i < plan.boots(); i++) {
            contest.eachEntrant(entrants, Entrant::peer,
                    entrant -> boots.computeIfAbsent(entrant, _ -> new ArrayList<>()).add(guest.boot(entrant.suite)));
        }
        // Row by row: the table has them in the order of their first samples.
        for (Row row : rows()) {
            for (Entrant entrant : entrants) {
                boots.getOrDefault(entrant, List.of()).stream().filter(_ -> entrant.rows.contains(row))
                        .forEach(boot -> contest.add(row, entrant.peer, row == WHOLE ? boot.outside() : boot.inside()));
            }
        }
    }
}
