package dev.dogwatch.qemu.guest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The program trouble (src/test/c/trouble.c says what it does), compiled for the guest by the cross compiler that tools/build needs, too. */
final class Trouble {

    private static byte[] program;

    private Trouble() {
    }

    /** The program; compiled once. */
    static synchronized byte[] program() {
        if (program == null) {
            program = compile(Image.repository().resolve("qemu-tests"));
        }
        return program;
    }

    private static byte[] compile(Path module) {
        try {
            Path output = Files.createDirectories(module.resolve("target/guests")).resolve("trouble");
            Process compiler = new ProcessBuilder("aarch64-linux-gnu-gcc", "-specs=/usr/lib/aarch64-linux-musl/musl-gcc.specs", "-static",
                    "-Os", "-s", "-Wall", "-Wextra", "-Werror", module.resolve("src/test/c/trouble.c").toString(), "-o", output.toString())
                    .redirectErrorStream(true).start();
            String complaints = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (compiler.waitFor() != 0) {
                throw new AssertionError("cannot compile trouble.c: " + complaints);
            }
            return Files.readAllBytes(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
