package dev.dogwatch.watchdog;

import dev.dogwatch.os.ValueFile;

/** A threshold in percent that must be met for some time to count; touches no clock, file or process. */
final class Sustained {
    private static final long NEVER = Long.MIN_VALUE;
    private static final long HUNDREDTHS = 100;

    /** Percent. */
    final long percent;
    private final long time;
    private long since = NEVER;

    /** {@code time}: how long it must be met (ns). */
    Sustained(long percent, long time) {
        this.percent = percent;
        this.time = time;
    }

    /** Whether the value, in hundredths of a percent, has met the threshold for that long. */
    boolean exceeds(long value, long now) {
        if (value < percent * HUNDREDTHS) {
            since = NEVER;
        } else if (since == NEVER) {
            since = now;
        }
        return since != NEVER && now - since >= time;
    }

    /** Reads {@code PERCENT SECONDS}, where the line goes on; null when that is not what stands there. */
    static Sustained parse(ValueFile file, long second) {
        long percent = file.number(1);
        long time = percent == ValueFile.BAD ? ValueFile.BAD : file.number(second);
        return time == ValueFile.BAD || percent < 1 || percent > 100 ? null : new Sustained(percent, time);
    }
}
