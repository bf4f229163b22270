package dev.dogwatch.telemetry.command;

import java.util.HashMap;
import java.util.Map;

/**
 * Remembers each nonce until its command expires, so that no command is obeyed twice. When there are too many, others are
 * refused rather than one forgotten. For one thread.
 */
final class Nonces {
    private final int most;
    private final Map<String, Long> expiries = new HashMap<>();
    /** No command that expires earlier is new for sure: a clock may be set back. */
    private long forgottenUntil = Long.MIN_VALUE;

    Nonces(int most) {
        this.most = most;
    }

    /** Takes a nonce that has never been used, of a command that expires then (ms since 1970). */
    void use(String nonce, long expires, long now) throws RefusedException {
        expiries.values().removeIf(expiry -> {
            if (expiry > now) {
                return false;
            }
            forgottenUntil = Math.max(forgottenUntil, expiry);
            return true;
        });
        if (expiries.containsKey(nonce)) {
            throw new RefusedException("the nonce was used before");
        }
        if (expires <= forgottenUntil) {
            throw new RefusedException("the clock was set back: the nonce may have been used before");
        }
        if (expiries.size() >= most) {
            throw new RefusedException("there are too many commands at a time");
        }
        expiries.put(nonce, expires);
    }
}
