package dev.dogwatch.e2e;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One command line, not yet started: no standard input, output and errors to files, an environment of nothing but PATH (the suite
 * first, then /usr/bin and /bin), SVDIR (the scene) and the mark by which the scene finds its processes.
 */
public final class Command {

    private final List<String> words = new ArrayList<>();
    private final Map<String, String> environment = new TreeMap<>();
    private final Path outputs;
    private final Normaliser normaliser;
    private Path directory;
    private String name;

    Command(Suite suite, Path root, Path outputs, String scene, Normaliser normaliser, String program, String... arguments) {
        this.outputs = outputs;
        this.normaliser = normaliser;
        this.directory = root;
        words.add(program.contains("/") ? program : suite.program(program).toString());
        words.addAll(List.of(arguments));
        environment.put("PATH", suite.bin() + ":/usr/bin:/bin");
        environment.put("SVDIR", root.toString());
        environment.put(Strays.VARIABLE, scene);
        Sanitizers.options().forEach(environment::put);
    }

    /** Adds a variable; null removes it. */
    public Command env(String variable, String value) {
        if (value == null) {
            environment.remove(variable);
        } else {
            environment.put(variable, value);
        }
        return this;
    }

    /** Starts it elsewhere than in the root of the scene. */
    public Command in(Path other) {
        directory = other;
        return this;
    }

    /** The name under which it stands in the transcript, for a command line that differs from suite to suite. */
    public Command named(String other) {
        name = other;
        return this;
    }

    /** Starts it and leaves it running. */
    public Running start() {
        ProcessBuilder builder = new ProcessBuilder(words).directory(directory.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Path out = outputs.resolve("out");
        Path err = outputs.resolve("err");
        builder.redirectInput(Path.of("/dev/null").toFile()).redirectOutput(out.toFile()).redirectError(err.toFile());
        SpawnLock.spawning().lock();
        try {
            return new Running(toString(), builder.start(), out, err, normaliser);
        } catch (IOException e) {
            throw new AssertionError("cannot start " + this, e);
        } finally {
            SpawnLock.spawning().unlock();
        }
    }

    /** Starts it and waits for its end. */
    public Outcome run() {
        return start().outcome();
    }

    /** As a shell user would see it, without the path of the program. */
    @Override
    public String toString() {
        if (name != null) {
            return name;
        }
        List<String> shown = new ArrayList<>(words);
        shown.set(0, Path.of(words.getFirst()).getFileName().toString());
        return normaliser.apply(String.join(" ", shown));
    }
}
