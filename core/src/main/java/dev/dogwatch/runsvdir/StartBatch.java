package dev.dogwatch.runsvdir;

import dev.dogwatch.os.Poll;

/**
 * The runsvs that were started just now, noted down in the {@link ServiceTable} in batches: each page that runsvdir
 * writes to between two forks stays behind as a page of its own in the child between them, and here that page is one
 * that every child writes to anyway.
 */
final class StartBatch {
    private static final int MOST = 32;

    private final ServiceTable services;
    private final int[] places = new int[MOST];
    private final int[] pids = new int[MOST];
    private int count;

    StartBatch(ServiceTable services) {
        this.services = services;
    }

    /** The entry in place {@code i} of the table got this runsv; 0 for none. */
    void add(int i, int pid, long now, long again) {
        if (count == MOST) {
            apply(now, again);
        }
        places[count] = i;
        pids[count] = pid;
        count++;
    }

    /** Notes down; before anything is taken out of the table, since places shift then. */
    void apply(long now, long again) {
        for (int n = 0; n < count; n++) {
            ServiceEntry entry = services.get(places[n]);
            entry.pid = pids[n];
            entry.emptyUntil = now;
            entry.startedAt = now;
            entry.startAt = entry.pid == 0 ? now + again : Poll.NEVER;
        }
        count = 0;
    }
}
