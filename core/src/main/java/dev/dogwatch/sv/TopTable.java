package dev.dogwatch.sv;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.Memory;
import dev.dogwatch.os.PageSize;
import dev.dogwatch.os.ProcessStat;
import dev.dogwatch.service.Counters;

/**
 * A row for each service: its state, its counters, and what its processes take together. CPU is the share of one
 * processor since the look before, at the first look since the main process was made; RSS counts a page as often as it
 * is shared.
 */
final class TopTable {
    private static final String HEAD = "STATE     UPTIME  STARTS  DEATHS   CPU%       RSS  LAST";
    private static final int LEAST_NAME = 6;
    private static final int MOST_NAME = 32;
    private static final int KILOBYTE = 1024;

    private static final int AT_TICKS = 0;
    private static final int AT_TICKS_BEFORE = 8;
    private static final int AT_PAGES = 16;
    private static final int RECORD = 24;

    private final Observation observation;
    private final Snapshot snapshot;
    private final int pageSize = PageSize.bytes();
    /** For each service a record of what its processes took at the last look and, of CPU time, at the one before. */
    private final long records;
    private final Bytes row = new Bytes(256);
    private final Bytes cell = new Bytes(64);
    private int nameWidth = LEAST_NAME;
    private long lookedAt;
    private long lookedBefore;

    TopTable(Observation observation) {
        this.observation = observation;
        snapshot = observation.snapshot;
        int n = observation.count();
        records = Memory.allocate((n + 1L) * RECORD);
        Memory.clear(records, n * RECORD);
        for (int i = 0; i < n; i++) {
            nameWidth = Math.max(nameWidth, Math.min(CString.length(observation.name(i)), MOST_NAME));
        }
    }

    /** Looks at the processes. */
    void look() {
        lookedBefore = lookedAt;
        lookedAt = libc.clock_gettime(Abi.CLOCK_BOOTTIME);
        observation.readProcesses();
        for (int i = 0; i < observation.count(); i++) {
            put(i, AT_TICKS_BEFORE, get(i, AT_TICKS));
            put(i, AT_TICKS, 0);
            put(i, AT_PAGES, 0);
        }
        ProcessTable processes = observation.processes;
        for (int p = 0; p < processes.count(); p++) {
            int owner = processes.owner(p);
            // Odd ones are log services.
            if (owner >= 0 && owner % 2 == 0) {
                put(owner / 2, AT_TICKS, get(owner / 2, AT_TICKS) + processes.ticks(p));
                put(owner / 2, AT_PAGES, get(owner / 2, AT_PAGES) + processes.pages(p));
            }
        }
    }

    private long get(int i, int offset) {
        return libc.getLong(records + (long) i * RECORD + offset);
    }

    private void put(int i, int offset, long value) {
        libc.putLong(records + (long) i * RECORD + offset, value);
    }

    /** The share of one processor that service i has used, whose main process has this place, in tenths of a percent. */
    private long share(int i, int main) {
        long since = lookedBefore != 0 ? lookedBefore : observation.processes.start(main) * ProcessStat.TICK;
        long used = get(i, AT_TICKS);
        // Fewer than before: other processes.
        used -= used < get(i, AT_TICKS_BEFORE) ? 0 : get(i, AT_TICKS_BEFORE);
        return used * ProcessStat.TICK / Math.max((lookedAt - since) / 1000, 1);
    }

    /** Appends the table, cut to so many rows and columns; the text stands behind each row but the last. */
    void put(Bytes out, int rows, int columns, String end) {
        row.clear().put("NAME");
        pad(nameWidth + 1);
        row.put(HEAD).cut(columns);
        out.putMemory(row.address(), row.length());
        for (int i = 0; i < observation.count() && i + 1 < rows; i++) {
            out.put(end);
            put(i);
            row.cut(columns);
            out.putMemory(row.address(), row.length());
        }
        if (rows == Integer.MAX_VALUE) {
            out.put(end);
        }
    }

    private void put(int i) {
        observation.look(i);
        row.clear();
        DisplayText.put(row, observation.name(i));
        row.cut(MOST_NAME);
        pad(nameWidth + 1);
        row.put(StateWord.of(snapshot));
        pad(nameWidth + 1 + 7);
        cell.clear();
        if (snapshot.known()) {
            duration(snapshot.age() / 1000);
        }
        right(9);
        Counters counters = snapshot.counters;
        number(snapshot.counted(), counters.starts, 8);
        number(snapshot.counted(), counters.deaths, 8);
        int main = snapshot.known() ? observation.processes.find(snapshot.pid()) : ProcessTable.NONE;
        boolean up = main != ProcessTable.NONE;
        // Of two names for one directory, the processes are the last one's.
        int owner = up ? observation.processes.owner(main) / 2 : i;
        cell.clear();
        if (up) {
            long share = share(owner, main);
            cell.putNumber(share / 10).put(".").putNumber(share % 10);
        }
        right(7);
        number(up, get(owner, AT_PAGES) * (pageSize / KILOBYTE), 9);
        row.put(up ? "K  " : "   ");
        if (snapshot.counted() && counters.lastSignal != Counters.NONE) {
            row.put("signal ").putNumber(counters.lastSignal);
        } else if (snapshot.counted() && counters.lastExit != Counters.NONE) {
            row.put("exit ").putNumber(counters.lastExit);
        } else {
            row.put("-");
        }
    }

    /** The two largest units of so many seconds. */
    private void duration(long seconds) {
        if (seconds >= 86_400) {
            units(seconds / 86_400, "d", seconds / 3_600 % 24, "h");
        } else if (seconds >= 3_600) {
            units(seconds / 3_600, "h", seconds / 60 % 60, "m");
        } else if (seconds >= 60) {
            units(seconds / 60, "m", seconds % 60, "s");
        } else {
            cell.putNumber(seconds).put("s");
        }
    }

    private void units(long large, String largeUnit, long small, String smallUnit) {
        cell.putNumber(large).put(largeUnit).put(small < 10 ? "0" : "").putNumber(small).put(smallUnit);
    }

    private void number(boolean known, long value, int width) {
        cell.clear();
        if (known) {
            cell.putNumber(value);
        }
        right(width);
    }

    /** What stands in the cell, at the right of so many columns; a dash when there is nothing. */
    private void right(int width) {
        if (cell.length() == 0) {
            cell.put("-");
        }
        pad(row.length() + width - cell.length());
        row.putMemory(cell.address(), cell.length());
    }

    private void pad(int width) {
        while (row.length() < width) {
            row.putByte(' ');
        }
    }
}
