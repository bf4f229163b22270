package dev.dogwatch.libc;

/** {@link LibcChecks} on a JVM. */
public final class PanamaLibcChecks {
    private PanamaLibcChecks() {
    }

    public static void main(String[] arguments) {
        Edge.libc = new PanamaLibc();
        LibcChecks.run();
    }
}
