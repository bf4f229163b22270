package dev.dogwatch.watchdog;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.Bytes;
import dev.dogwatch.runsvdir.ServiceTable;
import dev.dogwatch.service.Counters;

/** How often services have died in this boot, by their counters: those that have been removed are forgotten. */
final class ServiceDeaths {
    private final ServiceTable services;
    private final long directory;
    private final Bytes path = new Bytes(256);
    private final Bytes file = new Bytes(Counters.SIZE + 8);
    private final Counters counters = new Counters();

    ServiceDeaths(ServiceTable services, long directory) {
        this.services = services;
        this.directory = directory;
    }

    /** Reads the counters of all. */
    long count() {
        long sum = 0;
        for (int i = 0; i < services.count(); i++) {
            path.clear().putCString(directory).put("/").putCString(services.name(i)).put("/supervise/counters");
            int fd = libc.open(path.terminate(), Abi.O_RDONLY | Abi.O_NONBLOCK | Abi.O_CLOEXEC, 0);
            if (fd >= 0) {
                long n = file.clear().readFrom(fd, Counters.SIZE);
                libc.close(fd);
                // One that is being written counts the next time.
                sum += counters.parse(file.address(), n) ? counters.deaths : 0;
            }
        }
        return sum;
    }
}
