package dev.dogwatch.board.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The boards of this repository, and what docs/board.md says of their keys. */
class RepositoryBoardsTest {
    private static final Path ROOT = Path.of("../..");

    static Stream<Path> boards() throws IOException {
        try (Stream<Path> boards = Files.list(ROOT.resolve("board/profiles"))) {
            return boards.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("boards")
    void everyBoardIsRight(Path board) throws Exception {
        Sources sources = new Sources(board, ROOT.resolve("rootfs-overlay"), ROOT.resolve("board/image/manifest"), null, null, null, null);
        Profile profile = new ImageBuilder(sources).check();
        assertEquals(board.getFileName().toString(), profile.board());
    }

    @Test
    void theDocumentationHasExactlyTheKeysThatThereAre() throws IOException {
        Pattern row = Pattern.compile("\\| `([a-z.-]+)`(\\*?) \\| (?:`([^`]*)`)? ?\\| .+ \\|");
        List<String> documented = new ArrayList<>();
        for (String line : Files.readAllLines(ROOT.resolve("docs/board.md"))) {
            Matcher matcher = row.matcher(line);
            if (matcher.matches()) {
                documented.add(matcher.group(1) + matcher.group(2) + " " + (matcher.group(3) == null ? "" : matcher.group(3)));
            }
        }
        List<String> known = ProfileKey.ALL.stream().map(key -> key.name() + (key.required() ? "*" : "") + " " + key.standard()).toList();
        assertEquals(String.join("\n", known), String.join("\n", documented));
        assertFalse(known.isEmpty());
    }
}
