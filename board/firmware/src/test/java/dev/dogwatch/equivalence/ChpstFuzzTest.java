package dev.dogwatch.equivalence;

import static dev.dogwatch.e2e.Equivalence.onBoth;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Transcript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever stands in passwd, group or a directory of variables, and whatever -u is given: we make of it what C runit makes. */
@EndToEnd
class ChpstFuzzTest {

    private static final int FILES = 50;
    private static final int USERS_EACH = 5;
    private static final int DIRECTORIES = 60;
    private static final String[] NAMES = {"a", "b", "ab", "root", "+", "-", "+a", "-b", "#a", "", "u.1", "0", "A", "\u00e9"};
    private static final String[] NUMBERS = {"0", "1", "7", "65534", "4294967294", "4294967295", "4294967296", "18446744073709551616", "-1", "-0",
        "+5", " 8", "9 ", "0x10", "", "12a", "99999999999999999999", "0012", "x", "\t3", "5\r"};
    private static final String[] BLANKS = {" ", "\t", "\r", "\u000b\f"};

    @Test
    void accounts() {
        Random random = new Random(20261122);
        StringBuilder script = new StringBuilder("show=\"grep -aE ^(Uid|Gid|Groups): /proc/self/status\"\n");
        String[] passwd = new String[FILES];
        String[] group = new String[FILES];
        for (int i = 0; i < FILES; i++) {
            passwd[i] = file(random, 2);
            group[i] = file(random, 1);
            script.append("echo \"== ").append(i).append("\"; cat p").append(i).append(" >/etc/passwd; cat g").append(i).append(" >/etc/group\n");
            for (int j = 0; j < USERS_EACH; j++) {
                String user = user(random);
                script.append(random.nextBoolean() ? "chpst -u '" + user + "' $show" : "chpst -U '" + user + "' printenv UID GID");
                script.append(" 2>&1; echo \"= $?\"\n");
            }
        }
        Transcript transcript = onBoth(scene -> {
            for (int i = 0; i < FILES; i++) {
                Files.write(scene.root().resolve("p" + i), passwd[i].getBytes(ISO_8859_1));
                Files.write(scene.root().resolve("g" + i), group[i].getBytes(ISO_8859_1));
            }
            scene.run(Accounts.script(scene, "", "", script.toString()));
        }).agree().says("== 0", "== " + (FILES - 1), "= 0");
        long found = transcript.toString().lines().filter("= 0"::equals).count();
        assertTrue(found > FILES, "only " + found + " users were found");
        assertTrue(transcript.toString().lines().anyMatch(line -> line.matches("Groups:(\\s\\d+){3,} ")), "nobody had three groups");
    }

    /** Mostly one of few, so that what is asked for is often there. */
    private static String name(Random random) {
        return random.nextInt(4) > 0 ? NAMES[random.nextInt(4)] : any(random, NAMES);
    }

    private static <T> T any(Random random, T[] all) {
        return all[random.nextInt(all.length)];
    }

    private static String file(Random random, int numbers) {
        StringBuilder text = new StringBuilder();
        int lines = random.nextInt(20);
        for (int i = 0; i < lines; i++) {
            text.append(line(random, numbers)).append('\n');
        }
        if (random.nextInt(3) == 0) {
            // glibc garbles what is indented and has no end (see ChpstIdentityTest).
            text.append(sound(random, numbers));
        }
        return text.toString();
    }

    private static String line(Random random, int numbers) {
        return switch (random.nextInt(12)) {
            case 0 -> "";
            case 1 -> "# " + sound(random, numbers);
            case 2 -> any(random, BLANKS) + sound(random, numbers);
            case 3 -> noise(random);
            case 4 -> withNul(random, sound(random, numbers));
            case 5 -> sound(random, numbers) + "x".repeat(random.nextInt(3000));
            default -> sound(random, numbers);
        };
    }

    /** A name, a password, numbers of which most are good, and some fields more or less. */
    private static String sound(Random random, int numbers) {
        StringBuilder line = new StringBuilder(name(random));
        int fields = random.nextInt(8) == 0 ? random.nextInt(numbers + 2) : numbers + 1 + random.nextInt(4);
        for (int i = 0; i < fields; i++) {
            boolean number = i >= 1 && i <= numbers;
            line.append(':').append(!number ? any(random, NAMES) : random.nextInt(3) > 0 ? random.nextInt(70000) : any(random, NUMBERS));
        }
        return line.toString();
    }

    private static String withNul(Random random, String line) {
        int at = random.nextInt(line.length() + 1);
        return line.substring(0, at) + '\0' + line.substring(at);
    }

    private static String noise(Random random) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(30);
        for (int i = 0; i < length; i++) {
            char c = (char) (random.nextInt(3) == 0 ? ':' : 33 + random.nextInt(222));
            text.append(c);
        }
        return text.toString();
    }

    private static String user(Random random) {
        StringBuilder user = new StringBuilder();
        boolean numeric = random.nextInt(4) == 0;
        user.append(numeric ? ":" + any(random, NUMBERS) : name(random));
        for (int i = random.nextInt(4); i > 0; i--) {
            user.append(':').append(numeric ? any(random, NUMBERS) : name(random));
        }
        return user.toString();
    }

    /** The directories are the same for both, since what is changed first depends on their order. */
    @Test
    void variables(@TempDir Path scratch) throws IOException {
        Random random = new Random(20261123);
        StringBuilder script = new StringBuilder("cd '" + scratch + "'; chpst=$(command -v chpst)\n");
        for (int i = 0; i < DIRECTORIES; i++) {
            Path directory = Files.createDirectory(scratch.resolve("d" + i));
            for (int j = random.nextInt(9); j > 0; j--) {
                variable(random, directory);
            }
            script.append("echo '== ").append(i).append("'; env -i A=1 B=2 A=3 AB=4 '=5=6' \"$chpst\" -v -e d").append(i)
                    .append(" /usr/bin/env -0 2>&1 | tr '\\n\\0' '~\\n'\n");
        }
        onBoth(scene -> scene.run(scene.command("/bin/sh", "-c", script.toString()).named("all directories")))
                .agree().says("== 0", "== " + (DIRECTORIES - 1), "= 0");
    }

    private static void variable(Random random, Path directory) throws IOException {
        String[] names = {"A", "B", "AB", "A=B", "=", "=5", "=A", "C", "C ", "A=", "D", "_", "-", "c d", ".A", "A=1=2", "a~"};
        Path file = directory.resolve(any(random, names));
        if (Files.exists(file)) {
            return;
        }
        if (random.nextInt(10) == 0) {
            Files.createDirectory(file);
            return;
        }
        StringBuilder content = new StringBuilder();
        for (int i = random.nextInt(4) == 0 ? 0 : random.nextInt(random.nextInt(6) == 0 ? 9000 : 12); i > 0; i--) {
            content.append("xyz= \t\n\0\u00ff\r  ".charAt(random.nextInt(random.nextBoolean() ? 5 : 12)));
        }
        Files.write(file, content.toString().getBytes(ISO_8859_1));
    }
}
