package dev.dogwatch.robustness;

import static dev.dogwatch.robustness.Ours.onOurs;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Scene;
import dev.dogwatch.e2e.Suite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The manuals in docs/man say what the programs do, as far as a program can tell. */
@EndToEnd
@Tag("native-only")
class ManualTest {

    private static final Path MANUALS = Suite.repository().resolve("docs/man");
    private static final Pattern PROGRAMS = Pattern.compile("(?m)^PROGRAMS=\\(([^)]*)\\)");
    private static final Pattern IN_USAGE = Pattern.compile("(?<![\\w-])-(-\\w+|[\\w/]+)");
    private static final Pattern DOCUMENTED = Pattern.compile("(?m)^\\.It Fl (\\S+)");
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/";
    private static final List<String> SECTIONS = List.of("NAME", "SYNOPSIS", "DESCRIPTION", "EXIT STATUS", "EXAMPLES", "SEE ALSO", "STANDARDS");

    @Test
    void everyProgramHasAManual() throws IOException {
        for (String program : programs()) {
            assertTrue(Files.exists(MANUALS.resolve(program + ".8")), () -> "docs/man has no manual of " + program);
        }
    }

    @Test
    void everyOptionIsInTheManual() {
        onOurs(scene -> {
            Set<String> found = new TreeSet<>();
            for (String program : programs()) {
                Set<String> documented = matches(DOCUMENTED, Files.readString(MANUALS.resolve(program + ".8")));
                for (String option : options(scene, program)) {
                    assertTrue(documented.contains(option), () -> program + ".8 does not explain -" + option + ", but " + documented);
                    found.add(program + " -" + option);
                }
            }
            assertTrue(found.containsAll(Set.of("sv -V", "sv -v", "sv -w", "runsvdir -P", "dogwatch --version")), found::toString);
        });
    }

    @Test
    void noOptionIsInTheManualThatTheProgramRefuses() {
        onOurs(scene -> {
            for (String program : programs()) {
                for (String option : matches(DOCUMENTED, Files.readString(MANUALS.resolve(program + ".8")))) {
                    if (complainsOfUnknownOptions(scene, program)) {
                        assertTrue(isKnown(scene, program, option.substring(0, 1)), () -> program + " does not know -" + option);
                    }
                }
            }
        });
    }

    @Test
    void everyManualHasTheSectionsThatOneLooksFor() throws IOException {
        try (Stream<Path> manuals = Files.list(MANUALS)) {
            for (Path manual : manuals.toList()) {
                List<String> lines = Files.readAllLines(manual);
                List<String> found = lines.stream().filter(line -> line.startsWith(".Sh ")).map(line -> line.substring(4)).toList();
                assertTrue(found.containsAll(SECTIONS), () -> manual.getFileName() + " has only " + found);
            }
        }
    }

    @Test
    void theManualsAndCompletionsAreBuiltBesideThePrograms() throws IOException {
        Path share = Suite.ours().bin().resolveSibling("share");
        assertEquals(contents(MANUALS), contents(share.resolve("man/man8")));
        Path completions = Suite.repository().resolve("board/completions");
        assertEquals(contents(completions.resolve("bash")), contents(share.resolve("bash-completion/completions")));
        assertEquals(contents(completions.resolve("zsh")), contents(share.resolve("zsh/site-functions")));
    }

    /** All that tools/build makes links for, and the file that they lead to. */
    private static List<String> programs() throws IOException {
        Matcher array = PROGRAMS.matcher(Files.readString(Suite.repository().resolve("tools/build")));
        assertTrue(array.find(), "tools/build has no array PROGRAMS");
        List<String> programs = new ArrayList<>(List.of(array.group(1).strip().split("\\s+")));
        programs.add("dogwatch");
        return programs;
    }

    /** Those of the usage, and every letter that the program does not call illegal. */
    private static Set<String> options(Scene scene, String program) {
        Set<String> options = new TreeSet<>();
        for (String option : matches(IN_USAGE, scene.command(program).run().err())) {
            options.addAll(option.startsWith("-") ? List.of(option) : List.of(option.split("")));
        }
        if (complainsOfUnknownOptions(scene, program)) {
            LETTERS.chars().mapToObj(Character::toString).filter(letter -> isKnown(scene, program, letter)).forEach(options::add);
        }
        return options;
    }

    private static boolean complainsOfUnknownOptions(Scene scene, String program) {
        // runsvdir, runsv and runit take it for a directory or ignore it, and would go to work.
        return scene.command(program).run().err().startsWith("usage:") && !Set.of("runsv", "runsvdir").contains(program)
                && !isKnown(scene, program, "~");
    }

    private static boolean isKnown(Scene scene, String program, String letter) {
        return !scene.command(program, "-" + letter).run().err().contains("illegal option");
    }

    private static Set<String> matches(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(match -> match.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> contents(Path directory) throws IOException {
        Set<String> contents = new TreeSet<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                contents.add(file.getFileName() + ":\n" + Files.readString(file));
            }
        }
        return contents;
    }
}
