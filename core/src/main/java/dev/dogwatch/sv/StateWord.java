package dev.dogwatch.sv;

import dev.dogwatch.service.Lifecycle;
import dev.dogwatch.service.Status;

/** How a service is, in one word of at most seven letters, for tables. */
final class StateWord {
    private StateWord() {
    }

    /** {@code fail} when it cannot be told: no runsv runs, or its files cannot be read. */
    static String of(Snapshot snapshot) {
        if (!snapshot.known()) {
            return "fail";
        }
        if (snapshot.has(Status.GAVE_UP)) {
            return "gave-up";
        }
        if (snapshot.state() != Lifecycle.RUN) {
            return snapshot.state() == Lifecycle.DOWN ? "down" : "finish";
        }
        if (Status.paused(snapshot.status())) {
            return "paused";
        }
        return snapshot.has(Status.TELLS_READINESS) && !snapshot.has(Status.READY) ? "waiting" : "run";
    }
}
