package dev.dogwatch.bench.tree;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs commands as a user of one suite does and times them, by the helper stopwatch.c. One thread at a time. */
public final class Stopwatch implements AutoCloseable {

    /** When a command was started and when it had ended, monotonic ns. */
    public record Run(long start, long end) {
        public long nanos() {
            return end - start;
        }
    }

    private final Process helper;
    private final Writer commands;
    private final BufferedReader answers;

    Stopwatch(Process helper) {
        this.helper = helper;
        commands = helper.outputWriter(StandardCharsets.UTF_8);
        answers = helper.inputReader(StandardCharsets.UTF_8);
    }

    /** Runs the command and waits for its end, which must be exit code 0. */
    public Run time(List<String> command) throws Failure {
        try {
            commands.write(String.join("\t", command) + "\n");
            commands.flush();
            String answer = answers.readLine();
            if (answer == null) {
                throw new IOException("stopwatch ended");
            }
            String[] fields = answer.split(" ");
            if (!fields[2].equals("0")) {
                List<String> shown = command.size() > 6 ? command.subList(0, 6) : command;
                throw new Failure(String.join(" ", shown) + " exited " + fields[2]);
            }
            return new Run(Long.parseLong(fields[0]), Long.parseLong(fields[1]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        helper.destroyForcibly();
    }
}
