package dev.dogwatch.bench.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** s6, on the same service directories. */
public record S6Peer(String version, Path bin) implements Peer {
    /** The last byte of its status file holds flags, among them this one. */
    private static final int WANT_UP = 4;

    @Override
    public String id() {
        return S6;
    }

    @Override
    public String title() {
        return "s6";
    }

    @Override
    public void prepare(Path home) {
        // Debian's programs start each other as /usr/bin/s6-...; in the unpacked copy, where s6 is not installed,
        // tools/bench has made that ../s6bin/s6-..., which from the watched directory is this link.
        try {
            Files.createSymbolicLink(home.resolve("s6bin"), bin);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Map<String, String> environment(Path scan) {
        return Map.of("PATH", bin + ":/usr/bin:/bin");
    }

    @Override
    public List<String> supervisor(Path scan, int services) {
        return List.of(bin.resolve("s6-svscan").toString(), "-c", Integer.toString(services), scan.toString());
    }

    @Override
    public Optional<List<String>> announceAdded() {
        return Optional.of(List.of("s6-svscanctl", "-a", "."));
    }

    @Override
    public Optional<List<String>> announceRemoved() {
        return Optional.of(List.of("s6-svscanctl", "-an", "."));
    }

    @Override
    public List<String> statusOf(String service) {
        return List.of("s6-svstat", service);
    }

    @Override
    public List<String> statusOfAll(List<String> services) {
        // One directory a call is all that it takes.
        List<String> command = new ArrayList<>(
                List.of("sh", "-c", "for service; do s6-svstat \"$service\" || exit; done", "sh"));
        command.addAll(services);
        return command;
    }

    @Override
    public List<String> stop(String service) {
        return List.of("s6-svc", "-wD", "-d", service);
    }

    @Override
    public List<String> start(String service) {
        return List.of("s6-svc", "-wu", "-u", service);
    }

    @Override
    public List<String> logger(String directory, boolean stamped) {
        // As svlogd does when nothing else is said: ten files of a million bytes.
        return stamped ? List.of("s6-log", "n10", "s1000000", "T", directory)
                : List.of("s6-log", "n10", "s1000000", directory);
    }

    @Override
    public List<String> asRoot(String program) {
        return List.of("s6-setuidgid", "root", program);
    }

    @Override
    public String livenessFifo() {
        return "supervise/control";
    }

    @Override
    public boolean wantsDown(byte[] status) {
        return status.length > 0 && (status[status.length - 1] & WANT_UP) == 0;
    }
}
