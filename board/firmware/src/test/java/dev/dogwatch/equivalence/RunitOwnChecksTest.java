package dev.dogwatch.equivalence;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Outcome;
import dev.dogwatch.e2e.Scene;
import dev.dogwatch.e2e.Suite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The check programs that come with runit's sources, NAME.check, unchanged: what they print on our programs is what NAME.dist has,
 * but for the line of the version. The sources are fetched ({@code tools/lib/runit-source}); where they cannot be had, the tests are
 * skipped and say why.
 */
@EndToEnd
class RunitOwnChecksTest {

    private static Outcome fetched;

    @ParameterizedTest
    @ValueSource(strings = {"chpst", "runit", "runit-init", "runsv", "runsvchdir", "runsvdir", "sv", "svlogd", "utmpset"})
    void printsWhatRunitExpects(String program) throws IOException {
        try (Scene scene = new Scene(Suite.ours())) {
            Path sources = sources(scene);
            Outcome outcome = scene.shell("sh '" + sources.resolve(program + ".check") + "' 2>&1 | cat -v")
                    .env("ctmp", scene.root().resolve("check-tmp").toString()).env("SVDIR", null).run();
            String expected = Files.readString(sources.resolve(program + ".dist"), ISO_8859_1);
            assertEquals(comparable(expected), comparable(outcome.out().replace(scene.suite().bin() + "/", "")), program);
        }
    }

    private static synchronized Path sources(Scene scene) {
        if (fetched == null) {
            fetched = scene.command(Suite.repository().resolve("tools/lib/runit-source").toString())
                    .env("RUNIT_SOURCE", System.getenv("RUNIT_SOURCE")).run();
        }
        assumeTrue(fetched.exitCode() == 0, () -> "the sources of runit cannot be had: " + fetched.err().strip());
        return Path.of(fetched.out().strip());
    }

    /** As runit's own check-diff compares: without blanks at the ends; and without what depends on the version. */
    private static List<String> comparable(String printed) {
        List<String> lines = new ArrayList<>();
        for (String line : printed.lines().map(String::strip).toList()) {
            if (line.matches("\\$Id: .* \\$|[a-z-]+ \\(dogwatch\\) [0-9.]+")) {
                lines.add("the version");
            } else {
                // -C came with runit 2.2.0.
                lines.add(line.replace(" [-C pwd]", ""));
            }
        }
        return lines;
    }
}
