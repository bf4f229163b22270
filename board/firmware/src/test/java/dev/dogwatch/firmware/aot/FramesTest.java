package dev.dogwatch.firmware.aot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which methods of the generated C need a frame in the shadow stack. */
class FramesTest {
    private static final String ALLOCATES = """
            void* meth_Maker_make() {
                void* teavm_local_1;
                TEAVM_ALLOC_STACK(INT32_C(1));
                teavm_local_1 = TEAVM_WITH_CALL_SITE_ID(7, meth_otr_Allocator_allocate(&Maker_Cls));
                TEAVM_GC_ROOT(INT32_C(0), teavm_local_1);
                TEAVM_WITH_CALL_SITE_ID(8, meth_Maker__init_(teavm_local_1));
                TEAVM_RELEASE_STACK;
                return teavm_local_1;
            }
            """;
    private static final String DIES = """
            void meth_Maker_die(void* teavm_local_1, int32_t teavm_local_2) {
                TEAVM_ALLOC_STACK(INT32_C(0));
                TEAVM_WITH_CALL_SITE_ID(1, meth_Maker_make());
                TEAVM_WITH_CALL_SITE_ID(2, meth_Maker_tell(teavm_local_1));
                TEAVM_WITH_CALL_SITE_ID(3, meth_ddl_NativeLibc_exit(TEAVM_WITH_CALL_SITE_ID(4, teavm_nullCheck(sfld_libc)), INT32_C(1)));
                TEAVM_RELEASE_STACK;
            }
            """;

    @TempDir
    private Path directory;

    @BeforeEach
    void makeDirectories() throws IOException {
        for (String top : new String[] {"a", "c", "p"}) {
            Files.createDirectory(directory.resolve(top));
        }
    }

    @Test
    void onlyReadsSoItLosesItsFrame() throws IOException {
        assertRewritten("""
                int32_t meth_Bytes_length(void* teavm_this_) {
                    void* teavm_local_1;
                    teavm_local_1 = TEAVM_FIELD(teavm_this_, cls_Bytes, fld_text);
                    return TEAVM_ARRAY_LENGTH((teavm_nullCheck(teavm_local_1)));
                }
                """, """
                int32_t meth_Bytes_length(void* teavm_this_) {
                    void* teavm_local_1;
                    TEAVM_ALLOC_STACK(INT32_C(1));
                    teavm_local_1 = TEAVM_FIELD(teavm_this_, cls_Bytes, fld_text);
                    TEAVM_GC_ROOT(INT32_C(0), teavm_local_1);
                    TEAVM_GC_ROOT_RELEASE(INT32_C(0));
                    TEAVM_RELEASE_STACK;
                    return TEAVM_ARRAY_LENGTH(TEAVM_WITH_CALL_SITE_ID(5, teavm_nullCheck(teavm_local_1)));
                }
                """);
    }

    @Test
    void allocatesSoItKeepsItsFrameWithoutAHandler() throws IOException {
        assertRewritten("""
                void* meth_Maker_make() {
                    void* teavm_local_1;
                    TEAVM_ALLOC_STACK(INT32_C(1));
                    TEAVM_CALL_SITE(-1);
                    teavm_local_1 = (meth_otr_Allocator_allocate(&Maker_Cls));
                    TEAVM_GC_ROOT(INT32_C(0), teavm_local_1);
                    (meth_Maker__init_(teavm_local_1));
                    TEAVM_RELEASE_STACK;
                    return teavm_local_1;
                }
                """, ALLOCATES);
    }

    @Test
    void callsWhatAllocatesSoItKeepsItsFrame() throws IOException {
        assertFrames(2, ALLOCATES + caller("meth_Maker_make()"));
    }

    @Test
    void callsWhatNobodyKnowsSoItKeepsItsFrame() throws IOException {
        assertFrames(1, caller("teavm_doSomething(teavm_this_)"));
        assertFrames(1, caller("TEAVM_METHOD(teavm_this_, jl_Object_VT, virt_hashCode)(teavm_this_)"));
        assertFrames(1, caller("((int32_t (*)(void*)) teavm_this_)(teavm_this_)"));
    }

    @Test
    void callsWhatAllocatesAndThenEndsTheProgramSoItLosesItsFrame() throws IOException {
        assertFrames(2, ALLOCATES + DIES + caller("meth_Maker_die(teavm_this_, INT32_C(1))"));
    }

    @Test
    void endsTheProgramSoItKeepsItsArgumentsItself() throws IOException {
        String rewritten = rewrite(ALLOCATES + DIES);
        assertEquals("""
                void meth_Maker_die(void* teavm_local_1, int32_t teavm_local_2) {
                    TEAVM_ALLOC_STACK(INT32_C(1));
                    TEAVM_CALL_SITE(-1);
                    TEAVM_GC_ROOT(INT32_C(0), teavm_local_1);
                    (meth_Maker_make());
                """, rewritten.substring(rewritten.indexOf("void meth_Maker_die"), rewritten.indexOf("    (meth_Maker_tell")));
    }

    @Test
    void mayReturnAfterAllInsteadOfEndingTheProgramSoItsCallerKeepsItsFrame() throws IOException {
        String sometimes = DIES.replace("    TEAVM_WITH_CALL_SITE_ID(3", "    if (teavm_local_2) {\n        return;\n    }\n    TEAVM_WITH_CALL_SITE_ID(3");
        assertFrames(3, ALLOCATES + sometimes + caller("meth_Maker_die(teavm_this_, INT32_C(1))"));
    }

    @Test
    void throwsSoItLosesItsFrame() throws IOException {
        assertFrames(0, """
                void meth_Bytes_check(void* teavm_this_) {
                    void* teavm_local_3;
                    TEAVM_ALLOC_STACK(INT32_C(1));
                    TEAVM_GC_ROOT_RELEASE(INT32_C(0));
                    teavm_local_3 = TEAVM_WITH_CALL_SITE_ID(6, meth_otr_Allocator_allocate(&Exception_Cls));
                    TEAVM_GC_ROOT(INT32_C(0), teavm_local_3);
                    TEAVM_WITH_CALL_SITE_ID(7, meth_Exception__init_(teavm_local_3));
                    TEAVM_WITH_CALL_SITE_ID(8, meth_otr_ExceptionHandling_throwException(teavm_local_3));
                    TEAVM_UNREACHABLE
                }
                void meth_Exception__init_(void* teavm_this_) {
                    return;
                }
                """);
    }

    @Test
    void catchesSoItIsLeftAsItIs() throws IOException {
        String catches = caller("meth_Maker_tell(teavm_this_)").replace("    TEAVM_RELEASE_STACK;", "    TEAVM_TRY\n    TEAVM_RELEASE_STACK;");
        assertRewritten(catches, catches);
    }

    @Test
    void usesTheFrameInAnUnknownWaySoTheBuildFails() {
        assertThrows(IOException.class, () -> rewrite(caller("dw_close(TEAVM_CALL_SITE(3))")));
    }

    private static String caller(String call) {
        return """
                void meth_Caller_call(void* teavm_this_) {
                    TEAVM_ALLOC_STACK(INT32_C(0));
                    TEAVM_WITH_CALL_SITE_ID(9, %s);
                    TEAVM_RELEASE_STACK;
                }
                """.formatted(call);
    }

    private void assertFrames(int expected, String source) throws IOException {
        assertEquals(expected, rewrite(source).split("TEAVM_ALLOC_STACK", -1).length - 1);
    }

    private void assertRewritten(String expected, String source) throws IOException {
        assertEquals(expected, rewrite(source));
    }

    private String rewrite(String source) throws IOException {
        Path file = directory.resolve("c/Source.c");
        Files.writeString(file, source);
        Frames.remove(directory);
        return Files.readString(file);
    }
}
