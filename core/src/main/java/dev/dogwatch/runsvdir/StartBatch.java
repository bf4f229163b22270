package dev.dogwatch.runsvdir;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.os.Memory;
import dev.dogwatch.os.Poll;

/**
 * The runsvs that were started just now, noted down in the {@link ServiceTable} in batches: each page that runsvdir
 * writes to between two forks stays behind as a page of its own in the child between them, and here that page is one
 * that every child writes to anyway.
 */
final class StartBatch {
    private static final int MOST = 32;
    private static final int SIZE = 8;

    private final ServiceTable services;
    private final long started = Memory.permanent(MOST * SIZE);
    private int count;

    StartBatch(ServiceTable services) {
        this.services = services;
    }

    /** The entry in place {@code i} of the table got this runsv; 0 for none. */
    void add(int i, int pid, long now, long again) {
        if (count == MOST) {
            apply(now, again);
        }
        libc.putInt(started + count * SIZE, i);
        libc.putInt(started + count * SIZE + 4, pid);
        count++;
    }

    /** Notes down; before anything is taken out of the table, since places shift then. */
    void apply(long now, long again) {
        for (int n = 0; n < count; n++) {
            ServiceEntry entry = services.get(libc.getInt(started + n * SIZE));
            entry.pid = libc.getInt(started + n * SIZE + 4);
            entry.emptyUntil = now;
            entry.startedAt = now;
            entry.startAt = entry.pid == 0 ? now + again : Poll.NEVER;
        }
        count = 0;
    }
}
