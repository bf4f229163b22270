package dev.dogwatch.board.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** kernel.fragment: what a board wants of the kernel's configuration, in the language of the kernel's .config. */
final class KernelFragment {
    private static final Pattern SET = Pattern.compile("CONFIG_([A-Z0-9a-z_]+)=(y|m|n|[0-9]+|0x[0-9a-fA-F]+|\"[^\"]*\")");
    private static final Pattern UNSET = Pattern.compile("# CONFIG_([A-Z0-9a-z_]+) is not set");

    private final Path file;
    private final Map<String, String> values = new HashMap<>();
    private final Map<String, Integer> lines = new HashMap<>();

    private KernelFragment(Path file) {
        this.file = file;
    }

    /**
     * Reads the file; lines that are neither a setting nor a comment go to {@code problems}.
     *
     * @throws IOException if the file cannot be read
     */
    static KernelFragment read(Path file, List<Problem> problems) throws IOException {
        KernelFragment fragment = new KernelFragment(file);
        int number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            Matcher set = SET.matcher(line);
            Matcher unset = UNSET.matcher(line);
            if (set.matches()) {
                fragment.put(set.group(1), set.group(2), number, problems);
            } else if (unset.matches()) {
                fragment.put(unset.group(1), "n", number, problems);
            } else if (!line.isBlank() && !line.startsWith("#")) {
                problems.add(new Problem(file, number, "", "\"" + line + "\" is not allowed; a line is CONFIG_NAME=VALUE, "
                        + "\"# CONFIG_NAME is not set\" or a comment"));
            }
        }
        return fragment;
    }

    private void put(String symbol, String value, int number, List<Problem> problems) {
        if (values.put(symbol, value) != null) {
            problems.add(new Problem(file, number, "CONFIG_" + symbol, "it is given twice, before in line " + lines.get(symbol)));
        }
        lines.put(symbol, number);
    }

    /** y, m, n or another value; null if the fragment does not speak of it. */
    String value(String symbol) {
        return values.get(symbol);
    }

    boolean has(String symbol) {
        return "y".equals(value(symbol)) || "m".equals(value(symbol));
    }

    Problem problem(String symbol, String reason) {
        return new Problem(file, lines.getOrDefault(symbol, 0), "CONFIG_" + symbol, reason);
    }
}
