package dev.dogwatch.telemetry.command;

import dev.dogwatch.telemetry.node.ServiceName;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.Supplier;

/** Decides which commands are obeyed. All conditions hold at the moment of the answer. For one thread. */
final class Gate {
    private static final int MOST_NONCES = 1000;

    private final Supplier<Set<ServiceName>> directories;
    private final Clocks clocks;
    private final long start;
    private final Nonces nonces = new Nonces(MOST_NONCES);

    /** @param directories of services; null while they are not known */
    Gate(Supplier<Set<ServiceName>> directories, Clocks clocks) {
        this.directories = directories;
        this.clocks = clocks;
        start = clocks.monotonicMillis();
    }

    /** Returns for a command that is to be obeyed, which it is once. */
    void pass(Policy policy, String verb, ServiceName service, Order order) throws RefusedException {
        if (Verb.of(verb).filter(policy.verbs()::contains).isEmpty()) {
            throw new RefusedException("the verb is not allowed");
        }
        check(service);
        if (!policy.allows(service.text())) {
            throw new RefusedException("the service is not allowed");
        }
        Set<ServiceName> all = directories.get();
        if (all == null || !all.contains(service)) {
            throw new RefusedException("there is no such service");
        }
        if (!clocks.isSet()) {
            throw new RefusedException("the clock of the node is not set, by which to tell what has expired");
        }
        checkTime(policy, order);
        nonces.use(order.nonce(), order.expires().toEpochMilli(), clocks.wallMillis());
    }

    /** A name that is a directory's own, or NAME/log, and that sv takes as a name; in the encoding that sv is told it in. */
    private static void check(ServiceName service) throws RefusedException {
        String name = service.raw().endsWith("/log") ? service.raw().substring(0, service.raw().length() - 4) : service.raw();
        if (name.isEmpty() || name.startsWith(".") || name.contains("/") || name.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw new RefusedException("this is no name of a service");
        }
        if (!StandardCharsets.US_ASCII.newEncoder().canEncode(name)) {
            String text = service.text();
            String charset = System.getProperty("sun.jnu.encoding", "US-ASCII");
            if (!charset.equals("UTF-8") || !ServiceName.of(text).equals(service)) {
                throw new RefusedException("the name cannot be told to sv in the locale of the bridge (" + charset + ")");
            }
        }
    }

    private void checkTime(Policy policy, Order order) throws RefusedException {
        long now = clocks.wallMillis();
        long expires = order.expires().toEpochMilli();
        long maxAge = policy.maxAge().toMillis();
        if (expires <= now) {
            throw new RefusedException("the command has expired");
        }
        if (expires > now + maxAge) {
            throw new RefusedException("the command expires later than " + policy.maxAge().toSeconds() + " s from now");
        }
        // By the monotonic clock, since the other one may have been set after the start.
        long began = now - (clocks.monotonicMillis() - start);
        if (expires - maxAge < began) {
            throw new RefusedException("the command may be older than the bridge, which has just started and knows no nonces");
        }
    }
}
