package dev.dogwatch.bench.tree;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The directory in which everything happens, and the end of everything in it: no process that works there survives
 * {@link #close}, which also runs when the benchmark is interrupted.
 */
public final class Scratch implements AutoCloseable {
    private final Path root;
    private final Set<Long> ours = ConcurrentHashMap.newKeySet();
    private final Thread onInterrupt = new Thread(this::end, "clean-up");
    private volatile boolean closed;

    public Scratch() {
        Posix.adoptOrphans();
        try {
            // Memory, if there is such a place: the speed of a disk is not what is compared here.
            Path memory = Path.of("/dev/shm");
            Path parent = Files.isWritable(memory) ? memory : Path.of(System.getProperty("java.io.tmpdir"));
            root = Files.createTempDirectory(parent, "dogwatch-bench-").toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(onInterrupt);
    }

    /** Makes a new, empty directory. */
    public Path directory(String prefix) {
        try {
            return Files.createTempDirectory(root, prefix + "-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The kind of file system, such as tmpfs. */
    public String fileSystem() {
        try {
            return Files.getFileStore(root).type();
        } catch (IOException e) {
            return "unknown";
        }
    }

    /** Starts a program whose end {@link Process} waits for. */
    public synchronized Process start(ProcessBuilder builder) {
        if (closed) {
            throw new IllegalStateException("the benchmark is being ended");
        }
        try {
            Process process = builder.start();
            ours.add(process.pid());
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether this run is being ended from outside, so that nothing it meets any more is worth a word. */
    public boolean interrupted() {
        return closed;
    }

    /** Kills whatever works in that directory, then removes it. */
    void clear(Path directory) {
        // Killing a supervised program may start another: pass after pass until nobody is left.
        for (var left = Processes.within(directory); !left.isEmpty(); left = Processes.within(directory)) {
            left.forEach(pid -> Posix.kill(pid, Posix.SIGKILL));
            reapOrphans();
            try {
                Thread.sleep(2);
            } catch (InterruptedException e) {
                // This is the clean-up: it goes on, and the caller sees the interrupt afterwards.
                Thread.currentThread().interrupt();
            }
        }
        reapOrphans();
        delete(directory);
    }

    /** Process reaps what it started; what a dead supervisor left to us it does not know. */
    private void reapOrphans() {
        Processes.zombies().stream().filter(pid -> !ours.contains(pid)).forEach(Posix::reap);
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void end() {
        synchronized (this) {
            closed = true;
        }
        clear(root);
    }

    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(onInterrupt);
        } catch (IllegalStateException e) {
            // Shutting down already: the hook finds nothing left to do.
        }
    }
}
