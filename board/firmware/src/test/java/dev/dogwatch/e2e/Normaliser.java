package dev.dogwatch.e2e;

import java.nio.file.Path;
import java.util.regex.Pattern;

/** Takes out of a text what differs from run to run and from suite to suite without a meaning: pids, uptimes, paths. */
public final class Normaliser {

    private static final Pattern PID = Pattern.compile("\\(pid [0-9]+\\)");
    private static final Pattern LABEL = Pattern.compile("@[0-9a-f]{24}");
    private static final Pattern UPTIME = Pattern.compile("\\b[0-9]+s\\b");

    private final String root;
    private final String scratch;
    private final String bin;

    Normaliser(Path root, Suite suite) {
        this.root = root.toString();
        this.scratch = root.getParent().toString();
        this.bin = suite.bin().toString();
    }

    /**
     * {@code (pid PID)}, {@code Ns}, {@code @LABEL} for a TAI64N label, {@code DIR} for the root of the scene, {@code SCRATCH} for what surrounds it, {@code BIN} for the
     * directory of the programs.
     */
    public String apply(String text) {
        String placed = text.replace(root, "DIR").replace(scratch, "SCRATCH").replace(bin, "BIN");
        placed = LABEL.matcher(placed).replaceAll("@LABEL");
        return UPTIME.matcher(PID.matcher(placed).replaceAll("(pid PID)")).replaceAll("Ns");
    }
}
