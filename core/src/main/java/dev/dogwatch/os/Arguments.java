package dev.dogwatch.os;

import static dev.dogwatch.libc.Edge.libc;

/** The program's arguments as the kernel handed them over: bytes, in the memory that ps(1) shows. */
public final class Arguments {
    private final int count;
    private final long array;
    private final Arguments whole;

    /** {@code count} C strings whose addresses stand at {@code array}, as main(3) gets them. */
    public Arguments(int count, long array) {
        this.count = count;
        this.array = array;
        this.whole = this;
    }

    private Arguments(Arguments whole, int skipped) {
        this.count = whole.count - skipped;
        this.array = whole.array + (long) skipped * libc.pointerSize();
        this.whole = whole.whole;
    }

    /** How many, the program's own name among them. */
    public int count() {
        return count;
    }

    /** The C string of argument {@code i}, 0 behind the last. */
    public long get(int i) {
        return i < count ? libc.getPointer(array + (long) i * libc.pointerSize()) : 0;
    }

    /** The NULL-terminated array of the C strings, as execve(2) takes it. */
    public long array() {
        return array;
    }

    /** The program's own name, as it was called. */
    public long name() {
        return get(0);
    }

    /** Without the first {@code n}. */
    public Arguments from(int n) {
        return new Arguments(this, n);
    }

    /** All that the process was given, whatever was taken off in front. */
    public Arguments whole() {
        return whole;
    }
}
