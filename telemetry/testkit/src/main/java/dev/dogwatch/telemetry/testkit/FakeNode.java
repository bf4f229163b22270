package dev.dogwatch.telemetry.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A node without processes: a directory of services and /run/dogwatch, with the files that the supervisors of the suite
 * keep there, in their formats and written as they write them. The test says what happens.
 */
public final class FakeNode implements AutoCloseable {

    private final Path services;
    private final Path run;
    private final String bootId;
    private final Map<String, FakeService> known = new LinkedHashMap<>();

    private FakeNode(Path root, String bootId) {
        this.bootId = bootId;
        try {
            services = Files.createDirectories(root.resolve("service"));
            run = Files.createDirectories(root.resolve("run"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One without services, in the boot that this machine is in, so that who compares boots is content. */
    public static FakeNode in(Path root) {
        try {
            return new FakeNode(root, Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One in another boot than this machine. */
    public static FakeNode inAnotherBoot(Path root) {
        return new FakeNode(root, UUID.randomUUID().toString());
    }

    /** What /etc/service is on a node. */
    public Path services() {
        return services;
    }

    /** What /run/dogwatch is on a node. */
    public Path run() {
        return run;
    }

    public String bootId() {
        return bootId;
    }

    /** A new service, down and wanted up, as runsv shows it before the first start. */
    public FakeService service(String name) {
        FakeService service = FakeService.create(services.resolve(name), bootId);
        known.put(name, service);
        return service;
    }

    /** The log service of one that is there. */
    public FakeService log(String name) {
        return service(name + "/log");
    }

    /** Takes a service away, with its log service and all. */
    public void remove(String name) {
        known.keySet().stream().filter(key -> key.equals(name) || key.startsWith(name + "/")).toList()
                .forEach(key -> known.remove(key).close());
        try (Stream<Path> all = Files.walk(services.resolve(name))) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Writes the file boot.
     *
     * @param cause power-on, reboot, poweroff, watchdog, unknown
     */
    public void boot(int boots, String cause, String reason, int resets, boolean safeMode) {
        replace("boot", "boot-id=" + bootId + "\nboots=" + boots + "\ncause=" + cause + "\nreason=" + reason
                + "\nbootstatus=0\nbootstatus-text=\nresets=" + resets + "\nstarved=0\nunclean=0\nservice-deaths=61\nuptime-before=86400"
                + "\nsafe-mode=" + (safeMode ? "yes" : "no") + "\n");
    }

    /** A watchdog device of {@link #watchdog}; state: fed, missing, busy. */
    public record Device(String path, String state) {
    }

    /** A critical service of {@link #watchdog}, its state in the words of {@code sv watchdog}, its grace in s. */
    public record Critical(String name, String state, int grace) {
    }

    /**
     * Writes the file watchdog.
     *
     * @param gate open, starving, rebooting, closed
     * @param reason empty while it is open
     */
    public void watchdog(String gate, String reason, boolean safeMode, List<Device> devices, List<Critical> critical) {
        List<String> lines = new ArrayList<>(List.of("boot-id=" + bootId, "pid=" + ProcessHandle.current().pid(), "gate=" + gate,
                "reason=" + reason, "safe-mode=" + (safeMode ? "yes" : "no")));
        for (Device device : devices) {
            lines.addAll(List.of("[device]", "path=" + device.path, "state=" + device.state));
            if (device.state.equals("fed")) {
                lines.addAll(List.of("identity=Software Watchdog", "timeout=30", "pretimeout=0", "interval-ms=10000",
                        "options=33152", "bootstatus=0"));
            }
        }
        for (Critical service : critical) {
            lines.addAll(List.of("[critical]", "name=" + service.name, "state=" + service.state, "grace=" + service.grace));
        }
        replace("watchdog", String.join("\n", lines) + "\n");
    }

    private void replace(String name, String text) {
        FakeService.replace(run.resolve(name), text.getBytes(UTF_8));
    }

    @Override
    public void close() {
        known.values().forEach(FakeService::close);
    }
}
