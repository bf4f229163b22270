package dev.dogwatch.firmware.aot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The shadow stack of the generated C. Every method links a frame into it, in which it keeps its references for the
 * collector, and the number of the call that it is in, for an exception that looks for its handler: a third of all
 * code.
 *
 * <p>A frame is needed only by a method that goes on after a collection: one that makes a call which may collect and
 * then return. What throws does not return, unless to a method with a handler, and what ends the program never does.
 * All others lose theirs. Of the calls only those in methods with handlers keep their numbers, because no other has an
 * entry in the table ({@link CallSites}).
 *
 * <p>What is not understood counts as a call that may collect. The sanitized program collects at every allocation, so
 * that the end-to-end tests find a frame that is missed.
 */
final class Frames {
    private static final Pattern HEADER = Pattern.compile("[A-Za-z_].*?\\b(\\w+)\\(([^()]*)\\) \\{");
    private static final Pattern IDENTIFIER = Pattern.compile("\\b([A-Za-z_]\\w*)\\b(\\s*\\()?");
    private static final Pattern NUMBER = Pattern.compile("TEAVM_WITH_CALL_SITE_ID\\(\\d+, ");
    private static final Pattern STATEMENT =
            Pattern.compile("\\s*TEAVM_(ALLOC_STACK\\(INT32_C\\(\\d+\\)\\)|RELEASE_STACK"
                    + "|GC_ROOT\\(INT32_C\\(\\d+\\), teavm_\\w+\\)|GC_ROOT_RELEASE\\(INT32_C\\(\\d+\\)\\));");
    private static final Pattern SLOTS = Pattern.compile("    TEAVM_ALLOC_STACK\\(INT32_C\\((\\d+)\\)\\);");
    private static final Pattern LEFT_OVER =
            Pattern.compile("TEAVM_(GC_ROOT|GC_ROOT_RELEASE|ALLOC_STACK|RELEASE_STACK|CALL_SITE|WITH_CALL_SITE_ID)\\b|teavm_shadowStack");

    /** {@code throw new X();}: the allocation is one after which this method does not go on. */
    private static final Pattern THROW_NEW = Pattern.compile("(\\w+) = \\(?meth_otr_Allocator_allocate\\(&\\w+\\)+;\\s*"
            + "TEAVM_GC_ROOT\\(INT32_C\\(\\d+\\), \\1\\);\\s*\\(?(meth_\\w+__init_)\\(\\1\\)+;\\s*"
            + "\\(?meth_otr_ExceptionHandling_throwException\\(\\1\\)+;");

    /** Where all allocation and all collection ends up. */
    private static final Pattern ALLOCATOR = Pattern.compile("meth_otr_(Allocator|GC)_\\w+|teavm_gc_(collect|collectFull)");
    /** What leaves by an exception only. */
    private static final Set<String> THROWS = Set.of("meth_otr_ExceptionHandling_throwException",
            "meth_otr_ExceptionHandling_throwClassCastException", "teavm_throwNullPointerException",
            "teavm_throwArrayIndexOutOfBoundsException", "teavm_throwClassCastException");
    /** What is known to allocate nothing and to call no Java, besides the shim (dw_) and the macros. */
    private static final Pattern HARMLESS = Pattern.compile(
            "if|while|switch|return|sizeof|offsetof|INT(16|32|64)_C|dw_\\w+|TEAVM_(?!METHOD|VTABLE|CREATE)\\w+"
                    + "|teavm_(nullCheck|checkBounds|checkLowerBound|checkUpperBound|checkcast|instanceof|initializeClass"
                    + "|isSupertypeOf|primitiveKind|compare_\\w+|gc_writeBarrier)");

    /** A call that is the last thing that happens: of exit, of what throws, or of a method that ends so itself. */
    private static final Pattern LAST_CALL = Pattern.compile("( *)\\(?(\\w+)\\(.*\\)?;");
    private static final Pattern LEAVES = Pattern.compile("\\s*(goto|return|break|continue)\\b.*");
    private static final Pattern REFERENCE_PARAMETER = Pattern.compile("(?:void|TeaVM_Array)\\* (teavm_\\w+)");

    /** Stands for any call that is not understood. */
    private static final String UNKNOWN = "?";

    private record Method(String parameters, List<String> body) {
    }

    private final Map<String, Method> methods = new HashMap<>();
    private final Set<String> endless = new HashSet<>(THROWS);

    private Frames() {
        endless.add("meth_ddl_NativeLibc_exit");
        endless.add("dw_exit");
    }

    /** Rewrites the methods in a directory of generated C; throws where one does not look as it should. */
    static void remove(Path directory) throws IOException {
        List<Path> sources = sources(directory);
        Frames frames = new Frames();
        for (Path source : sources) {
            frames.rewrite(source, (name, method) -> {
                frames.methods.put(name, new Method(method.parameters(), frames.analysed(method.body())));
                return method.body();
            });
        }
        frames.findEndless();
        Set<String> returning = frames.returningAfterCollection();
        for (Path source : sources) {
            frames.rewrite(source, (name, method) -> {
                boolean needed = frames.callsOneOf(returning, String.join("\n", frames.methods.get(name).body()));
                return withFewerRoots(name, method, needed, returning.contains(name));
            });
        }
    }

    private static List<Path> sources(Path directory) throws IOException {
        List<Path> sources = new ArrayList<>();
        for (String top : List.of("c", "a", "p")) {
            try (Stream<Path> files = Files.walk(directory.resolve(top))) {
                sources.addAll(files.filter(file -> file.toString().endsWith(".c")).sorted().toList());
            }
        }
        return sources;
    }

    private interface Change {
        List<String> of(String name, Method method) throws IOException;
    }

    private void rewrite(Path source, Change change) throws IOException {
        List<String> out = new ArrayList<>();
        List<String> body = null;
        Matcher header = null;
        for (String line : Files.readAllLines(source)) {
            if (body != null && line.equals("}")) {
                out.addAll(change.of(header.group(1), new Method(header.group(2), body)));
                out.add(line);
                body = null;
            } else if (body != null) {
                body.add(line);
            } else {
                out.add(line);
                header = HEADER.matcher(line);
                if (header.matches()) {
                    body = new ArrayList<>();
                }
            }
        }
        if (body != null) {
            throw new IOException(source + ": " + header.group(1) + " has no end");
        }
        Files.write(source, out);
    }

    private static List<String> analysed(List<String> body) {
        String text = NUMBER.matcher(String.join("\n", body)).replaceAll("(");
        return THROW_NEW.matcher(text).replaceAll("$2();\n    meth_otr_ExceptionHandling_throwException();").lines().toList();
    }

    /** Finds the methods that end with exit or an exception, whatever they do before. */
    private void findEndless() {
        boolean found = true;
        while (found) {
            found = false;
            for (Map.Entry<String, Method> method : methods.entrySet()) {
                found |= endsEndless(method.getValue().body()) && endless.add(method.getKey());
            }
        }
    }

    private boolean endsEndless(List<String> body) {
        boolean last = true;
        for (int i = body.size() - 1; i >= 0; i--) {
            String line = body.get(i).strip();
            if (last && (line.equals("TEAVM_RELEASE_STACK;") || line.startsWith("return") || line.equals("TEAVM_UNREACHABLE"))) {
                continue;
            }
            if (last && !isLastCall(body.get(i), "    ") || line.contains("return")) {
                return false;
            }
            last = false;
        }
        return !last;
    }

    private boolean isLastCall(String line, String indent) {
        Matcher call = LAST_CALL.matcher(line);
        return call.matches() && call.group(1).equals(indent) && endless.contains(call.group(2));
    }

    /** The body without the statements that lead to its end by exit or an exception only. */
    private String live(List<String> body) {
        List<String> live = new ArrayList<>();
        String indent = null;
        for (int i = body.size() - 1; i >= 0; i--) {
            String line = body.get(i);
            String its = line.substring(0, line.length() - line.stripLeading().length());
            if (isLastCall(line, its)) {
                indent = its;
            } else if (!its.equals(indent) || !line.endsWith(";") || line.endsWith(":;") || LEAVES.matcher(line).matches()) {
                indent = null;
                live.add(line);
            }
        }
        return String.join("\n", live.reversed());
    }

    private Set<String> calls(String text) {
        Set<String> calls = new HashSet<>();
        if (text.contains("(*)")) {
            calls.add(UNKNOWN);
        }
        Matcher identifier = IDENTIFIER.matcher(text);
        while (identifier.find()) {
            String name = identifier.group(1);
            if (methods.containsKey(name)) {
                calls.add(name);
            } else if (identifier.group(2) != null && !endless.contains(name) && !HARMLESS.matcher(name).matches()) {
                calls.add(UNKNOWN);
            }
        }
        return calls;
    }

    private boolean callsOneOf(Set<String> returning, String text) {
        Set<String> calls = calls(text);
        calls.retainAll(returning);
        return !calls.isEmpty();
    }

    /** The methods that may return to their caller after a collection. */
    private Set<String> returningAfterCollection() {
        Map<String, Set<String>> callers = new HashMap<>();
        Deque<String> fresh = new ArrayDeque<>(List.of(UNKNOWN));
        for (Map.Entry<String, Method> method : methods.entrySet()) {
            String name = method.getKey();
            if (ALLOCATOR.matcher(name).matches()) {
                fresh.add(name);
            } else if (!endless.contains(name)) {
                for (String callee : calls(live(method.getValue().body()))) {
                    callers.computeIfAbsent(callee, c -> new HashSet<>()).add(name);
                }
            }
        }
        Set<String> returning = new HashSet<>();
        while (!fresh.isEmpty()) {
            String name = fresh.remove();
            if (returning.add(name)) {
                fresh.addAll(callers.getOrDefault(name, Set.of()));
            }
        }
        return returning;
    }

    private static List<String> withFewerRoots(String name, Method method, boolean needed, boolean returning) throws IOException {
        if (method.body().stream().anyMatch(line -> line.contains("TEAVM_TRY"))) {
            return method.body();
        }
        List<String> out = new ArrayList<>();
        for (String line : method.body()) {
            String plain = NUMBER.matcher(line).replaceAll("(");
            if (needed && plain.contains("TEAVM_ALLOC_STACK")) {
                out.addAll(frame(name, plain, returning ? "" : method.parameters()));
            } else if (needed || !STATEMENT.matcher(plain).matches()) {
                out.add(plain);
            }
            if (!needed && LEFT_OVER.matcher(out.isEmpty() ? "" : out.getLast()).find()) {
                throw new IOException(name + " cannot do without a frame: " + line);
            }
        }
        return out;
    }

    /**
     * A frame without a handler. The caller keeps the arguments, if it has a frame; but it may have none when this
     * method never returns to it after a collection, and then it is this one that keeps them.
     */
    private static List<String> frame(String name, String line, String parameters) throws IOException {
        Matcher slots = SLOTS.matcher(line);
        if (!slots.matches()) {
            throw new IOException(name + " has a frame of an unknown size: " + line);
        }
        int n = Integer.parseInt(slots.group(1));
        List<String> roots = new ArrayList<>();
        Matcher parameter = REFERENCE_PARAMETER.matcher(parameters);
        while (parameter.find()) {
            roots.add("    TEAVM_GC_ROOT(INT32_C(" + n++ + "), " + parameter.group(1) + ");");
        }
        roots.addFirst("    TEAVM_CALL_SITE(-1);");
        roots.addFirst("    TEAVM_ALLOC_STACK(INT32_C(" + n + "));");
        return roots;
    }
}
