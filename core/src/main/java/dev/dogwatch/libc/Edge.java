package dev.dogwatch.libc;

/**
 * Which C library this process talks to. Set once, first thing in main: NativeLibc in the ahead-of-time program,
 * PanamaLibc on a JVM. The ahead-of-time compiler sees one implementation only and calls it directly.
 */
public final class Edge {
    private Edge() {
    }

    /** The C library; never null once main has begun. */
    public static Libc libc;
}
