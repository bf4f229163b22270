package dev.dogwatch.firmware.aot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * {@code Edge.libc} as a constant. It is a variable for the sake of the JVM, where it is another one; in the generated
 * C there is one implementation without a state, and each of some 500 calls would load it and ask whether it is null.
 */
final class TheLibc {
    private static final String VARIABLE = "sfld_ddl_Edge_libc";

    private TheLibc() {
    }

    /** Rewrites it; throws where it does not look as it should. Before {@link Startup}, which looks at static fields. */
    static void fix(Path directory) throws IOException {
        // Marked, so that the collector lets it alone, as it does a literal.
        GenerateC.replace(directory.resolve("c/d/d/l/Edge.h"), "extern void\\* " + VARIABLE + ";",
                "extern TeaVM_Object dw_libc;\n#define " + VARIABLE + " ((void*) &dw_libc)");
        Path edge = directory.resolve("c/d/d/l/Edge.c");
        GenerateC.replace(edge, "(?m)^void\\* " + VARIABLE + ";$", "TeaVM_Object dw_libc = { .header = (int32_t) 0x80000000 };");
        GenerateC.replace(edge, "(?s)static void\\*\\* teavm_gc_localStaticRoots_ddl_Edge_Cls.*?};\\R", "");
        GenerateC.replace(edge, "(?s)(void sysinitclass_ddl_Edge\\(\\) \\{\\R).*?}", "$1}");
        int assignments = 0;
        try (Stream<Path> files = Files.walk(directory.resolve("c"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".c")).toList()) {
                List<String> lines = Files.readAllLines(file);
                int before = lines.size();
                lines.removeIf(line -> line.contains(VARIABLE + " = "));
                assignments += before - lines.size();
                Files.write(file, lines);
            }
        }
        if (assignments != 1) {
            throw new IOException(directory + ": " + VARIABLE + " is assigned " + assignments + " times");
        }
    }
}
