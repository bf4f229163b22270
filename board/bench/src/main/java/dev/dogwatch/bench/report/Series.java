package dev.dogwatch.bench.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The samples of one suite in one row, or why there are none. */
public final class Series {
    private final List<Double> samples = new ArrayList<>();
    private String failure;

    void add(double sample) {
        samples.add(sample);
    }

    void fail(String reason) {
        failure = reason;
    }

    /** Why the suite was not measured to the end; null if it was. */
    public String failure() {
        return failure;
    }

    public boolean usable() {
        return failure == null && !samples.isEmpty();
    }

    public int size() {
        return samples.size();
    }

    public double median() {
        return (quantile(0.5, false) + quantile(0.5, true)) / 2;
    }

    public double smallest() {
        return Collections.min(samples);
    }

    public double largest() {
        return Collections.max(samples);
    }

    /** The sample that nine of ten do not exceed. */
    public double ninthDecile() {
        return quantile(0.9, false);
    }

    private double quantile(double share, boolean upper) {
        List<Double> sorted = samples.stream().sorted().toList();
        double rank = share * sorted.size();
        int index = (int) (upper ? Math.floor(rank) : Math.ceil(rank) - 1);
        return sorted.get(Math.clamp(index, 0, sorted.size() - 1));
    }
}
