package dev.dogwatch.watchdog;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.Clock;
import dev.dogwatch.os.Json;
import dev.dogwatch.os.ValueFile;

/**
 * The files of the watchdog as one JSON object (docs/sv-watchdog.schema.json): the members are their keys, in their
 * order; a line {@code [name]} begins the next element of an array of that name.
 */
final class ReportJson {
    /** Keys whose values are numbers. */
    private static final String NUMBERS = "pid boots resets starved unclean service-deaths uptime-before bootstatus timeout"
            + " pretimeout interval-ms options grace ";
    private static final String FED = "times ago least_left ";

    private final Bytes out;
    private final ValueFile boot;
    private final ValueFile live;
    private final Bytes fed;
    private final Json text;

    ReportJson(Bytes out, ValueFile boot, ValueFile live, Bytes fed) {
        this.out = out;
        this.boot = boot;
        this.live = live;
        this.fed = fed;
        text = new Json(out, FED);
    }

    /** Puts it; the files are at their first lines then, as before. */
    void put() {
        out.put("{\"boot\":{");
        putFile(boot);
        out.put("},\"watchdog\":{");
        putFile(live);
        out.put("},\"fed\":");
        if (fed.length() == LiveFiles.FED_SIZE) {
            text.begin();
            text.number(libc.getLong(fed.address() + 8));
            text.seconds(Math.max(Clock.monotonic() - libc.getLong(fed.address()), 0) / Clock.MILLISECOND);
            long least = libc.getLong(fed.address() + 16);
            if (least >= 0) {
                text.number(least);
            } else {
                text.none();
            }
            text.end();
        } else {
            out.put("null");
        }
        out.put("}\n");
    }

    private void putFile(ValueFile file) {
        boolean first = true;
        // The C string of the section before, 0 for none.
        long section = 0;
        boolean more = true;
        while (more) {
            long line = file.text();
            if (libc.getByte(line) == '[') {
                beginElement(line, section);
                section = line;
                first = true;
            } else {
                out.put(first ? "" : ",");
                putMember(file, line);
                first = false;
            }
            more = file.nextLine();
        }
        out.put(section == 0 ? "" : "}]");
        file.rewind();
    }

    private void beginElement(long line, long before) {
        if (before != 0 && CString.equals(line, before)) {
            out.put("},{");
            return;
        }
        out.put(before == 0 ? ",\"" : "}],\"");
        text.text(line + 1, CString.length(line) - 2);
        out.put("\":[{");
    }

    private void putMember(ValueFile file, long line) {
        int key = 0;
        while (libc.getByte(line + key) != '=' && libc.getByte(line + key) != 0) {
            key++;
        }
        out.put("\"");
        for (int i = 0; i < key; i++) {
            int c = libc.getByte(line + i);
            out.putByte(c == '-' ? '_' : c);
        }
        out.put("\":");
        long value = line + key + (libc.getByte(line + key) == '=' ? 1 : 0);
        if (WordList.index(NUMBERS, line, key) != WordList.NONE) {
            out.putNumber(Math.max(file.numberIn(value, 1), 0));
        } else if (CString.equals(value, "yes") || CString.equals(value, "no")) {
            out.put(libc.getByte(value) == 'y' ? "true" : "false");
        } else {
            out.put("\"");
            text.text(value, CString.length(value));
            out.put("\"");
        }
    }
}
