package dev.dogwatch.watchdog;

import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.ValueFile;

/**
 * When the node was reset, on the one clock that a board without a battery has: the seconds that it has been up, added
 * over all its boots. Touches no clock, file or process.
 */
final class ResetHistory {
    /** How many are kept. */
    static final int MOST = 16;

    private final long[] moments = new long[MOST];
    private int count;

    /** The node was reset at this moment (s of uptime, all boots together). */
    void add(long moment) {
        if (count == MOST) {
            for (int i = 1; i < MOST; i++) {
                moments[i - 1] = moments[i];
            }
            count--;
        }
        moments[count++] = moment;
    }

    /** How many resets there were in the {@code window} seconds before this moment. */
    int within(long window, long moment) {
        int found = 0;
        for (int i = 0; i < count; i++) {
            found += moment - moments[i] < window ? 1 : 0;
        }
        return found;
    }

    /** Forgets all. */
    void clear() {
        count = 0;
    }

    void put(Bytes out) {
        for (int i = 0; i < count; i++) {
            out.put(i == 0 ? "" : " ").putNumber(moments[i]);
        }
    }

    /** Reads what {@link #put} wrote, at an address in the line. */
    void parse(ValueFile file, long text) {
        count = 0;
        for (long moment = file.numberIn(text, 1); moment != ValueFile.BAD && count < MOST; moment = file.number(1)) {
            moments[count++] = moment;
        }
    }
}
