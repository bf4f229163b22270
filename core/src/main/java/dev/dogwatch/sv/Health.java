package dev.dogwatch.sv;

import dev.dogwatch.os.Clock;
import dev.dogwatch.service.Status;

/**
 * {@code sv health}: whether every service that should be up, because it has no ./down file or because it was told up,
 * is supervised, up, ready if it tells that, and passes its ./check; and its log service is up, unless it has a ./down file.
 */
final class Health {
    private final Observation observation;
    private final Report report;
    private final Snapshot snapshot;
    private final CheckScript checkScript;

    Health(Observation observation) {
        this.observation = observation;
        report = observation.report;
        snapshot = observation.snapshot;
        checkScript = new CheckScript(report);
    }

    /**
     * Tells what is wrong, {@code fail: NAME: REASON}, and counts it.
     *
     * @param seconds how long a ./check may take, but for that of a crash-only service
     * @param aloud tell also what is well
     */
    void check(long seconds, boolean aloud) {
        for (int i = 0; i < observation.count(); i++) {
            long name = observation.name(i);
            int before = report.failures();
            boolean known = observation.look(i);
            boolean meantToBeUp = snapshot.normallyUp() || known && snapshot.wantedUp();
            if (meantToBeUp) {
                checkHalf(name, false);
                if (report.failures() == before) {
                    runCheck(name, seconds);
                }
            }
            if (report.failures() == before && aloud) {
                report.put("ok: ");
                if (known) {
                    report.status(snapshot.status(), snapshot.flags(), Report.now(), name, null);
                } else {
                    report.name(name).put(": not supervised, normally down");
                }
                report.put("\n");
            }
            if (meantToBeUp && known) {
                observation.lookAtLog();
                if (snapshot.exists() && snapshot.normallyUp()) {
                    checkHalf(name, true);
                }
            }
        }
    }

    private void runCheck(long name, long seconds) {
        long limit = snapshot.has(Status.CRASH_ONLY) ? CheckScript.CRASH_ONLY_LIMIT : seconds * Clock.SECOND;
        if (!checkScript.passes(name, Math.max(limit, 1))) {
            report.fail(name, false, checkScript.timedOut() ? "check took too long" : "check failed", 0);
        }
    }

    /** The service, or log service, looked at last, but for its ./check. */
    private void checkHalf(long name, boolean log) {
        if (!snapshot.known()) {
            report.fail(name, log, snapshot.trouble(), snapshot.errno());
            return;
        }
        String fault = Status.fault(snapshot.status(), snapshot.flags());
        if (fault != null) {
            report.fail(name, log, fault, 0);
        }
    }
}
