package dev.dogwatch.bench.report;

import java.util.Locale;

/** What a figure counts, and how a person reads it. */
public enum Unit {
    /** Nanoseconds. */
    TIME {
        @Override
        public String show(double nanos) {
            double micros = nanos / 1e3;
            if (micros < 10_000) {
                return micros < 1_000 ? number(micros) + " us" : number(micros / 1e3) + " ms";
            }
            double millis = micros / 1e3;
            return millis < 10_000 ? whole(millis) + " ms" : number(millis / 1e3) + " s";
        }
    },
    /** Kilobytes of 1,024. */
    MEMORY {
        @Override
        public String show(double kilobytes) {
            return number(kilobytes) + " KB";
        }
    },
    COUNT {
        @Override
        public String show(double count) {
            return number(count);
        }
    };

    public abstract String show(double value);

    private static String number(double value) {
        boolean exact = value == Math.rint(value);
        return value >= 100 || exact ? whole(value) : String.format(Locale.ROOT, "%.1f", value);
    }

    private static String whole(double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
    }
}
