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
 * what is kept are the entries that have handlers, with one empty entry in front for all other places.
 */
final class CallSites {
    private static final Pattern TABLE =
            Pattern.compile("TeaVM_CallSite teavm_callSites\\[\\d+] = \\{\\R(.*?)\\R};", Pattern.DOTALL);
    private static final String EMPTY = "{ .firstHandler = NULL, .location = NULL }";
    private static final String FIND = "#define TEAVM_FIND_CALLSITE(id, frame) (teavm_callSites + id)";

    /** Looked for one after the other: there are a handful, and an exception is an exception. */
    private static final String TEXT = """
            static const int32_t dw_call_site_ids[%d] = { %s };
            TeaVM_CallSite teavm_callSites[%d] = {
                %s
            };
            TeaVM_CallSite *dw_call_site(int32_t id)
            {
                for (int i = 1; i < %d; i++)
                    if (dw_call_site_ids[i] == id)
                        return teavm_callSites + i;
                return teavm_callSites;
            }
            """;

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
        List<String> ids = new ArrayList<>(List.of("-1"));
        List<String> kept = new ArrayList<>(List.of(EMPTY));
        for (int id = 0; id < entries.size(); id++) {
            if (!entries.get(id).equals(EMPTY)) {
                ids.add(Integer.toString(id));
                kept.add(entries.get(id));
            }
        }
        Files.writeString(source, text.substring(0, table.start())
                + TEXT.formatted(ids.size(), String.join(", ", ids), kept.size(), String.join(",\n    ", kept), ids.size())
                + text.substring(table.end()));

        GenerateC.replace(directory.resolve("stack.h"), Pattern.quote(FIND), """
                extern TeaVM_CallSite *dw_call_site(int32_t id);
                    #define TEAVM_FIND_CALLSITE(id, frame) dw_call_site(id)""");
    }
}
