package dev.dogwatch.firmware;

import dev.dogwatch.libc.Edge;
import dev.dogwatch.libc.NativeLibc;
import dev.dogwatch.os.Arguments;
import dev.dogwatch.os.Bytes;
import org.teavm.interop.Import;
import org.teavm.interop.Unmanaged;
import org.teavm.interop.c.Include;

/** Where the ahead-of-time program begins: {@code entry.c} has kept the arguments as bytes. */
@Include(value = "entry.h", isSystem = false)
public final class NativeMain {
    private static final int CRASHED = 111;

    private NativeMain() {
    }

    /** Ignores its argument, which the runtime would have decoded by the locale. */
    public static void main(String[] none) {
        Edge.libc = new NativeLibc();
        try {
            Programs.run(new Arguments(argc(), argv()), build());
        } catch (Throwable t) {
            // The runtime would print frames only, and abort. Names of classes are not in the program.
            new Bytes(256).put("dogwatch: fatal: unexpected exception: ").put(String.valueOf(t.getMessage())).put("\n")
                    .flushTo(2);
            Edge.libc.exit(CRASHED);
        }
    }

    @Import(name = "dw_entry_argc")
    @Unmanaged
    private static native int argc();

    @Import(name = "dw_entry_argv")
    @Unmanaged
    private static native long argv();

    @Import(name = "dw_entry_build")
    @Unmanaged
    private static native long build();
}
