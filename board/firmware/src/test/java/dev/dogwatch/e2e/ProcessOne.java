package dev.dogwatch.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A machine of its own for a scene: a process that is number 1 in namespaces of processes and mounts, with a private
 * /etc, /run, /var/log and /usr/sbin and a console that is a fifo, whose text ends up in the file {@code console} of the
 * root. Scripts begin in the root of the scene, so that they append to {@code events} there.
 *
 * <p>What the kernel makes of reboot(2) in such a place: the namespace ends, by INT for power off or halt (exit code
 * 130) and by HUP for a reboot (129).
 */
public final class ProcessOne {

    public static final int POWERED_OFF = 130;
    public static final int REBOOTED = 129;

    private static final String PREPARE = "mount --bind etc /etc && mount -t tmpfs none /run && mount -t tmpfs none /var/log"
            + " && mount --bind sbin /usr/sbin && mount --bind fifo /dev/console";

    private final Scene scene;
    private final ServiceDirectory etc;
    private Running running;
    private int pid;

    public ProcessOne(Scene scene) {
        this.scene = scene;
        etc = scene.service("etc/runit");
        scene.arrange("mkdir sbin && mkfifo fifo && cp /etc/passwd /etc/group etc/ && ln -s " + scene.suite().program("runit") + " sbin/runit");
    }

    /** Writes /etc/runit/1, 2 or 3. */
    public ProcessOne stage(int number, String script) {
        return script(Integer.toString(number), script);
    }

    /** Writes an executable script below /etc/runit. */
    public ProcessOne script(String name, String script) {
        etc.script(name, script);
        return this;
    }

    /** Three stages that say that they ran; stage 2 stays until it is terminated. */
    public ProcessOne usualStages() {
        return stage(1, "echo one >>events")
                .stage(2, "trap 'echo TERM >>events; exit 0' TERM; echo two >>events; while :; do sleep 1 & wait $!; done")
                .stage(3, "echo three >>events");
    }

    /** /etc/runit, as the machine sees it. */
    public ServiceDirectory etc() {
        return etc;
    }

    /** Starts runit as process 1. */
    public ProcessOne boot() {
        return start("exec " + scene.suite().program("runit"));
    }

    /** Starts process 1 by any line of shell that execs it. */
    public ProcessOne start(String line) {
        etc.file("../../start", PREPARE + " || exit 99\n" + line + "\n");
        // The shell holds the fifo open, so that the reader and the machine need not wait for each other.
        running = scene.shell("exec 9<>fifo; cat fifo >console 9<&- & reader=$!; unshare -pfm --mount-proc sh start 9<&-;"
                + " code=$?; exec 9<&-; wait $reader; exit $code").named("the machine").start();
        return this;
    }

    /** The number that process 1 has outside. */
    public int pid() {
        if (pid == 0) {
            Await.until(() -> "process 1 of the machine; it said: " + running.stderr() + console(), () -> find().isPresent());
            pid = find().orElseThrow();
        }
        return pid;
    }

    public Running running() {
        return running;
    }

    public void signal(int number) {
        Posix.kill(pid(), number);
    }

    /** A line of shell inside the machine, in the root of the scene. */
    public Command inside(String line) {
        return scene.command("/usr/bin/nsenter", "-t", Integer.toString(pid()), "-m", "-p", "--wd=" + scene.root(), "/bin/sh", "-c", line).named("inside");
    }

    /** Runs it; it must succeed. */
    public ProcessOne arrange(String line) {
        Outcome outcome = inside(line).run();
        if (outcome.exitCode() != 0) {
            throw new AssertionError("could not arrange the machine: " + outcome + "; " + console());
        }
        return this;
    }

    /** Puts up the flag that stops stage 2, where both suites look for it, and says CONT. */
    public ProcessOne stop() {
        arrange("install -m 100 /dev/null /run/runit.stopit");
        // From outside: what runs inside may not live to tell of it.
        signal(Posix.SIGCONT);
        return this;
    }

    public String console() {
        return scene.read(scene.root().resolve("console"));
    }

    public ProcessOne awaitConsole(String text) {
        Await.until(() -> "\"" + text + "\" on the console, there was " + console() + running.stderr(), () -> console().contains(text));
        return this;
    }

    /** Waits for the end of the machine, then notes the events, the console and the exit code. */
    public void awaitEnd() {
        int code = running.exitCode();
        scene.noteEvents();
        console().lines().map(ProcessOne::withoutVersion).forEach(line -> scene.note("console: " + line));
        scene.note("ended with " + code);
    }

    private Optional<Integer> find() {
        return ProcessHandle.of(running.pid()).stream().flatMap(ProcessHandle::descendants)
                .map(process -> (int) process.pid()).filter(ProcessOne::isFirst).findFirst();
    }

    /** First in a namespace below ours, and done with being the shell that mounts. */
    private static boolean isFirst(int candidate) {
        try {
            List<String> status = Files.readAllLines(Path.of("/proc/" + candidate + "/status"), ISO_8859_1);
            String numbers = status.stream().filter(line -> line.startsWith("NSpid:")).collect(Collectors.joining());
            List<String> words = Arrays.asList(numbers.split("\\s+"));
            return words.size() > 2 && words.getLast().equals("1") && !Files.readString(Path.of("/proc/" + candidate + "/cmdline")).startsWith("sh\0start");
        } catch (IOException e) {
            return false;
        }
    }

    private static String withoutVersion(String line) {
        return line.endsWith(": booting.") ? "- runit: VERSION: booting." : line;
    }
}
