package dev.dogwatch.telemetry.mqtt;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** What adjtimex(2) says of the wall clock. For any number of threads. */
final class KernelClock {
    /** struct timex of 64-bit Linux has 208 bytes. */
    private static final long TIMEX_SIZE = 256;
    private static final long TIMEX_AT_STATUS = 40;
    private static final int STA_UNSYNC = 0x40;

    private static final MethodHandle ADJTIMEX = Linker.nativeLinker().downcallHandle(
            Linker.nativeLinker().defaultLookup().findOrThrow("adjtimex"), FunctionDescriptor.of(JAVA_INT, ADDRESS));

    private KernelClock() {
    }

    /** Whether nobody keeps it right (STA_UNSYNC); false, too, where the kernel does not tell. */
    static boolean isUnsynchronised() {
        try (Arena arena = Arena.ofConfined()) {
            // With modes of 0 it sets nothing.
            MemorySegment timex = arena.allocate(TIMEX_SIZE, Long.BYTES);
            return (int) ADJTIMEX.invokeExact(timex) >= 0 && (timex.get(JAVA_INT, TIMEX_AT_STATUS) & STA_UNSYNC) != 0;
        } catch (Throwable e) {
            throw new LinkageError("adjtimex", e);
        }
    }
}
