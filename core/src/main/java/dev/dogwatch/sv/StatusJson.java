package dev.dogwatch.sv;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.Clock;
import dev.dogwatch.os.ErrorText;
import dev.dogwatch.os.Memory;
import dev.dogwatch.os.UtcText;
import dev.dogwatch.service.Counters;
import dev.dogwatch.service.Lifecycle;
import dev.dogwatch.service.Status;

/** {@code sv status --json}: one JSON object a line for each service (docs/observing.md, docs/sv-status.schema.json). */
final class StatusJson {
    private static final String NAMES = "name directory supervised state pid uptime want normally paused got_term crash_only"
            + " readiness ready_for gave_up starts deaths expiries last_exit last_signal last_start last_death text boot_id"
            + " error log ";
    /** Members of which nothing can be said without a status. */
    private static final int OF_THE_STATUS = 11;
    /** Members of which nothing can be said without counters. */
    private static final int OF_THE_COUNTERS = 9;

    private static final int STDOUT = 1;
    private static final int LONGEST_PATH = 4096;
    private static final long WORKING_DIRECTORY = CString.of("/proc/self/cwd");
    private static final long LOG = CString.of("log");

    private final Report report;
    private final ServiceDirectories directories;
    private final Bytes out = new Bytes(4096);
    private final Json json = new Json(out, NAMES);
    private final Snapshot snapshot;
    private final long path = Memory.permanent(LONGEST_PATH);
    private final long time = Memory.permanent(UtcText.SIZE);

    StatusJson(Report report, ServiceDirectories directories) {
        this.report = report;
        this.directories = directories;
        snapshot = new Snapshot(report);
    }

    /** Tells of all; a service, or log service, of which something cannot be told is a failure. */
    void tell(ServiceNames names) {
        for (int i = 0; i < names.count(); i++) {
            int result = directories.enter(names.get(i));
            tell(names.get(i), false, result, "unable to change to service directory");
            json.name();
            if (result < 0) {
                out.put("null");
            } else {
                tellLog(names.get(i));
            }
            json.end();
            out.put("\n").flushTo(STDOUT);
        }
    }

    private void tellLog(long name) {
        int result = libc.chdir(LOG);
        if (result == -Abi.ENOENT) {
            out.put("null");
            return;
        }
        tell(name, true, result, "unable to change directory");
        json.none();
        json.end();
    }

    /** All members but the last, {@code log}. */
    private void tell(long name, boolean log, int result, String trouble) {
        json.begin();
        json.name();
        out.put("\"");
        json.text(name, CString.length(name));
        out.put(log ? "/log\"" : "\"");
        if (result < 0) {
            json.none();
            json.truth(false);
            none(OF_THE_STATUS + OF_THE_COUNTERS);
            error(trouble, -result);
            return;
        }
        directory();
        boolean known = snapshot.take();
        json.truth(snapshot.supervised());
        if (known) {
            status();
        } else {
            none(OF_THE_STATUS);
        }
        if (snapshot.counted()) {
            counters();
        } else {
            none(OF_THE_COUNTERS);
        }
        if (known) {
            json.none();
        } else {
            error(snapshot.trouble(), snapshot.errno());
        }
    }

    private void none(int members) {
        for (int i = 0; i < members; i++) {
            json.none();
        }
    }

    private void error(String text, int errno) {
        report.countFailure();
        json.name();
        out.put("\"").put(text);
        if (errno != 0) {
            out.put(": ").put(ErrorText.of(errno));
        }
        out.put("\"");
    }

    private void word(String word) {
        json.name();
        out.put("\"").put(word).put("\"");
    }

    private void directory() {
        long n = libc.readlink(WORKING_DIRECTORY, path, LONGEST_PATH);
        if (n <= 0) {
            json.none();
        } else {
            json.string(path, (int) n);
        }
    }

    private void status() {
        long status = snapshot.status();
        word(switch (snapshot.state()) {
            case Lifecycle.DOWN -> "down";
            case Lifecycle.RUN -> "run";
            default -> "finish";
        });
        number(snapshot.pid(), 0);
        json.seconds(snapshot.age());
        word(snapshot.wantedUp() ? "up" : "down");
        word(snapshot.normallyUp() ? "up" : "down");
        json.truth(Status.paused(status));
        json.truth(Status.gotTerm(status));
        json.truth(snapshot.has(Status.CRASH_ONLY));
        word(!snapshot.has(Status.TELLS_READINESS) ? "none" : snapshot.has(Status.READY) ? "ready" : "waiting");
        if (snapshot.has(Status.READY)) {
            json.seconds(snapshot.readyFor());
        } else {
            json.none();
        }
        json.truth(snapshot.has(Status.GAVE_UP));
    }

    private void counters() {
        Counters counters = snapshot.counters;
        json.number(counters.starts);
        json.number(counters.deaths);
        json.number(counters.expiries);
        number(counters.lastExit, Counters.NONE);
        number(counters.lastSignal, Counters.NONE);
        time(counters.startedWall);
        time(counters.diedWall);
        json.string(counters.text, counters.textLength);
        if (counters.boot == 0) {
            json.none();
        } else {
            json.string(counters.boot, Counters.BOOT_SIZE);
        }
    }

    private void number(long value, long none) {
        if (value == none) {
            json.none();
        } else {
            json.number(value);
        }
    }

    /** RFC 3339 in UTC, with ms. A moment before 1970 was none: a board knows no earlier one. */
    private void time(long wall) {
        if (wall <= 0) {
            json.none();
            return;
        }
        json.name();
        UtcText.store(time, wall / Clock.SECOND, 'T');
        out.put("\"").putMemory(time, UtcText.SIZE);
        json.fraction((int) (wall % Clock.SECOND / Clock.MILLISECOND));
        out.put("Z\"");
    }
}
