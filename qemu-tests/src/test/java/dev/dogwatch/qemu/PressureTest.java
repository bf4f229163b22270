package dev.dogwatch.qemu;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dogwatch.qemu.guest.Guest;
import dev.dogwatch.qemu.guest.Moment;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The optional monitors of the gate: memory, descriptors, disks. */
class PressureTest {

    /** A threshold of 3 s in each, and averages of the kernel that take their time. */
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Test
    void memoryPressure() {
        Guest.Plan plan = Boards.watched("pressure-memory");
        plan.overlay().watchdog("memory", "20 3");
        try (Guest guest = Boards.boot(plan)) {
            guest.sh("grep cgroup2 /proc/mounts || mount -t cgroup2 cgroup /sys/fs/cgroup");
            guest.sh("cd /sys/fs/cgroup; echo +memory >cgroup.subtree_control; mkdir hog; echo 4M >hog/memory.high");
            Moment struck = guest.strike("echo $$ >/sys/fs/cgroup/hog/cgroup.procs; trouble eat 60 &");
            Boards.isResetWithin(guest, struck, LIMIT);
            Boards.saysWatchdog(guest, "memory");
        }
    }

    @Test
    void noDescriptors() {
        Guest.Plan plan = Boards.watched("pressure-descriptors");
        plan.overlay().watchdog("descriptors", "80 3");
        try (Guest guest = Boards.boot(plan)) {
            guest.sh("echo 3000 >/proc/sys/fs/file-max");
            Moment struck = guest.strike("echo 0 >/proc/sys/kernel/printk; trouble open 2800 &");
            Boards.isResetWithin(guest, struck, LIMIT);
            Boards.saysWatchdog(guest, "descriptors");
        }
    }

    @Test
    void fullDisk() {
        Guest.Plan plan = Boards.watched("pressure-disk");
        // A disk is looked at when runsvdir starts, then once a minute: so this one is full from the start, but only once.
        plan.overlay().watchdog("disk", "/run/data 90 3")
                .script("/etc/runit/2", "PATH=/usr/bin:/usr/sbin; export PATH; mkdir /run/data; mount -t tmpfs -o size=1M data /run/data; "
                        + "cd /var/lib/dogwatch; test -e filled || { >filled; sync; dd if=/dev/zero of=/run/data/all bs=64k; }; cd /; "
                        + "exec runsvdir -w -P /etc/service 'log: ........................................'");
        try (Guest guest = plan.start()) {
            assertTrue(guest.awaitReset().isByWatchdog());
            Boards.saysWatchdog(guest, "/run/data");
            guest.awaitSh("grep gate=open /run/dogwatch/watchdog");
            guest.staysUp(Boards.SEVERAL_TIMEOUTS);
        }
    }
}
