package dev.dogwatch.telemetry.scenario;

import dev.dogwatch.telemetry.Program;
import dev.dogwatch.telemetry.testkit.Await;
import dev.dogwatch.telemetry.testkit.FakeNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The bridge as a process of its own, quick to give up and to try again; closing kills it. */
final class BridgeProcess implements AutoCloseable {

    static final String PREFIX = "dogwatch/v1/harbour/auv-07/";

    private final Process process;
    private final Path log;

    private BridgeProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Of this node, for the broker at {@code url}; its log goes to {@code directory}. */
    static BridgeProcess start(Path directory, FakeNode node, String url, String... more) {
        List<String> command = Program.command();
        command.addAll(List.of("--service-dir=" + node.services(), "--run.dir=" + node.run(), "--site=harbour", "--node=auv-07",
                "--mqtt.url=" + url, "--mqtt.keepalive=2", "--mqtt.connect-timeout=2", "--mqtt.retry-min=1", "--mqtt.retry-max=1"));
        command.addAll(List.of(more));
        Path log = directory.resolve("bridge.log");
        try {
            return new BridgeProcess(new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start(), log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** TERM; returns its exit code. */
    int stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(Await.LONG.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("the bridge does not end: " + log());
        }
        return process.exitValue();
    }

    /** KILL; returns when it is dead. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
