package dev.dogwatch.bench.tree;

import dev.dogwatch.bench.peer.Peer;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * One supervision tree of one suite on a directory of its own:
 * {@code scan/NAME -> ../sv/NAME}, {@code sv/NAME/run -> probe}, {@code sv/ledger}.
 * Closing it kills everything in it, without a word to the supervisor.
 */
public final class Tree implements AutoCloseable {
    /** Long enough for the one-second pause after a start to be over, in every suite. */
    public static final Duration STEADY = Duration.ofMillis(1200);

    private final Scratch scratch;
    private final Path helpers;
    private final Peer peer;
    private final Path home;
    private final Ledger ledger;
    private final List<String> services = new ArrayList<>();
    private Process supervisor;
    private Stopwatch stopwatch;

    /** @param helpers where the compiled C programs are */
    public Tree(Scratch scratch, Path helpers, Peer peer) {
        this.scratch = scratch;
        this.helpers = helpers;
        this.peer = peer;
        home = scratch.directory(peer.id());
        directory(scan());
        directory(home.resolve("sv"));
        ledger = new Ledger(home.resolve("sv/ledger"));
        peer.prepare(home);
    }

    public Peer peer() {
        return peer;
    }

    public Ledger ledger() {
        return ledger;
    }

    /** One of the compiled C programs. */
    public Path helper(String name) {
        return helpers.resolve(name);
    }

    /** The directory that the supervisor watches. */
    public Path scan() {
        return home.resolve("scan");
    }

    public Path service(String name) {
        return home.resolve("sv").resolve(name);
    }

    public List<String> services() {
        return services;
    }

    public long supervisorPid() {
        return supervisor.pid();
    }

    /** Adds that many services, which run for ever. */
    public Tree with(int count) {
        for (int i = 0; i < count; i++) {
            String name = "s%04d".formatted(services.size());
            define(name);
            link(name);
            services.add(name);
        }
        return this;
    }

    /** Adds that many services, which end as soon as they have started. */
    public Tree withDying(int count) {
        return with(count).withFile("die");
    }

    /** Gives each service so far an empty file of that name. */
    public Tree withFile(String file) {
        try {
            for (String name : services) {
                Files.createFile(service(name).resolve(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Makes a service directory that the supervisor does not see yet. */
    public void define(String name) {
        directory(service(name));
        symlink(service(name).resolve("run"), helpers.resolve("probe"));
    }

    /** Shows the service directory to the supervisor. */
    public void link(String name) {
        symlink(scan().resolve(name), Path.of("../sv", name));
    }

    /** Takes it out of the supervisor's sight. */
    public void unlink(String name) {
        try {
            Files.delete(scan().resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts the supervisor. */
    public Tree start() {
        age(scan());
        List<String> command = new ArrayList<>();
        command.add(helpers.resolve("launcher").toString());
        command.add(ledger.path().toString());
        command.addAll(peer.supervisor(scan(), services.size() + 100));
        supervisor = scratch.start(builder(command)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD));
        return this;
    }

    /** Kills the supervisor, and nothing else, and starts another one. */
    public Tree replaceSupervisor() throws InterruptedException {
        supervisor.destroyForcibly().waitFor();
        return start();
    }

    /** Waits until each service has started at least once. */
    public Tree awaitAll() throws Failure, InterruptedException {
        try {
            Await.until(services.size() + " services start", Duration.ofMillis(5),
                    () -> ledger.services() >= services.size() || hasEnded());
            return this;
        } catch (Failure e) {
            throw new Failure(e.getMessage() + "; " + ledger.services() + " services started" + complaint());
        }
    }

    /** Waits until the newest start of each service is so long ago that no pause is left. */
    public void awaitSteady() throws InterruptedException {
        long newest = ledger.newest().stream().mapToLong(Ledger.Start::at).max().orElse(0);
        Thread.sleep(Duration.ofNanos(Math.max(0, newest + STEADY.toNanos() - Posix.now())));
    }

    /** The stopwatch that works in the watched directory with this suite's programs on its PATH. */
    public Stopwatch stopwatch() {
        if (stopwatch == null) {
            stopwatch = new Stopwatch(scratch.start(builder(List.of(helpers.resolve("stopwatch").toString()))));
        }
        return stopwatch;
    }

    private ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(scan().toFile());
        builder.environment().clear();
        builder.environment().putAll(peer.environment(scan()));
        return builder.redirectError(ProcessBuilder.Redirect.appendTo(messages().toFile()));
    }

    private Path messages() {
        return home.resolve("messages");
    }

    /** So that a supervisor which does not start at all is not waited for. */
    private boolean hasEnded() throws Failure {
        if (supervisor.isAlive()) {
            return false;
        }
        throw new Failure("the supervisor exited " + supervisor.exitValue());
    }

    /** The first words that a program of the suite wrote to stderr, for the report of a failure. */
    private String complaint() {
        try {
            return Files.readString(messages()).lines().findFirst().map(line -> "; it said: " + line).orElse("");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (stopwatch != null) {
            stopwatch.close();
        }
        if (supervisor != null) {
            supervisor.destroyForcibly();
        }
        scratch.clear(home);
        ledger.close();
    }

    private static void directory(Path path) {
        try {
            Files.createDirectory(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** C's runsvdir sleeps for a second if the directory was changed in the current one, as it never was at boot. */
    private static void age(Path directory) {
        try {
            Files.setLastModifiedTime(directory, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void symlink(Path link, Path target) {
        try {
            Files.createSymbolicLink(link, target);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
