package dev.dogwatch.telemetry.command;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Obeys by sv(8), whose words and exit codes people know. */
final class Supervisor {
    private static final String WAIT_SECONDS = "7";
    /** sv ends by itself; this is for one that cannot, as when the disk does not answer. */
    private static final long LONGEST_SECONDS = 20;
    private static final int LONGEST_TEXT = 1000;

    /** @param ok whether sv says that it has been obeyed */
    record Result(boolean ok, String message) {
    }

    private final Path services;

    Supervisor(Path services) {
        this.services = services;
    }

    /** Returns when the service is as it was told to be, or has not become so within 7 s. */
    Result run(Verb verb, String service) throws InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("sv", "-w", WAIT_SECONDS, verb.word(), service).redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile());
        builder.environment().put("SVDIR", services.toString());
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            return new Result(false, "sv cannot be run: " + e.getMessage());
        }
        try (InputStream output = process.getInputStream()) {
            if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return new Result(false, "sv does not end");
            }
            String said = new String(output.readNBytes(LONGEST_TEXT), StandardCharsets.UTF_8).strip();
            return new Result(process.exitValue() == 0, said);
        } catch (IOException e) {
            return new Result(false, "unable to read what sv says: " + e.getMessage());
        }
    }
}
