package dev.dogwatch.robustness;

import static dev.dogwatch.robustness.Ours.onOurs;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Outcome;
import dev.dogwatch.e2e.Suite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What tools/build leaves in dist: one file that needs nothing, and a link for each program. */
@EndToEnd
@Tag("native-only")
class BinariesTest {

    private static final String AARCH64 = "aarch64-linux-musl";
    private static final Path QEMU = Path.of("/usr/bin/qemu-aarch64-static");

    @Test
    void needsNoLoader() throws IOException {
        Elf elf = Elf.read(program());
        assertEquals(Elf.X86_64, elf.machine());
        assertTrue(elf.isStatic(), "there is an interpreter");
    }

    @Test
    void theOneForAarch64NeedsNoLoaderEither() throws IOException {
        Elf elf = Elf.read(aarch64());
        assertEquals(Elf.AARCH64, elf.machine());
        assertTrue(elf.isStatic(), "there is an interpreter");
    }

    @Test
    void theOneForAarch64Runs() {
        Path program = aarch64();
        assumeTrue(Files.isExecutable(QEMU), "there is no qemu-aarch64-static");
        onOurs(scene -> assertVersion(AARCH64, scene.command(QEMU.toString(), program.toString(), "--version").run()));
    }

    @Test
    void tellsWhatItIs() {
        onOurs(scene -> assertVersion("x86_64-linux-musl", scene.command("dogwatch", "--version").run()));
    }

    @Test
    void listsEveryProgramThatHasALink() {
        onOurs(scene -> {
            Outcome help = scene.command("dogwatch", "--help").run();
            assertEquals(0, help.exitCode());
            assertEquals("", help.err());
            assertEquals(links(program().getParent()), help.out().lines().dropWhile(line -> !line.equals("programs:")).skip(1).collect(Collectors.toSet()));
        });
    }

    @Test
    void theLinksMayBeCopiedAnywhere() throws IOException {
        assertRelative(program().getParent());
    }

    @Test
    void theLinksForAarch64AreTheSame() throws IOException {
        Path bin = aarch64().getParent();
        assertRelative(bin);
        assertEquals(links(program().getParent()), links(bin));
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(strings = {"nonesuch", "", "--nonesuch", "runsvd", "bin/"})
    void anUnknownProgramIsAMistake(String name) {
        onOurs(scene -> {
            Outcome outcome = scene.command("dogwatch", name).run();
            assertEquals(100, outcome.exitCode());
            assertEquals("", outcome.out());
            assertTrue(outcome.err().startsWith("dogwatch: fatal: no such program: " + name + "\nusage: dogwatch "), outcome.err());
        });
    }

    @Test
    void noProgramIsAMistake() {
        onOurs(scene -> {
            Outcome outcome = scene.command("dogwatch").run();
            assertEquals(100, outcome.exitCode());
            assertTrue(outcome.err().startsWith("usage: dogwatch "), outcome.err());
        });
    }

    private static void assertVersion(String target, Outcome outcome) {
        assertEquals(0, outcome.exitCode());
        assertEquals("", outcome.err());
        assertTrue(Pattern.matches("dogwatch [0-9]+\\.[0-9]+\\.[0-9]+ " + target + " [0-9a-f]{12}\n", outcome.out()), outcome.out());
    }

    private static void assertRelative(Path bin) throws IOException {
        for (String link : links(bin)) {
            assertEquals("dogwatch", Files.readSymbolicLink(bin.resolve(link)).toString());
        }
    }

    private static Set<String> links(Path bin) throws IOException {
        try (Stream<Path> files = Files.list(bin)) {
            Set<String> links = files.map(file -> file.getFileName().toString()).filter(name -> !name.equals("dogwatch")).collect(Collectors.toSet());
            assertTrue(links.containsAll(Set.of("runsv", "runsvdir", "sv")), links::toString);
            return links;
        }
    }

    private static Path program() {
        return Suite.ours().program("dogwatch");
    }

    /** Beside the one that is tested. */
    private static Path aarch64() {
        Path program = program().getParent().resolveSibling("../" + AARCH64 + "/bin/dogwatch").normalize();
        assumeTrue(Files.exists(program), () -> "there is no build for " + AARCH64);
        return program;
    }
}
