package dev.dogwatch.bench.report;

/**
 * What Dogwatch wants to reach in one row: at most some share of C runit's figure, or at most a figure of its own.
 *
 * @param text as the table shows it
 */
public record Aim(String text, Kind kind, double limit) {
    /** No aim: the row is for information. */
    public static final Aim NONE = new Aim("", Kind.NONE, 0);

    /** What the limit is compared with. */
    public enum Kind {
        NONE, SHARE, VALUE
    }

    /** At most this share of the reference. */
    public static Aim share(double limit) {
        return new Aim("<= " + Table.ratio(limit), Kind.SHARE, limit);
    }

    /** At most this much in the row's unit. */
    public static Aim atMost(double limit, Unit unit) {
        return new Aim((limit == 0 ? "" : "<= ") + unit.show(limit), Kind.VALUE, limit);
    }

    /** Whether our figure, rounded as it is shown, is good enough. */
    boolean met(double ours, double reference) {
        return switch (kind) {
            case NONE -> true;
            case SHARE -> Math.round(ours / reference * 100) <= Math.round(limit * 100);
            case VALUE -> ours <= limit;
        };
    }
}
