package dev.dogwatch.service;

/**
 * The share of the node that one crash-only service may take by dying: {@link #BURST} starts at once, and one each
 * {@link #INTERVAL} in the long run. A single crash finds the budget full and waits for nothing.
 *
 * <p>Kept as one number, the moment at which the budget is full again: it is never more than BURST intervals ahead.
 */
final class StartBudget {
    /** ns. */
    static final long INTERVAL = 200_000_000L;
    static final int BURST = 5;

    private long fullAt = Long.MIN_VALUE;

    /** When the next start may be. */
    long nextStart() {
        return fullAt == Long.MIN_VALUE ? fullAt : fullAt - (BURST - 1) * INTERVAL;
    }

    /** A start is made. */
    void spend(long now) {
        fullAt = Math.max(fullAt, now) + INTERVAL;
    }
}
