package dev.dogwatch.firmware.aot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.teavm.diagnostics.DefaultProblemTextConsumer;
import org.teavm.diagnostics.Problem;
import org.teavm.tooling.TeaVMTargetType;
import org.teavm.tooling.TeaVMTool;
import org.teavm.tooling.TeaVMToolException;
import org.teavm.vm.TeaVMOptimizationLevel;

/**
 * Java to C: runs TeaVM's C backend on one or more main classes. It runs on the build machine only.
 *
 * <p>Arguments: main class and output directory, again and again. A main class that needs what cannot be compiled
 * fails the build with TeaVM's own words.
 */
public final class GenerateC {
    /**
     * Bytes of Java heap that are writable at the start. What a supervisor keeps fits (4 KB are in use), and each
     * page that is not there cannot be dirtied: 16 KiB against 64 KiB saved 48 KB a process in the trial.
     */
    private static final int MIN_HEAP = 16 * 1024;
    /**
     * Bytes that the heap may grow to; address space until it is used. A runsvdir needs 64 bytes a service, so this
     * is enough for 100,000 of them.
     */
    private static final int MAX_HEAP = 16 * 1024 * 1024;

    private GenerateC() {
    }

    /** Generates; throws where it cannot. */
    public static void main(String[] arguments) throws Exception {
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            generate(arguments[i], Path.of(arguments[i + 1]));
        }
    }

    private static void generate(String mainClass, Path directory) throws TeaVMToolException, IOException {
        deleteTree(directory);
        TeaVMTool tool = new TeaVMTool();
        tool.setTargetType(TeaVMTargetType.C);
        tool.setMainClass(mainClass);
        tool.setTargetDirectory(directory.toFile());
        tool.setClassLoader(GenerateC.class.getClassLoader());
        tool.setMinHeapSize(MIN_HEAP);
        tool.setMaxHeapSize(MAX_HEAP);
        // Names of classes and methods are left out of the program: they are for stack traces, which nobody reads here.
        tool.setObfuscated(true);
        tool.setShortFileNames(true);
        tool.setOptimizationLevel(TeaVMOptimizationLevel.ADVANCED);
        tool.generate();
        List<Problem> severe = tool.getProblemProvider().getSevereProblems();
        if (!severe.isEmpty()) {
            DefaultProblemTextConsumer text = new DefaultProblemTextConsumer();
            for (Problem problem : severe) {
                problem.render(text);
                text.append("\n");
            }
            throw new TeaVMToolException(mainClass + " cannot be compiled ahead of time:\n" + text.getText());
        }
        shrinkClassPool(directory);
        CallSites.shrink(directory);
        Exceptions.lighten(directory);
        TheLibc.fix(directory);
        Literals.freeze(directory);
        Startup.shorten(directory, MIN_HEAP, MAX_HEAP);
        Heap.layOut(directory, MAX_HEAP);
        Heap.collectAlwaysOnDemand(directory);
        Frames.remove(directory);
    }

    /**
     * A table for classes made by reflection, of which there are none, takes 130 KB of address space in the middle of
     * the variables and so spreads them over two pages instead of one.
     */
    private static void shrinkClassPool(Path directory) throws IOException {
        replace(directory.resolve("arrayclass_gen.h"), "(TEAVM_DYNAMIC_CLASS_POOL_CAPACITY) \\d+", "$1 16");
        replace(directory.resolve("arrayclass.c"), "static (TEAVM_OBJECT_CLASS teavm_dynamicClassPool)", "static __attribute__((noinit)) $1");
    }

    /** Changes one place of the generated C, which must be there. */
    static void replace(Path file, String pattern, String replacement) throws IOException {
        String text = Files.readString(file);
        String changed = text.replaceFirst(pattern, replacement);
        if (changed.equals(text)) {
            throw new IOException(file + ": nothing in it is " + pattern);
        }
        Files.writeString(file, changed);
    }

    /** Changes what a function does; it must be there, in one file, from its name to a brace at the begin of a line. */
    static void replaceBody(Path file, String name, String body) throws IOException {
        replace(file, "(?ms)^(\\S[^\\n]*\\b" + name + "\\([^\\n]*\\{\\n).*?^\\}$", "$1" + Matcher.quoteReplacement(body) + "}");
    }

    private static void deleteTree(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
