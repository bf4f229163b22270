package dev.dogwatch.telemetry.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A real mosquitto. It keeps its port, its configuration and what it has persisted from one start to the next; closing
 * kills it. Not for several threads at once.
 */
public final class Broker implements AutoCloseable {

    private static final String PROGRAM = "mosquitto";
    /** Where Debian has it, which is not in everybody's PATH. */
    private static final Path DEBIAN = Path.of("/usr/sbin/mosquitto");

    private final Path directory;
    private final int port;
    private final Path log;
    private Process process;
    private final Thread reaper = new Thread(this::close);

    private Broker(Path directory, int port, String configuration) {
        this.directory = directory;
        this.port = port;
        this.log = directory.resolve("mosquitto.log");
        configure(configuration);
        Runtime.getRuntime().addShutdownHook(reaper);
    }

    /** One that lets everybody in on a free port of the loopback address, and persists nothing. Not started. */
    public static Broker open(Path directory) {
        return open(directory, Ports.free());
    }

    /** The same on this port. */
    public static Broker open(Path directory, int port) {
        return configured(directory, port, "listener " + port + " 127.0.0.1\nallow_anonymous true\n");
    }

    /** One that lets everybody in, and has everything on the disk at once, so that being killed costs it nothing. Not started. */
    public static Broker persistent(Path directory) {
        int port = Ports.free();
        return configured(directory, port, "listener " + port + " 127.0.0.1\nallow_anonymous true\nmax_queued_messages 0\n"
                + "persistence true\npersistence_location " + directory + "/\nautosave_on_changes true\nautosave_interval 1\n");
    }

    /**
     * One with this configuration, which has to name the port. Not started.
     *
     * @param directory for its configuration and its log
     * @param port where it is expected to listen, for {@link #url} and to find out that it has started
     */
    public static Broker configured(Path directory, int port, String configuration) {
        return new Broker(directory, port, configuration);
    }

    /** Replaces the configuration from the next start, or SIGHUP, on. The log goes to {@link #log}, whatever it says. */
    public void configure(String configuration) {
        try {
            Files.writeString(configurationFile(), configuration + "\nlog_dest stderr\nlog_type all\nuser root\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path configurationFile() {
        return directory.resolve("mosquitto.conf");
    }

    /** Starts it and waits until it accepts connections. */
    public Broker start() {
        if (isAlive()) {
            throw new IllegalStateException("it runs already");
        }
        String program = Files.isExecutable(DEBIAN) ? DEBIAN.toString() : PROGRAM;
        try {
            process = new ProcessBuilder(List.of(program, "-c", configurationFile().toString())).directory(directory.toFile())
                    .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Await.until("broker on port " + port, () -> {
            if (!process.isAlive()) {
                throw new AssertionError("mosquitto has exited " + process.exitValue() + ": " + log());
            }
            return Ports.answers(port);
        }, this::log);
        return this;
    }

    /** Kills it: no client is told, nothing is saved. Returns when it is dead. */
    public void kill() {
        end(process::destroyForcibly);
    }

    /** Ends it in order: it saves what it persists. Returns when it is dead. */
    public void stop() {
        end(process::destroy);
    }

    private void end(Runnable signal) {
        signal.run();
        try {
            if (!process.waitFor(Await.LONG.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("mosquitto does not end: " + log());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while mosquitto ends", e);
        }
    }

    /** SIGSTOP: connections stay, new ones are even accepted by the kernel, but nothing is answered. */
    public void freeze() {
        signal("STOP");
        Await.until("stopped mosquitto", () -> kernelState() == 'T', this::kernelState);
    }

    /** SIGCONT. */
    public void thaw() {
        signal("CONT");
    }

    /** SIGHUP: it reads its configuration again, as far as it does that without a start. */
    public void reload() {
        signal("HUP");
    }

    private void signal(String name) {
        try {
            int exit = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start().waitFor();
            if (exit != 0) {
                throw new AssertionError("kill -" + name + " has exited " + exit);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private char kernelState() {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** Of the process that was started last. */
    public long pid() {
        return process.pid();
    }

    public int port() {
        return port;
    }

    /** For a client that speaks MQTT in the clear. */
    public String url() {
        return "tcp://127.0.0.1:" + port;
    }

    /** All that it has said in all its lives. */
    public String log() {
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until its log has this. */
    public void awaitLog(String text) {
        Await.until("\"" + text + "\" in the log", () -> log().contains(text), this::log);
    }

    @Override
    public void close() {
        if (isAlive()) {
            kill();
        }
        if (Thread.currentThread() != reaper) {
            Runtime.getRuntime().removeShutdownHook(reaper);
        }
    }
}
