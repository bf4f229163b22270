package dev.dogwatch.sv;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.os.BootId;
import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.Clock;
import dev.dogwatch.os.ErrorText;
import dev.dogwatch.os.Json;
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

    private static final int LONGEST_PATH = 4096;

    private final Observation observation;
    private final Snapshot snapshot;
    private final Bytes out;
    private final Json json;
    private final long here = CString.of("/proc/self/cwd");
    private final long path = Memory.permanent(LONGEST_PATH);

    StatusJson(Observation observation) {
        this.observation = observation;
        snapshot = observation.snapshot;
        out = observation.out;
        json = new Json(out, NAMES);
    }

    /** Tells of all; a service, or log service, of which something cannot be told is a failure. */
    void tell() {
        for (int i = 0; i < observation.count(); i++) {
            long name = observation.name(i);
            observation.look(i);
            tell(name, "\"");
            observation.lookAtLog();
            json.name();
            if (snapshot.exists()) {
                tell(name, "/log\"");
                json.none();
                json.end();
            } else {
                out.put("null");
            }
            json.end();
            out.put("\n").flushTo(1);
        }
    }

    /** All members but the last, {@code log}. */
    private void tell(long name, String nameEnd) {
        boolean known = snapshot.known();
        observation.countIfUnknown(known);
        json.begin();
        json.name();
        out.put("\"");
        json.text(name, CString.length(name));
        out.put(nameEnd);
        long n = snapshot.entered() ? libc.readlink(here, path, LONGEST_PATH) : 0;
        string(path, (int) n);
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
            return;
        }
        json.name();
        out.put("\"").put(snapshot.trouble());
        if (snapshot.errno() != 0) {
            out.put(": ").put(ErrorText.of(snapshot.errno()));
        }
        out.put("\"");
    }

    private void none(int members) {
        for (int i = 0; i < members; i++) {
            json.none();
        }
    }

    private void word(String word) {
        json.name();
        out.put("\"").put(word).put("\"");
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
        string(counters.text, counters.textLength);
        string(counters.boot, counters.boot == 0 ? 0 : BootId.SIZE);
    }

    private void string(long from, int n) {
        if (n <= 0) {
            json.none();
        } else {
            json.string(from, n);
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
        UtcText.store(path, wall / Clock.SECOND, 'T');
        out.put("\"").putMemory(path, UtcText.SIZE);
        json.fraction((int) (wall % Clock.SECOND / Clock.MILLISECOND));
        out.put("Z\"");
    }
}
