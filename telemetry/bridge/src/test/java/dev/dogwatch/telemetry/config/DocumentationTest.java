package dev.dogwatch.telemetry.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DocumentationTest {

    @Test
    void theManualHasAllKeysAsTheyAre() throws IOException {
        List<String> documented = Files.readAllLines(Path.of("../../docs/telemetry.md")).stream()
                .dropWhile(line -> !line.startsWith("| key |")).skip(2).takeWhile(line -> line.startsWith("|")).toList();
        List<String> keys = Arrays.stream(Key.values()).map(key -> "| `" + key.text() + "` | "
                + (key.standard() == null ? "" : "`" + key.standard() + "`") + " | " + key.form().allowed() + " | " + key.meaning() + " |").toList();
        assertEquals(String.join("\n", keys), String.join("\n", documented));
    }
}
