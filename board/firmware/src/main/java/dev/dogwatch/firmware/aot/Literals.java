package dev.dogwatch.firmware.aot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * String literals as constants. The runtime keeps them in a pool of variables and writes to each at start what class
 * it and its array of characters are of: 15 pages of every process that are copied and differ from the file.
 *
 * <p>An object knows its class by the distance of that from the first of all classes, which only the linker knows.
 * Here it is the distance from the class of strings, with an offset that keeps it positive; the class of their arrays
 * is put directly behind it. So both are known to the compiler, and a literal is written nowhere, collected if nothing
 * uses it, and one instruction to refer to.
 */
final class Literals {
    /** Bytes before and after the class of strings that other classes may be in: more than the program has. */
    private static final String REACH = "0x100000";

    private static final Pattern POOL =
            Pattern.compile("TeaVM_String\\* teavm_stringPool\\[(\\d+)] = \\{\\R(.*?)\\R};\\R.*", Pattern.DOTALL);
    private static final Pattern LITERAL = Pattern.compile("    (?:TEAVM_STRING\\((\\d+), (-?\\d+),(u\".*\")\\)|NULL),? +// string #(\\d+)");

    private static final String CLASSES = """
            struct dw_first_classes {
                jl_String_VT string;
                jl_Object_VT characters;
            };
            #define jl_String_Cls (dw_first_classes.string)
            """;

    private Literals() {
    }

    /** Rewrites them; throws where they do not look as they should. */
    static void freeze(Path directory) throws IOException {
        placeClasses(directory);
        Path source = directory.resolve("strings.c");
        String text = Files.readString(source);
        Matcher pool = POOL.matcher(text);
        if (!pool.find()) {
            throw new IOException(source + ": no pool of strings in it");
        }
        StringBuilder out = new StringBuilder(text.substring(0, pool.start()));
        int count = 0;
        for (String line : pool.group(2).lines().toList()) {
            Matcher literal = LITERAL.matcher(line);
            if (!literal.matches() || Integer.parseInt(literal.group(4)) != count++) {
                throw new IOException(source + ": not a literal: " + line);
            }
            if (literal.group(1) != null) {
                out.append("DW_LITERAL(%s, %s, %s, %s)\n"
                        .formatted(literal.group(4), literal.group(1), literal.group(2), literal.group(3)));
            }
        }
        if (count != Integer.parseInt(pool.group(1))) {
            throw new IOException(source + ": " + count + " literals instead of " + pool.group(1));
        }
        Files.writeString(source, out);

        StringBuilder header = new StringBuilder("""
                #pragma once
                #include "runtime.h"
                #include "c/j/l/String.h"
                #define DW_LITERAL_HEADER(offset) ((int32_t) (0x80000000u | (%s + (offset)) >> 3))
                #define DW_LITERAL(number, length, hash, text) \\
                    static const struct { TeaVM_Array header; char16_t data[length + 1]; } dw_characters_##number = { \\
                        .header = { \\
                            .parent = { .header = DW_LITERAL_HEADER(offsetof(struct dw_first_classes, characters)) }, \\
                            .size = length \\
                        }, \\
                        .data = text \\
                    }; \\
                    const TeaVM_String dw_literal_##number = { \\
                        .parent = { .header = DW_LITERAL_HEADER(offsetof(struct dw_first_classes, string)) }, \\
                        .characters = (TeaVM_Array*) &dw_characters_##number, \\
                        .hashCode = (int32_t) INT64_C(hash) \\
                    };
                #define TEAVM_GET_STRING(i) ((TeaVM_String*) &dw_literal_##i)
                """.formatted(REACH));
        for (int i = 0; i < count; i++) {
            header.append("extern const TeaVM_String dw_literal_%d;\n".formatted(i));
        }
        Files.writeString(directory.resolve("strings.h"), header);
    }

    private static void placeClasses(Path directory) throws IOException {
        Path string = directory.resolve("c/j/l/String.h");
        GenerateC.replace(string, "extern jl_String_VT jl_String_Cls;\\R",
                Matcher.quoteReplacement(CLASSES + "extern struct dw_first_classes dw_first_classes;\n"));
        Path characters = directory.resolve("a/p/char.h");
        GenerateC.replace(characters, "extern jl_Object_VT Arr_C_Cls;\\R",
                "#include \"../../c/j/l/String.h\"\n#define Arr_C_Cls (dw_first_classes.characters)\n");

        Path arrays = directory.resolve("a/p/char.c");
        Matcher array = Pattern.compile("alignas\\(8\\) jl_Object_VT Arr_C_Cls = (\\{\\R.*?\\R});\\R", Pattern.DOTALL)
                .matcher(Files.readString(arrays));
        if (!array.find()) {
            throw new IOException(arrays + ": no class in it");
        }
        Files.writeString(arrays, array.replaceFirst(""));
        Path strings = directory.resolve("c/j/l/String.c");
        GenerateC.replace(strings, "(?s)alignas\\(8\\) jl_String_VT jl_String_Cls = (\\{\\R.*?\\R});\\R",
                "alignas(8) struct dw_first_classes dw_first_classes = {\n.string = $1,\n.characters = "
                        + Matcher.quoteReplacement(array.group(1)) + "\n};\n");
        GenerateC.replace(strings, "#include \"../../../strings.h\"", "#include \"../../../p/char.h\"\n$0");

        GenerateC.replace(directory.resolve("core.h"), "extern char\\* teavm_beforeClasses;", Matcher.quoteReplacement("""
                extern struct dw_first_classes dw_first_classes;
                #define teavm_beforeClasses ((char*) ((uintptr_t) &dw_first_classes - %s))""".formatted(REACH)));
        GenerateC.replace(directory.resolve("core.c"), "char \\*teavm_beforeClasses;", "");
    }
}
