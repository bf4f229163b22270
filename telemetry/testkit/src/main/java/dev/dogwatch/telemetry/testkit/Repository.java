package dev.dogwatch.telemetry.testkit;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the files of the project are, whichever module's tests run. */
public final class Repository {

    private Repository() {
    }

    /** A file or directory by its path from the top. */
    public static Path path(String relative) {
        Path here = Path.of("").toAbsolutePath();
        for (Path top = here; top != null; top = top.getParent()) {
            if (Files.exists(top.resolve("telemetry/broker/certificates"))) {
                return top.resolve(relative);
            }
        }
        throw new AssertionError("no repository above " + here);
    }
}
