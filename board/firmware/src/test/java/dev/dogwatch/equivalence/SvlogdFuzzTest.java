package dev.dogwatch.equivalence;

import static dev.dogwatch.e2e.Equivalence.onBoth;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.dogwatch.e2e.EndToEnd;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Config files, patterns, options and input at random: both suites make the same logs of them, and write the same lines to stderr.
 * What C runit leaves to chance is kept out (what the line before has left in memory, numbers above 2^63), and what is ours alone
 * (an incomplete last line, warnings of slips in the config).
 *
 * <p>{@code -Dfuzz.cases=N} plays N of them instead of a few seconds' worth, {@code -Dfuzz.seed=N} others.
 */
@EndToEnd
class SvlogdFuzzTest {

    private static final int CASES = Integer.getInteger("fuzz.cases", 150);
    private static final long SEED = Long.getLong("fuzz.seed", 20_261_122);
    private static final int BATCH = 30;
    private static final int LENGTH = 40;

    private static final String PLAY = """
            for case in %s/*; do
                sh $case/play >$case/said 2>&1 </dev/null
                code=$?
                { [ $code -lt 126 ] && echo $code || echo "died: $code"
                  grep -v '^svlogd: warning: \\(unknown setting\\|bad number\\)' $case/said
                  for log in $case/log/@* $case/log/current; do [ ! -e $log ] || { stat -c '%%A %%s' $log; cat $log; }; done
                } | cksum | sed "s#^#$case #"
            done; rm -r %s""";

    @Test
    void bothMakeTheSameOfIt() {
        onBoth(scene -> {
            for (int i = 0; i < CASES; i++) {
                String batch = "from" + i / BATCH * BATCH;
                write(scene.root(), batch + "/" + i, new Random(SEED + i));
                if (i % BATCH == BATCH - 1 || i == CASES - 1) {
                    scene.run(scene.shell(PLAY.formatted(batch, batch)).named("play " + batch + " of seed " + SEED));
                }
            }
        }).agree().neverSays("died").says("= 0");
    }

    private static void write(Path root, String name, Random random) {
        Path directory = root.resolve(name);
        try {
            Files.createDirectories(directory.resolve("log"));
            Files.writeString(directory.resolve("log/config"), config(random), ISO_8859_1);
            Files.writeString(directory.resolve("in"), input(random), ISO_8859_1);
            // From a file, or through a pipe, in pieces that break lines.
            String from = random.nextInt(3) > 0 ? "exec <NAME/in; " : "dd bs=" + (1 + random.nextInt(300)) + " status=none <NAME/in | ";
            String play = from + "svlogd " + options(random) + " NAME/log";
            Files.writeString(directory.resolve("play"), play.replace("NAME", name), ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String options(Random random) {
        String[] some = {"", "", "-r _", "-r x -R ab", "-R '+* '", "-v -v -R a >/dev/null"};
        int length = random.nextInt(4) == 0 ? 1 + random.nextInt(LENGTH) : LENGTH;
        return "-l " + length + " -b " + (LENGTH + 1 + random.nextInt(100)) + " " + some[random.nextInt(5)];
    }

    private static String config(Random random) {
        StringBuilder config = new StringBuilder();
        int lines = random.nextInt(9);
        for (int i = 0; i < lines; i++) {
            config.append(line(random));
            config.append(i + 1 < lines || random.nextInt(4) > 0 ? "\n" : "");
        }
        return config.toString();
    }

    private static String line(Random random) {
        return switch (random.nextInt(12)) {
            case 0 -> "s" + number(random, 400, "k", "m", "g", "");
            case 1 -> "n" + number(random, 6, "", "", "x", " ");
            case 2 -> "N" + number(random, 6, "", "", "x", " ");
            case 3 -> "p" + text(random, 12, "ab: \u0001\u00e4\u0000");
            case 4 -> text(random, 6, "#xyz\u0000\u00ff sn");
            case 5, 6 -> "-" + pattern(random);
            case 7, 8 -> "+" + pattern(random);
            case 9 -> "e" + pattern(random);
            case 10 -> "E" + pattern(random);
            default -> random.nextBoolean() ? "" : "-*";
        };
    }

    private static String number(Random random, int limit, String... suffixes) {
        String number = switch (random.nextInt(6)) {
            case 0 -> "";
            case 1 -> "0";
            case 2 -> "000" + random.nextInt(limit);
            default -> Integer.toString(30 + random.nextInt(limit));
        };
        return number + suffixes[random.nextInt(suffixes.length)];
    }

    private static String pattern(Random random) {
        String pattern = text(random, 8, "aab**++c .");
        // A plus at the end makes C runit look behind the pattern.
        return pattern.endsWith("+") ? pattern + "a" : pattern;
    }

    /** Before each line one that leaves nothing but Z behind, which no pattern has. */
    private static String input(Random random) {
        StringBuilder input = new StringBuilder();
        int lines = random.nextInt(60);
        for (int i = 0; i < lines; i++) {
            input.append("Z".repeat(3 * LENGTH)).append('\n');
            int length = random.nextInt(10) == 0 ? 4 * LENGTH : 12;
            input.append(text(random, length, random.nextBoolean() ? "aaabbc+* ." : "ab\u0001\u007f\u0080\u00ff\tc")).append('\n');
        }
        return input.toString();
    }

    private static String text(Random random, int most, String characters) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(most + 1);
        for (int i = 0; i < length; i++) {
            text.append(characters.charAt(random.nextInt(characters.length())));
        }
        return text.toString();
    }

}
