package dev.dogwatch.runsv;

/** How much C memory a runsv writes to: it is laid out in as few pages as it fits, for each page is memory of its own. */
final class RunsvMemory {
    private RunsvMemory() {
    }

    /** Bytes that are kept together, at most: a page, at whose beginning they therefore are. */
    static final int WRITTEN = 4096;
    /** Bytes of the one buffer that every call may use until it returns. */
    static final int SCRATCH = 640;
}
