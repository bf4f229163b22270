package dev.dogwatch.bench.telemetry;

import dev.dogwatch.bench.tree.Failure;
import dev.dogwatch.bench.tree.Ledger.Start;
import dev.dogwatch.bench.tree.Posix;
import dev.dogwatch.bench.tree.Scratch;
import dev.dogwatch.bench.tree.Tree;
import dev.dogwatch.telemetry.testkit.Broker;
import dev.dogwatch.telemetry.testkit.Tap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A tree of ours, the telemetry bridge that reports what becomes of it, a real mosquitto, and a subscriber. Closing ends all four. */
public final class ReportingTree implements AutoCloseable {
    private final Tree tree;
    private final Broker broker;
    private final Tap tap;
    private final Process bridge;

    /**
     * Starts them on the services that the tree has; returns when the state of each service has arrived.
     *
     * @param program dogwatch-telemetry
     */
    public ReportingTree(Tree unstarted, Scratch scratch, Path program) throws Failure, InterruptedException {
        tree = unstarted.start().awaitAll();
        tree.awaitSteady();
        Path home = scratch.directory("telemetry");
        broker = Broker.open(home).start();
        tap = Tap.on(broker.url());
        bridge = scratch.start(new ProcessBuilder(program.toString(), "--service-dir=" + tree.scan(), "--run.dir=" + home,
                "--mqtt.url=" + broker.url(), "--node=bench", "--mqtt.retry-max=1").directory(home.toFile())
                .redirectErrorStream(true).redirectOutput(log(home).toFile()));
        try {
            tap.await("state of the last service", message -> message.topic().endsWith("/" + tree.services().getLast() + "/state"));
        } catch (AssertionError e) {
            throw new Failure("the bridge does not tell of the services: " + said(home));
        }
    }

    private static Path log(Path home) {
        return home.resolve("bridge.log");
    }

    private static String said(Path home) {
        try {
            return Files.readString(log(home));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Tree tree() {
        return tree;
    }

    public Broker broker() {
        return broker;
    }

    public Tap tap() {
        return tap;
    }

    /** Whose memory and processor time are the bridge's: its launcher has become a JVM. */
    public long bridge() {
        return bridge.pid();
    }

    /** Kills the service's process; when, by the clock of {@link Tap.Message#at}. */
    public long kill(String service) {
        Start victim = tree.ledger().starts(service).getLast();
        long at = Posix.now();
        Posix.kill(victim.pid(), Posix.SIGKILL);
        return at;
    }

    /** All events of services that have come, in their order. */
    public List<Tap.Message> events() {
        return tap.ending("/event");
    }

    @Override
    public void close() throws InterruptedException {
        bridge.destroyForcibly().waitFor();
        tap.close();
        broker.close();
        tree.close();
    }
}
