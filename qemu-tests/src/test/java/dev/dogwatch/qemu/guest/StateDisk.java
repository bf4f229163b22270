package dev.dogwatch.qemu.guest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * The disk that keeps /var/lib/dogwatch of one guest: an ext4 file system in a file. It is looked at from outside only while no guest has it.
 *
 * @param file the image
 */
public record StateDisk(Path file) {

    /** A new, empty one. */
    static StateDisk make(Path file) {
        Said said = run("mkfs.ext4", "-q", "-F", "-L", "dogwatch-state", "-E", "lazy_itable_init=0,lazy_journal_init=0",
                file.toString(), "16M");
        if (said.exitCode != 0) {
            throw new AssertionError("mkfs.ext4 failed: " + said.text);
        }
        return new StateDisk(file);
    }

    /** What e2fsck has to say; its last line sums up. It does not complain and was unmounted in order when it says "clean". */
    public String complaints() {
        Said said = run("e2fsck", "-n", file.toString());
        return said.exitCode == 0 ? "" : said.text;
    }

    /** Whether it was unmounted: an ext4 that was not has its journal to be replayed. */
    public boolean wasUnmounted() {
        return !run("dumpe2fs", "-h", file.toString()).text.contains("needs_recovery");
    }

    /** The content of a file on it, path from its root; empty if there is none. */
    public String read(String path) {
        Said said = run("debugfs", "-R", "cat " + path, file.toString());
        // The first line is debugfs's own version.
        return said.text.lines().filter(line -> !line.startsWith("debugfs ")).reduce("", (a, b) -> a + b + "\n");
    }

    private record Said(int exitCode, String text) {
    }

    private static Said run(String... command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectInput(ProcessBuilder.Redirect.from(
                    new java.io.File("/dev/null"))).start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(1, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError(String.join(" ", command) + " hangs");
            }
            return new Said(process.exitValue(), text);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + command[0], e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
