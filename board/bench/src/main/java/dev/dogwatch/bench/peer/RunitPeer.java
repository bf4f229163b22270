package dev.dogwatch.bench.peer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** C runit and all that is interchangeable with it: the same programs, files and status bytes. */
public record RunitPeer(String id, String title, String version, Path bin) implements Peer {
    private static final int WANT = 17;

    @Override
    public void prepare(Path home) {
        // Its programs find each other by PATH.
    }

    @Override
    public Map<String, String> environment(Path scan) {
        return Map.of("PATH", bin + ":/usr/bin:/bin", "SVDIR", scan.toString());
    }

    @Override
    public List<String> supervisor(Path scan, int services) {
        return List.of(bin.resolve("runsvdir").toString(), scan.toString());
    }

    @Override
    public Optional<List<String>> announceAdded() {
        return Optional.empty();
    }

    @Override
    public Optional<List<String>> announceRemoved() {
        return Optional.empty();
    }

    @Override
    public List<String> statusOf(String service) {
        return List.of("sv", "status", service);
    }

    @Override
    public List<String> statusOfAll(List<String> services) {
        List<String> command = new ArrayList<>(List.of("sv", "status"));
        command.addAll(services);
        return command;
    }

    @Override
    public List<String> stop(String service) {
        return List.of("sv", "stop", service);
    }

    @Override
    public List<String> start(String service) {
        return List.of("sv", "start", service);
    }

    @Override
    public List<String> logger(String directory, boolean stamped) {
        return stamped ? List.of("svlogd", "-tt", directory) : List.of("svlogd", directory);
    }

    @Override
    public List<String> asRoot(String program) {
        return List.of("chpst", "-u", "root", program);
    }

    @Override
    public String livenessFifo() {
        return "supervise/ok";
    }

    @Override
    public boolean wantsDown(byte[] status) {
        return status.length > WANT && status[WANT] == 'd';
    }
}
