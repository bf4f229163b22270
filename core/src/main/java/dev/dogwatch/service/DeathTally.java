package dev.dogwatch.service;

/** The last deaths of a service: whether so many fell within so much time. */
final class DeathTally {
    /** How many can be counted: they are kept one by one. */
    static final int MOST = 1000;

    private long[] deaths = new long[0];
    private int next;
    private int counted;

    /** Notes a death; whether it was the {@code most}-th within {@code window} ns. */
    boolean add(long now, int most, long window) {
        int size = Math.min(most, MOST);
        if (deaths.length != size) {
            deaths = new long[Math.max(size, 0)];
            clear();
        }
        deaths[next] = now;
        next = next + 1 < size ? next + 1 : 0;
        counted = Math.min(counted + 1, size);
        // The next place to be written holds the oldest.
        return counted == size && now - deaths[next] <= window;
    }

    /** Forgets them. */
    void clear() {
        next = 0;
        counted = 0;
    }
}
