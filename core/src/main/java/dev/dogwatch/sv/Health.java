package dev.dogwatch.sv;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.Clock;
import dev.dogwatch.service.Lifecycle;
import dev.dogwatch.service.Status;

/**
 * {@code sv health}: whether every service that should be up, because it has no ./down file or because it was told up,
 * is supervised, up, ready if it tells that, and passes its ./check; and its log service is up, unless it has a ./down file.
 */
final class Health {
    private static final long LOG = CString.of("log");

    private final Report report;
    private final ServiceDirectories directories;
    private final Snapshot snapshot;
    private final CheckScript checkScript;
    private final long now = Report.now();

    Health(Report report, ServiceDirectories directories) {
        this.report = report;
        this.directories = directories;
        snapshot = new Snapshot(report);
        checkScript = new CheckScript(report);
    }

    /**
     * Tells what is wrong, {@code fail: NAME: REASON}, and counts it.
     *
     * @param seconds how long a ./check may take, but for that of a crash-only service
     * @param aloud tell also what is well
     */
    void check(ServiceNames names, long seconds, boolean aloud) {
        for (int i = 0; i < names.count(); i++) {
            long name = names.get(i);
            int result = directories.enter(name);
            if (result < 0) {
                report.fail(name, false, "unable to change to service directory", -result);
            } else {
                checkService(name, seconds, aloud);
            }
        }
    }

    private void checkService(long name, long seconds, boolean aloud) {
        int before = report.failures();
        boolean known = snapshot.take();
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
                report.status(snapshot.status(), snapshot.flags(), now, name, null);
            } else {
                report.name(name).put(": not supervised, normally down");
            }
            report.put("\n");
        }
        if (meantToBeUp && known) {
            checkLog(name);
        }
    }

    private void runCheck(long name, long seconds) {
        long limit = snapshot.has(Status.CRASH_ONLY) ? CheckScript.CRASH_ONLY_LIMIT : seconds * Clock.SECOND;
        if (!checkScript.passes(name, Math.max(limit, 1))) {
            report.fail(name, false, checkScript.timedOut() ? "check took too long" : "check failed", 0);
        }
    }

    private void checkLog(long name) {
        int result = libc.chdir(LOG);
        if (result < 0) {
            if (result != -Abi.ENOENT) {
                report.fail(name, true, "unable to change directory", -result);
            }
            return;
        }
        snapshot.take();
        if (snapshot.normallyUp()) {
            checkHalf(name, true);
        }
    }

    /** The service, or log service, looked at last, but for its ./check. */
    private void checkHalf(long name, boolean log) {
        if (!snapshot.known()) {
            report.fail(name, log, snapshot.trouble(), snapshot.errno());
            return;
        }
        String fault = fault();
        if (fault != null) {
            report.fail(name, log, fault, 0);
        }
    }

    private String fault() {
        if (snapshot.has(Status.GAVE_UP)) {
            return "gave up";
        }
        if (snapshot.state() != Lifecycle.RUN || snapshot.pid() == 0) {
            return snapshot.state() == Lifecycle.FINISH ? "finish" : "down";
        }
        if (Status.paused(snapshot.status())) {
            return "paused";
        }
        return snapshot.has(Status.TELLS_READINESS) && !snapshot.has(Status.READY) ? "not ready" : null;
    }
}
