package dev.dogwatch.robustness;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.Command;
import dev.dogwatch.e2e.Outcome;
import dev.dogwatch.e2e.Posix;
import dev.dogwatch.e2e.Running;
import dev.dogwatch.e2e.Scene;
import dev.dogwatch.e2e.ServiceDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A node with {@code runsvdir -w} over the directory all. Its watchdog is a file: a driver that takes every write and refuses every
 * ioctl, of which one can see what was written. Real drivers are in qemu-tests.
 */
final class GuardedNode {

    private final Scene scene;
    private final Path root;

    GuardedNode(Scene scene) {
        this.scene = scene;
        root = scene.root();
        scene.arrange("mkdir -p all conf && : >device");
        configure("device", root.resolve("device") + "\n").configure("state", root.resolve("state") + "\n").configure("timeout", "1\n");
    }

    /** A file of the configuration. */
    GuardedNode configure(String file, String content) {
        write(root.resolve("conf").resolve(file), content);
        return this;
    }

    ServiceDirectory service(String name) {
        return scene.service("all/" + name);
    }

    ServiceDirectory idler(String name) {
        return service(name).run("exec sleep 1000");
    }

    Command command() {
        return environment(scene.command("runsvdir", "-w", root.resolve("all").toString()));
    }

    /** Starts it, and waits until it feeds and has told all that there is to tell at the beginning. Unlike a device, the file keeps what others wrote: it begins empty. */
    Running start() {
        return start(command());
    }

    /** The same with another command line, a shell's, that becomes {@code runsvdir -w}. */
    Running start(String line) {
        return start(environment(scene.shell(line)));
    }

    private Running start(Command command) {
        write(root.resolve("device"), "");
        Running runsvdir = scene.start(command);
        awaitFed(2);
        Await.until(() -> "its first word in the file watchdog", () -> Integer.toString(runsvdir.pid()).equals(live().get("pid")));
        return runsvdir;
    }

    private Command environment(Command command) {
        return command.env("DOGWATCH_WATCHDOG", root.resolve("conf").toString()).env("DOGWATCH_RUN", root.resolve("run").toString());
    }

    /** sv watchdog. */
    Outcome report(String... more) {
        String[] words = new String[more.length + 1];
        words[0] = "watchdog";
        System.arraycopy(more, 0, words, 1, more.length);
        return environment(scene.command("sv", words)).run();
    }

    /** What was written to the device. */
    String written() {
        return scene.read(root.resolve("device"));
    }

    long fed() {
        return written().length();
    }

    void awaitFed(long times) {
        Await.until(() -> "the device to be fed " + times + " times, it was " + fed(), () -> fed() >= times);
    }

    /** Waits until it is fed on from now. */
    void awaitFedOn() {
        awaitFed(fed() + 2);
    }

    /** Waits until it is not fed any more, which the file watchdog says before it is so. */
    void awaitClosed(String reason) {
        Await.until(() -> "the gate to be closed: " + reason + "; it says " + live(),
                () -> {
                    Map<String, String> live = live();
                    return live.getOrDefault("gate", "").equals("closed") && live.getOrDefault("reason", "").matches(reason);
                });
    }

    void awaitOpen() {
        Await.until(() -> "the gate to be open, it says " + live(), () -> live().getOrDefault("gate", "").equals("open"));
        awaitFedOn();
    }

    /** The file watchdog up to its first section. */
    Map<String, String> live() {
        return values(root.resolve("run/watchdog"));
    }

    /** The lines of the file watchdog. */
    List<String> liveLines() {
        return scene.read(root.resolve("run/watchdog")).lines().toList();
    }

    /** The file boot. */
    Map<String, String> boot() {
        return values(root.resolve("run/boot"));
    }

    /** What is kept for the next boot. */
    Map<String, String> record() {
        return values(root.resolve("state/watchdog"));
    }

    private Map<String, String> values(Path file) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String line : scene.read(file).lines().toList()) {
            if (line.startsWith("[")) {
                break;
            }
            int equals = line.indexOf('=');
            values.put(equals < 0 ? line : line.substring(0, equals), equals < 0 ? "" : line.substring(equals + 1));
        }
        return values;
    }

    /** The node is reset: all its processes end, and with them all that is not on a disk. What is recorded was so in another boot. */
    void reset(Running runsvdir) {
        runsvdir.signal(Posix.SIGKILL);
        runsvdir.exitCode();
        for (String service : services()) {
            String directory = root.resolve("all").resolve(service).toString();
            Await.until(() -> service + " to be gone", () -> !service(service).supervise().isSupervised()
                    || scene.command("sv", "force-shutdown", directory).run().exitCode() == 0);
        }
        scene.arrange("rm -rf run");
        Path record = root.resolve("state/watchdog");
        write(record, scene.read(record).replaceFirst("boot-id=.*", "boot-id=" + UUID.randomUUID()));
    }

    private List<String> services() {
        try (var entries = Files.list(root.resolve("all"))) {
            return entries.map(path -> path.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new AssertionError("cannot list services", e);
        }
    }

    static void write(Path file, String content) {
        try {
            Files.writeString(file, content, ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new AssertionError("no directory for " + file, e);
        } catch (IOException e) {
            throw new AssertionError("cannot write " + file, e);
        }
    }
}
