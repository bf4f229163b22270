package dev.dogwatch.robustness;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.dogwatch.e2e.Scenario;
import dev.dogwatch.e2e.Scene;
import dev.dogwatch.e2e.Suite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/** Scenarios that our programs play alone: C runit would lose them, or would not even be asked. */
final class Ours {

    private Ours() {
    }

    /** Plays a scenario in a scene of its own. When it fails, the failure tells what the programs said meanwhile. */
    static void onOurs(Scenario scenario) {
        try (Scene scene = new Scene(Suite.ours())) {
            try {
                scenario.play(scene);
            } catch (TestAbortedException e) {
                throw e;
            } catch (Throwable e) {
                throw new AssertionError(e.getMessage() + "\nwhat was said:\n" + said(scene), e);
            }
        }
    }

    /** Whether this is the build with sanitizers, which is neither static nor small. */
    static boolean sanitized() {
        return Suite.ours().bin().toString().contains("sanitize");
    }

    private static String said(Scene scene) {
        try (Stream<Path> outputs = Files.walk(scene.root().resolveSibling("o"))) {
            List<Path> files = outputs.filter(Files::isRegularFile).sorted().toList();
            return files.stream().map(Ours::lastLines).filter(text -> !text.isEmpty()).collect(Collectors.joining("\n"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static String lastLines(Path file) {
        try {
            List<String> lines = Files.readAllLines(file, ISO_8859_1);
            List<String> last = lines.subList(Math.max(0, lines.size() - 10), lines.size());
            return last.stream().map(line -> "  " + file.getParent().getFileName() + "/" + file.getFileName() + ": " + line)
                    .collect(Collectors.joining("\n"));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
