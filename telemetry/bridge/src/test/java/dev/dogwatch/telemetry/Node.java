package dev.dogwatch.telemetry;

import dev.dogwatch.telemetry.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A node in a directory: the real supervisor with some services, and the bridge as a process of its own. */
final class Node implements AutoCloseable {
    private static final Path PROGRAMS = Path.of(System.getProperty("tests.native", "../../dist/x86_64-linux-musl/bin")).toAbsolutePath();

    private final Path directory;
    private final Path services;
    private final Path log;
    private Process runsvdir;
    private Process bridge;

    Node(Path directory) {
        this.directory = directory;
        services = directory.resolve("service");
        log = directory.resolve("bridge.log");
        try {
            Files.createDirectories(services);
            Files.createDirectories(run());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path run() {
        return directory.resolve("run");
    }

    Path services() {
        return services;
    }

    /** A service whose ./run is this script, which takes its place all at once. */
    Node service(String name, String script) {
        try {
            Path made = Files.createDirectory(directory.resolve(".new"));
            Path run = Files.writeString(made.resolve("run"), "#!/bin/sh\n" + script + "\n");
            Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.move(made, services.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    Node supervise() {
        runsvdir = start(new ProcessBuilder(PROGRAMS.resolve("runsvdir").toString(), services.toString()), directory.resolve("runsvdir.log"));
        return this;
    }

    /** Starts the bridge with these arguments. */
    Node bridge(String... arguments) {
        List<String> command = Program.command();
        command.addAll(List.of("--service.dir=" + services, "--run.dir=" + run(), "--site=lab", "--node=n/1", "--mqtt.retry-max=1"));
        command.addAll(List.of(arguments));
        bridge = start(new ProcessBuilder(command), log);
        return this;
    }

    private Process start(ProcessBuilder builder, Path output) {
        builder.environment().merge("PATH", PROGRAMS.toString(), (old, ours) -> ours + ":" + old);
        try {
            return builder.directory(directory.toFile()).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile())).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Process bridge() {
        return bridge;
    }

    void sv(String verb, String service) {
        run(PROGRAMS.resolve("sv").toString(), verb, services.resolve(service).toString());
    }

    /** Kills the ./run of a service. */
    void killService(String name) {
        run("kill", "-KILL", pid(name));
    }

    /** The pid of ./run, as runsv has written it; waits until there is one. */
    String pid(String name) {
        Path file = services.resolve(name).resolve("supervise/pid");
        Await.until("pid of " + name, () -> !read(file).isBlank(), () -> read(file));
        return read(file).strip();
    }

    void signalBridge(String signal) {
        run("kill", "-" + signal, Long.toString(bridge.pid()));
    }

    /** Ends the bridge in order. */
    void stopBridge() {
        signalBridge("TERM");
        try {
            if (!bridge.waitFor(Await.LONG.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("the bridge does not end: " + log());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What the bridge has said. */
    String log() {
        return read(log);
    }

    void awaitLog(String text) {
        Await.until("\"" + text + "\" in the log", () -> log().contains(text), this::log);
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            return "";
        }
    }

    private static void run(String... command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes());
            if (process.waitFor() != 0) {
                throw new AssertionError(String.join(" ", command) + ": " + output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Takes a service out of sight of runsvdir. */
    void remove(String name) {
        try {
            Files.move(services.resolve(name), services.resolve("." + name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (bridge != null) {
            bridge.destroyForcibly();
        }
        if (runsvdir != null) {
            List<ProcessHandle> all = runsvdir.descendants().toList();
            try {
                run("kill", "-HUP", Long.toString(runsvdir.pid()));
                if (!runsvdir.waitFor(Await.LONG.toMillis(), TimeUnit.MILLISECONDS)) {
                    runsvdir.destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            Await.until("end of the services", () -> all.stream().noneMatch(ProcessHandle::isAlive), () -> all);
        }
    }
}
