package dev.dogwatch.firmware.aot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the runtime does before the program begins, as far as the compiler can have done it: the values of static
 * fields, the table of those that the collector begins with, the list of classes. The program is called directly, in
 * place of the fiber, the thread and the queue of events that would call it.
 */
final class Startup {
    private static final Pattern ROOTS = Pattern.compile("static void\\*\\* teavm_gc_localStaticRoots_\\w+\\[\\d+] = \\{\\R(.*)\\R};\\R");
    private static final Pattern ROOT = Pattern.compile("\\(void\\*\\*\\) &sfld_\\w+");
    private static final Pattern INITIALISER = Pattern.compile("(?s)\\Rvoid sysinitclass_\\w+\\(\\) \\{\\R(.*?)}(?=\\R|$)");
    private static final Pattern VALUE = Pattern.compile("\\s*(sfld_\\w+) = (.+);");
    private static final Pattern ZERO = Pattern.compile("NULL|0|INT(32|64)_C\\(0\\)");
    private static final Pattern INITIALISE =
            Pattern.compile("teavm_initializeClass\\(\\(TeaVM_Class\\*\\) &\\w+, &(initclass_\\w+)\\)");
    private static final Pattern INITIALISED = Pattern.compile("void (initclass_\\w+)\\(\\) \\{\\R    TeaVM_Class\\* cls = .*\\R"
            + "    if \\(!\\(cls->flags & INT32_C\\(1\\)\\)\\) \\{\\R        cls->flags \\|= INT32_C\\(1\\);\\R");
    /** Classes that are initialised before the program begins, in this order. Messages can so be told without memory. */
    private static final List<String> EARLY = List.of("initclass_jl_String", "initclass_ddo_Messages");
    private static final Pattern MAIN = Pattern.compile("(?s)TeaVM_Class\\* teavm_classReferences\\[.*");
    private static final Pattern CALL =
            Pattern.compile("(?s)void meth_otr_Fiber_lambda_startMain_0\\(.*?\\b(meth_\\w+_main)\\(teavm_local_1\\)");

    private Startup() {
    }

    /** Rewrites it; throws where it does not look as it should. {@code minHeap} and {@code maxHeap} are bytes. */
    static void shorten(Path directory, int minHeap, int maxHeap) throws IOException {
        List<String> roots = new ArrayList<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".c")).sorted().toList()) {
                initialise(file, roots);
            }
        }
        initialiseClasses(directory);
        keepClassObjectsOnly(directory);
        writeMain(directory, roots, minHeap, maxHeap);
    }

    /** Gives the static fields of a file their values where they are defined, and takes note of the roots among them. */
    private static void initialise(Path file, List<String> roots) throws IOException {
        String text = Files.readString(file);
        Matcher initialiser = INITIALISER.matcher(text);
        if (!initialiser.find()) {
            return;
        }
        String changed = initialiser.replaceFirst("");
        for (String line : initialiser.group(1).lines().toList()) {
            Matcher value = VALUE.matcher(line);
            if (!value.matches()) {
                if (!line.strip().startsWith("teavm_registerStaticGcRoots(")) {
                    throw new IOException(file + ": not a value of a static field: " + line);
                }
            } else if (!ZERO.matcher(value.group(2)).matches()) {
                Matcher definition = Pattern.compile("(?m)^(\\w[\\w* ]* " + value.group(1) + ");$").matcher(changed);
                if (!definition.find()) {
                    throw new IOException(file + ": no static field " + value.group(1));
                }
                changed = definition.replaceFirst("$1 = " + Matcher.quoteReplacement(value.group(2)) + ";");
            }
        }
        Matcher table = ROOTS.matcher(changed);
        if (table.find()) {
            Matcher root = ROOT.matcher(table.group(1));
            while (root.find()) {
                roots.add(root.group());
            }
            changed = table.replaceFirst("");
        }
        Files.writeString(file, changed);
    }

    /**
     * What tells whether a class is initialised is a variable of its own, not a bit in the class, so that the pages of
     * the classes stay the file's. Those that are initialised at start are not asked about.
     */
    private static void initialiseClasses(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory.resolve("c"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".c")).toList()) {
                String text = Files.readString(file);
                text = INITIALISE.matcher(text).replaceAll(check ->
                        EARLY.contains(check.group(1)) || isIdle(file, check.group(1)) ? "((void) 0)" : check.group(1) + "()");
                text = INITIALISED.matcher(text).replaceAll("""
                        static int8_t dw_$1;
                        void $1() {
                            if (!dw_$1) {
                                dw_$1 = 1;
                        """);
                if (text.contains("cls->flags") || text.contains("teavm_initializeClass")) {
                    throw new IOException(file + ": a class is initialised in an unknown way");
                }
                Files.writeString(file, text);
            }
        }
    }

    /** String.indexOf initialises Character for the sake of constants that the compiler has put in their place. */
    private static boolean isIdle(Path file, String initialiser) {
        return file.endsWith("c/j/l/String.c") && initialiser.equals("initclass_jl_Character");
    }

    /** The collector looks at all classes for the objects that represent them: a class joins the list with its object. */
    private static void keepClassObjectsOnly(Path directory) throws IOException {
        Path core = directory.resolve("core.c");
        GenerateC.replaceBody(core, "teavm_initClasses", "");
        GenerateC.replaceBody(core, "teavm_rewindCurrentClass", "    teavm_selectedClass = teavm_firstClass;\n");
        GenerateC.replace(core, "cls->classObject = result;", "$0\n        cls->next = teavm_firstClass;\n        teavm_firstClass = cls;");
        GenerateC.replace(directory.resolve("arrayclass.c"),
                "classPtr->next = teavm_firstClass;\\R\\s*teavm_firstClass = classPtr;", "classPtr->next = NULL;");
    }

    private static String early(Path directory) throws IOException {
        String main = Files.readString(directory.resolve("main.c"));
        StringBuilder calls = new StringBuilder();
        for (String initialiser : EARLY) {
            // main.c has the header of every class.
            if (main.contains("sys" + initialiser + "()")) {
                calls.append(initialiser).append("(); ");
            }
        }
        return calls.toString().strip();
    }

    private static void writeMain(Path directory, List<String> roots, int minHeap, int maxHeap) throws IOException {
        Matcher call = CALL.matcher(Files.readString(directory.resolve("c/o/t/r/Fiber.c")));
        if (!call.find()) {
            throw new IOException(directory + ": no call of main");
        }
        GenerateC.replace(directory.resolve("main.c"), MAIN.pattern(), Matcher.quoteReplacement("""
                void** const dw_static_roots[] = {
                    (void**) %d,
                    %s
                };
                int main(int argc, char** argv) {
                    teavm_initHeap(%d, %d);
                    meth_otr_GC__clinit_();
                    %s
                    %s(NULL);
                    return 0;
                }
                """.formatted(roots.size(), String.join(",\n    ", roots), minHeap, maxHeap,
                early(directory), call.group(1))));
        GenerateC.replace(directory.resolve("memory.c"), "void\\*\\*\\* teavm_gc_staticRoots;",
                "extern void** const dw_static_roots[];\nvoid*** teavm_gc_staticRoots = (void***) dw_static_roots;");
    }
}
