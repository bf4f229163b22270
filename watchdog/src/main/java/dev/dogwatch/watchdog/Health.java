package dev.dogwatch.watchdog;

/**
 * How long a critical service has been unhealthy, and whether that is too long: a state machine that touches no clock,
 * file or process. Times are monotonic ns.
 *
 * <p>It is healthy again once it has been well, in one and the same life, for half of its grace. So one death is
 * forgiven, while a service that comes up for a moment again and again is not: to be seen in such a moment gains it half
 * of its grace at most. One that is well before its grace has ended, and stays so, never starves.
 */
final class Health {
    private static final long NEVER = Long.MIN_VALUE;

    private final long grace;
    private long unhealthySince;
    private long wellSince = NEVER;
    private long life;

    /** Of a service that is seen for the first time now and is in its grace. */
    Health(long grace, long now) {
        this.grace = grace;
        unhealthySince = now;
    }

    /** The service is seen: well or not, in the life that has this number (its pid; 0 for none). */
    void see(boolean well, long which, long now) {
        boolean another = which != life;
        life = which;
        if (!well) {
            wellSince = NEVER;
        } else if (wellSince == NEVER || another) {
            wellSince = now;
        }
        if (unhealthySince == NEVER && (!well || another)) {
            unhealthySince = now;
        }
        if (well && now - wellSince >= grace / 2) {
            unhealthySince = NEVER;
        }
    }

    /** It is not wanted up: what was, is forgotten. */
    void rest() {
        life = 0;
        wellSince = NEVER;
        unhealthySince = NEVER;
    }

    /** Whether it has been unhealthy for longer than its grace. */
    boolean starves(long now) {
        return unhealthySince != NEVER && now - unhealthySince >= limit();
    }

    private long limit() {
        return wellSince == NEVER ? grace : grace + grace / 2;
    }

    /** When it will have been unhealthy for longer than its grace, if nothing changes; {@code otherwise} when it is healthy. */
    long deadline(long otherwise) {
        return unhealthySince == NEVER ? otherwise : unhealthySince + limit();
    }

    /** Whether it is unhealthy, or was a moment ago. */
    boolean shaky() {
        return unhealthySince != NEVER;
    }

    /** For how long it has been unhealthy (ns), 0 when it is not. */
    long unhealthyFor(long now) {
        return unhealthySince == NEVER ? 0 : now - unhealthySince;
    }
}
