package dev.dogwatch.robustness;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Small programs in C that services run where a shell script would be too heavy, or would change what is to be seen: thousands of
 * them, or one that needs no descriptor to start. Static, so that one starts in a fraction of a millisecond; compiled when first used.
 */
final class Compiled {

    private static final Map<String, Path> PROGRAMS = new ConcurrentHashMap<>();

    private Compiled() {
    }

    /** The program made of the resource {@code robustness/NAME.c}. */
    static Path program(String name) {
        return PROGRAMS.computeIfAbsent(name, Compiled::compile);
    }

    private static Path compile(String name) {
        try {
            Path directory = Files.createTempDirectory("dwc").toRealPath();
            directory.toFile().deleteOnExit();
            Path source = directory.resolve(name + ".c");
            try (InputStream resource = Compiled.class.getResourceAsStream("/robustness/" + name + ".c")) {
                Files.copy(resource, source);
            }
            Path program = directory.resolve(name);
            Process compiler = new ProcessBuilder("musl-gcc", "-std=gnu11", "-O1", "-static", "-Wall", "-Wextra", "-Werror",
                    "-o", program.toString(), source.toString()).redirectErrorStream(true).start();
            String said = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (compiler.waitFor() != 0) {
                throw new IllegalStateException("musl-gcc cannot compile " + name + ".c: " + said);
            }
            Files.delete(source);
            program.toFile().deleteOnExit();
            // Services of other users run it too.
            directory.toFile().setExecutable(true, false);
            return program;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
