package dev.dogwatch.qemu.guest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An emulated board that runs the image, with a state disk of its own. It is gone when it is closed, whatever happened. The console's text,
 * QEMU's stderr and the disks stay in target/guests/NAME until the next run.
 */
public final class Guest implements AutoCloseable {

    /** What process 1 says first; not at the begin of a line, since a reset cuts lines off. */
    static final String BOOT = "- runit: [^\\n:]*: booting\\.";
    private static final int CLOCK_READINGS = 5;

    /** What a guest is made of; the defaults are the image's. */
    public static final class Plan {

        private final String name;
        private final Overlay overlay = new Overlay();
        private final List<String> kernelArguments = new ArrayList<>();
        private final List<String> qemuArguments = new ArrayList<>();
        private Image image;
        private StateDisk formerState;

        private Plan(String name) {
            this.name = name;
        }

        /** The files that this guest has beside the image's. */
        public Overlay overlay() {
            return overlay;
        }

        /** An image other than the one under test. */
        public Plan image(Image other) {
            image = other;
            return this;
        }

        /** Further words for the kernel's command line. */
        public Plan kernel(String... words) {
            kernelArguments.addAll(Arrays.asList(words));
            return this;
        }

        /** Further arguments of QEMU; a later one counts more than one of the image's. */
        public Plan qemu(String... arguments) {
            qemuArguments.addAll(Arrays.asList(arguments));
            return this;
        }

        public Plan memory(int megabytes) {
            return qemu("-m", Integer.toString(megabytes));
        }

        /** The state disk of a guest that is off, in place of a new one. */
        public Plan state(StateDisk former) {
            formerState = former;
            return this;
        }

        /** Starts the board and waits until a root shell answers. */
        public Guest boot() {
            Guest guest = start();
            try {
                guest.awaitBoot(1);
                return guest;
            } catch (Throwable e) {
                guest.close();
                throw e;
            }
        }

        /** Starts the board. */
        public Guest start() {
            return new Guest(this);
        }
    }

    private final Path directory;
    private final Path sockets;
    private final Process qemu;
    private final Serial serial;
    private final Qmp qmp;
    private final Shell shell;
    private final StateDisk state;
    private int seen;
    private int resets;

    /** A board of this name, which is that of a directory, too. */
    public static Plan named(String name) {
        return new Plan(name);
    }

    private Guest(Plan plan) {
        Image image = plan.image == null ? Image.underTest() : plan.image;
        try {
            directory = emptied(Image.repository().resolve("qemu-tests/target/guests").resolve(plan.name));
            // The path of a unix socket has at most 107 bytes.
            sockets = Files.createTempDirectory("dogwatch-guest");
            state = plan.formerState == null ? StateDisk.make(directory.resolve("state.img")) : plan.formerState;
            Path initramfs = directory.resolve("initramfs.cpio.gz");
            plan.overlay.over(image.initramfs(), initramfs);
            serial = new Serial(sockets.resolve("serial"), directory.resolve("console.log"));
            List<String> command = new ArrayList<>(List.of(image.run().toString(),
                    "-chardev", "socket,id=console,path=" + sockets.resolve("serial"),
                    "-qmp", "unix:" + sockets.resolve("qmp") + ",server=on,wait=off"));
            command.addAll(plan.qemuArguments);
            ProcessBuilder builder = new ProcessBuilder(command).redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(directory.resolve("stdout").toFile()).redirectError(directory.resolve("stderr").toFile());
            builder.environment().put("STATE", state.file().toString());
            builder.environment().put("INITRD", initramfs.toString());
            builder.environment().put("SERIAL", "chardev:console");
            builder.environment().put("APPEND", String.join(" ", plan.kernelArguments));
            qemu = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start the guest " + plan.name, e);
        }
        shell = new Shell(serial);
        try {
            qmp = Qmp.connect(sockets.resolve("qmp"), qemu::isAlive);
        } catch (Throwable e) {
            end();
            throw new AssertionError("QEMU said: " + read(directory.resolve("stderr")), e);
        }
    }

    @Override
    public String toString() {
        return directory.getFileName().toString();
    }

    public Serial serial() {
        return serial;
    }

    public Qmp qmp() {
        return qmp;
    }

    /** Its state disk, to be looked at when the guest is off. */
    public StateDisk state() {
        return state;
    }

    /** How often it has booted so far, by what process 1 said. */
    public long boots() {
        return serial.count(BOOT);
    }

    /** Waits until process 1 has begun for the nth time, and a root shell answers. */
    public void awaitBoot(int n) {
        int place = awaitProcessOne(n);
        shell.awaitAnswer(place);
        // What the kernel has to say stays out of what commands say, but for a panic.
        run("dmesg -n 1");
    }

    /** Waits until process 1 has begun after the last reset that was returned, and a root shell answers. */
    public void awaitBootAfterReset() {
        awaitBoot(resets + 1);
    }

    /** Waits until process 1 has begun for the nth time; returns the place in the text of the console. */
    private int awaitProcessOne(int n) {
        return serial.awaitText(0, "(?s)(?:" + BOOT + ".*?){" + n + "}", Await.LIMIT).end();
    }

    /** Runs a line of shell, whatever comes of it. */
    public Shell.Answer run(String line) {
        return shell.run(line, Await.LIMIT);
    }

    /** Runs a line of shell that must succeed and returns what it said. */
    public String sh(String line) {
        Shell.Answer answer = run(line);
        if (answer.exitCode() != 0) {
            throw new AssertionError("`" + line + "` in the guest exited " + answer.exitCode() + ": " + answer.output() + "\n"
                    + serial.lastWords());
        }
        return answer.output();
    }

    /** Runs a line of shell again and again until it succeeds; returns what it said then. */
    public String awaitSh(String line) {
        return Await.answer(Await.LIMIT, () -> "`" + line + "` in the guest to succeed. " + serial.lastWords(), () -> {
            Shell.Answer answer = run(line);
            return answer.exitCode() == 0 ? answer.output() : null;
        });
    }

    /** Types a line of shell after which no shell may be left, and returns the moment before it was carried out. */
    public Moment strike(String line) {
        Duration offset = offset();
        int mark = serial.mark();
        serial.type("echo @\"strike\":$(cut -d' ' -f1 /proc/uptime)@; " + line + "\n");
        Serial.Heard heard = serial.awaitText(mark, "@strike:([0-9.]+)@", Await.LIMIT);
        Duration uptime = seconds(heard.group(1));
        return new Moment(uptime, Instant.EPOCH.plus(offset).plus(uptime));
    }

    /** How long the kernel of the guest has run. */
    public Duration uptime() {
        return seconds(sh("cut -d' ' -f1 /proc/uptime").strip());
    }

    /** What the host's clock showed when the guest's began, at the earliest that several readings allow. */
    private Duration offset() {
        Duration latest = null;
        for (int i = 0; i < CLOCK_READINGS; i++) {
            Shell.Answer answer = run("cut -d' ' -f1 /proc/uptime");
            // It was read after we asked: the clock cannot have begun earlier than this.
            Duration earliest = Duration.between(Instant.EPOCH, answer.asked()).minus(seconds(answer.output().strip()));
            latest = latest == null || earliest.compareTo(latest) > 0 ? earliest : latest;
        }
        return latest;
    }

    /** The next reset of the machine that was not returned before, with the event of its watchdog, if that was the cause. */
    public Reset awaitReset() {
        Qmp.Event reset = qmp.awaitEvent(seen, Await.LIMIT, "RESET");
        List<Qmp.Event> all = qmp.events();
        int place = all.indexOf(reset);
        Qmp.Event watchdog = all.subList(seen, place).stream().filter(event -> event.name().equals("WATCHDOG")).findFirst().orElse(null);
        seen = place + 1;
        resets++;
        return new Reset(reset, watchdog);
    }

    /**
     * A reset of the machine.
     *
     * @param event RESET
     * @param watchdog WATCHDOG, or null when no watchdog device of the board caused it
     */
    public record Reset(Qmp.Event event, Qmp.Event watchdog) {

        public boolean isByWatchdog() {
            return watchdog != null;
        }
    }

    /** Lets the guest run for so long by its own clock, and fails if the machine was reset meanwhile, or its watchdog expired. */
    public void staysUp(Duration time) {
        int mark = qmp.mark();
        long boots = boots();
        Duration until = uptime().plus(time);
        Await.answer(time.plus(Await.LIMIT), () -> "the clock of the guest to reach " + until, () -> {
            if (qmp.mark() > mark || boots() > boots) {
                throw new AssertionError("there should have been no reset: " + qmp.events() + "\n" + serial.lastWords());
            }
            Await.pause(Duration.ofMillis(300));
            return uptime().compareTo(until) >= 0 ? true : null;
        });
        if (qmp.mark() > mark || boots() > boots) {
            throw new AssertionError("there should have been no reset: " + qmp.events() + "\n" + serial.lastWords());
        }
    }

    /** Waits for the end of QEMU, which is that of a guest that powered itself off. */
    public void awaitOff() {
        Await.answer(Await.LIMIT, () -> "the guest to power off. " + serial.lastWords(), () -> qemu.isAlive() ? null : true);
    }

    /** The value of a key in a file of lines KEY=VALUE; empty if there is no such line. */
    public String value(String file, String key) {
        Matcher line = Pattern.compile("^" + Pattern.quote(key) + "=(.*)$", Pattern.MULTILINE).matcher(sh("cat " + file));
        return line.find() ? line.group(1) : "";
    }

    private static Duration seconds(String decimal) {
        return Duration.ofMillis(Math.round(Double.parseDouble(decimal) * 1000));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static Path emptied(Path directory) throws IOException {
        delete(directory);
        return Files.createDirectories(directory);
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException e) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private void end() {
        // run executes QEMU; should it be its child, that goes first.
        qemu.descendants().forEach(ProcessHandle::destroyForcibly);
        qemu.destroyForcibly();
        try {
            qemu.waitFor(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        serial.close();
    }

    @Override
    public void close() {
        end();
        qmp.close();
        try {
            delete(sockets);
            Files.deleteIfExists(directory.resolve("initramfs.cpio.gz"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot clean up after the guest", e);
        }
    }
}
