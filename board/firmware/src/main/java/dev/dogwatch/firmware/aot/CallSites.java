package dev.dogwatch.firmware.aot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The generated table that has an entry of 16 bytes for each place where a method is called, so that an exception
 * finds its handler. Almost every entry is empty, and 60 KB of initialised variables are a quarter of the program:
 * what is kept is the stretch of it that has handlers, with one empty entry in front for all other places.
 */
final class CallSites {
    private static final Pattern TABLE =
            Pattern.compile("TeaVM_CallSite teavm_callSites\\[\\d+] = \\{\\R(.*?)\\R};", Pattern.DOTALL);
    private static final String EMPTY = "{ .firstHandler = NULL, .location = NULL }";
    private static final String FIND = "#define TEAVM_FIND_CALLSITE(id, frame) (teavm_callSites + id)";

    private CallSites() {
    }

    /** Rewrites the table and the way to look it up; throws where they do not look as they should. */
    static void shrink(Path directory) throws IOException {
        Path source = directory.resolve("callsites.c");
        String text = Files.readString(source);
        Matcher table = TABLE.matcher(text);
        if (!table.find()) {
            throw new IOException(source + ": no table of call sites in it");
        }
        List<String> entries = table.group(1).lines().map(line -> line.strip().replaceFirst(",$", "")).toList();
        int first = 0;
        int end = entries.size();
        while (first < end && entries.get(first).equals(EMPTY)) {
            first++;
        }
        while (end > first && entries.get(end - 1).equals(EMPTY)) {
            end--;
        }
        List<String> kept = new ArrayList<>(List.of(EMPTY));
        kept.addAll(entries.subList(first, end));
        String shrunk = "TeaVM_CallSite teavm_callSites[" + kept.size() + "] = {\n    " + String.join(",\n    ", kept) + "\n};";
        Files.writeString(source, text.substring(0, table.start()) + shrunk + text.substring(table.end()));

        Path header = directory.resolve("stack.h");
        String lookup = Files.readString(header);
        if (!lookup.contains(FIND)) {
            throw new IOException(header + ": no lookup of call sites in it");
        }
        Files.writeString(header, lookup.replace(FIND, "#define TEAVM_FIND_CALLSITE(id, frame) (teavm_callSites + ((uint32_t) ((id) - "
                + first + ") < " + (end - first) + "u ? (id) - " + (first - 1) + " : 0))"));
    }
}
