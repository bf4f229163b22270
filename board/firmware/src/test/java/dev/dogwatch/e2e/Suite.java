package dev.dogwatch.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * The programs of one supervision suite.
 *
 * @param name for messages
 * @param bin the directory that holds runsv, runsvdir, sv ...; absolute
 */
public record Suite(String name, Path bin) {

    private static Suite fetchedOracle;

    /** The programs under test, in the directory that the system property {@code dogwatch.bin} names, or where tools/build puts them. */
    public static Suite ours() {
        return at("dogwatch.bin", "dogwatch", () -> repository().resolve("dist/x86_64-linux-musl/bin"));
    }

    /** Debian's C runit, in the directory that {@code dogwatch.oracle} names, or where {@code tools/lib/oracle} puts it. */
    public static synchronized Suite oracle() {
        if (fetchedOracle == null) {
            fetchedOracle = at("dogwatch.oracle", "runit", Suite::fetchOracle);
        }
        return fetchedOracle;
    }

    /** The file of a program, which may be a link. */
    public Path program(String program) {
        return bin.resolve(program);
    }

    private static Suite at(String property, String name, Supplier<Path> otherwise) {
        String chosen = System.getProperty(property, "");
        Path bin = (chosen.isEmpty() ? otherwise.get() : Path.of(chosen)).toAbsolutePath().normalize();
        if (!Files.isExecutable(bin.resolve("runsv"))) {
            throw new IllegalStateException("there is no runsv of " + name + " in " + bin
                    + "; tools/build makes ours, tools/lib/oracle fetches runit's");
        }
        return new Suite(name, bin);
    }

    /** The root of the repository. */
    public static Path repository() {
        for (Path here = Path.of("").toAbsolutePath(); here != null; here = here.getParent()) {
            if (Files.exists(here.resolve("tools/lib/oracle"))) {
                return here;
            }
        }
        throw new IllegalStateException("not inside the repository: no parent of " + Path.of("").toAbsolutePath()
                + " has tools/lib/oracle");
    }

    private static Path fetchOracle() {
        try {
            Process tool = new ProcessBuilder(repository().resolve("tools/lib/oracle").toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT).start();
            String printed = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (tool.waitFor() != 0) {
                throw new IllegalStateException("tools/lib/oracle failed; its reason is on stderr");
            }
            return Path.of(printed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
