package dev.dogwatch.firmware.aot;

import java.io.IOException;
import java.nio.file.Path;

/**
 * What an exception carries along and nobody here looks at: the trace of the stack, which has no names in it, and the
 * list of suppressed exceptions. Without them the constructors of the exceptions that the program throws allocate
 * nothing, so what throws them needs no frame ({@link Frames}).
 */
final class Exceptions {
    private Exceptions() {
    }

    /** Empties them; throws where they do not look as they should. */
    static void lighten(Path directory) throws IOException {
        Path runtime = directory.resolve("c/o/t/r/ExceptionHandling.c");
        GenerateC.replaceBody(runtime, "meth_otr_ExceptionHandling_fillStackTrace", "    return NULL;\n");
        GenerateC.replaceBody(runtime, "meth_otr_ExceptionHandling_printStack", "");
        GenerateC.replace(directory.resolve("c/j/l/RuntimeException.c"),
                "TEAVM_WITH_CALL_SITE_ID\\(\\d+, meth_otr_Allocator_allocateArray\\("
                        + "teavm_getArrayClass\\(\\(TeaVM_Class\\*\\) &jl_Throwable_Cls\\), INT32_C\\(0\\)\\)\\);", "NULL;");
    }
}
