package dev.dogwatch.libc;

/** {@link LibcChecks} compiled ahead of time. */
public final class NativeLibcChecks {
    private NativeLibcChecks() {
    }

    public static void main(String[] arguments) {
        Edge.libc = new NativeLibc();
        LibcChecks.run();
    }
}
