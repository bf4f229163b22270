package dev.dogwatch.bench.tree;

/** One supervisor did not do what a measurement waits for. The others are measured on. */
public final class Failure extends Exception {
    private static final long serialVersionUID = 1L;

    public Failure(String message) {
        super(message);
    }
}
