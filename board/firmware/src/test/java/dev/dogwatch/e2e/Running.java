package dev.dogwatch.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A command that was started. */
public final class Running {

    private final String command;
    private final Process process;
    private final Path out;
    private final Path err;
    private final Normaliser normaliser;

    Running(String command, Process process, Path out, Path err, Normaliser normaliser) {
        this.command = command;
        this.process = process;
        this.out = out;
        this.err = err;
        this.normaliser = normaliser;
    }

    public int pid() {
        return (int) process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public void signal(int number) {
        Posix.kill(process.pid(), number);
    }

    /** Waits for the end, and tells the exit code; 128 and the number when a signal ended it. */
    public int exitCode() {
        try {
            if (!process.waitFor(Await.LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("waited " + Await.LIMIT.toSeconds() + " s for the end of " + command
                        + "; it said: " + stdout() + stderr());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Waits for the end, and tells everything. */
    public Outcome outcome() {
        int exitCode = exitCode();
        return new Outcome(command, exitCode, stdout(), stderr(), normaliser);
    }

    public String stdout() {
        return read(out);
    }

    public String stderr() {
        return read(err);
    }

    /** Each line of stderr once: how often a failing service repeats itself depends on when one looks. */
    public Set<String> complaints() {
        return new LinkedHashSet<>(stderr().lines().map(normaliser::apply).toList());
    }

    @Override
    public String toString() {
        return command;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, ISO_8859_1);
        } catch (IOException e) {
            throw new AssertionError("cannot read " + file, e);
        }
    }
}
