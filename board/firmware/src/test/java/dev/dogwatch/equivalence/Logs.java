package dev.dogwatch.equivalence;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.Outcome;
import dev.dogwatch.e2e.Posix;
import dev.dogwatch.e2e.Running;
import dev.dogwatch.e2e.Scene;
import java.nio.file.Files;
import java.nio.file.Path;

/** Log directories, and how they come into a transcript. */
final class Logs {

    /** Names of rotated logs and time stamps differ; everything else counts: names, modes, content. */
    private static final String LISTING = """
            cd %s && for file in $(LC_ALL=C ls -A); do
                [ "$file" = lock ] || [ "$file" = config ] || { echo "$(stat -c '%%A %%s' "$file") $file:"; cat -v "$file"; [ -z "$(tail -c 1 "$file")" ] || echo '(no newline)'; }
            done | sed -E 's/@[0-9a-f]{24}/@LABEL/g; s/[0-9]{4}-[0-9]{2}-[0-9]{2}([_T])[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{5} /STAMP\\1 /g'""";

    private Logs() {
    }

    /** Notes all that is in a log directory but its lock and its config. */
    static void show(Scene scene, String directory) {
        scene.run(scene.shell(LISTING.formatted(directory)).named("list " + directory));
    }

    /** Notes what a line of shell says, on stdout and then on stderr. */
    static void run(Scene scene, String line) {
        Outcome outcome = scene.shell(line).run();
        scene.note(outcome.out() + outcome.err() + "= " + outcome.exitCode());
    }

    /** Starts svlogd on a fifo, {@code in}, that does not end, and waits until its first directory, {@code log}, is open. */
    static Running start(Scene scene, String arguments) {
        scene.arrange("mkfifo in");
        Running running = scene.start(scene.shell("exec svlogd " + arguments + " <>in").named("svlogd " + arguments));
        Await.until(() -> "svlogd to open its log; it said: " + running.stderr(),
                () -> Files.exists(scene.root().resolve("log/lock")) && Files.exists(scene.root().resolve("log/current")));
        return running;
    }

    /** Writes what a line of shell says to svlogd. */
    static void write(Scene scene, String shell) {
        scene.arrange("{ " + shell + "; } >in");
    }

    /**
     * Waits until this is the last line of the log that is being written, and svlogd waits for more: C's misses a signal that comes
     * after its last look at what signals have said and before its poll.
     */
    static void awaitLine(Scene scene, String line) {
        Path current = scene.root().resolve("log/current");
        Await.until(() -> "the line " + line + ", there is:\n" + scene.read(current), () -> scene.read(current).endsWith(line + "\n"));
        scene.awaitStillness();
    }

    /** Logs the line {@code line}, has it rotated, and waits until it is done, a processor's work included. */
    static void rotateALine(Scene scene, Running svlogd) {
        write(scene, "echo line");
        awaitLine(scene, "line");
        svlogd.signal(Posix.SIGALRM);
        awaitRotated(scene, "log", 's', 1);
    }

    /** How many files a log directory has whose names match. */
    static long count(Scene scene, String directory, String regex) {
        Path path = scene.root().resolve(directory);
        String[] names = path.toFile().list();
        long count = 0;
        for (String name : names == null ? new String[0] : names) {
            count += name.matches(regex) ? 1 : 0;
        }
        return count;
    }

    /** Waits until so many rotated logs with this suffix are there. */
    static void awaitRotated(Scene scene, String directory, char suffix, int expected) {
        Await.until(() -> expected + " logs @*." + suffix + " in " + directory,
                () -> count(scene, directory, "@.*\\." + suffix) == expected);
    }
}
