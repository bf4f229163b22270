package dev.dogwatch.bench.guest;

import dev.dogwatch.bench.tree.Failure;
import dev.dogwatch.bench.tree.Posix;
import dev.dogwatch.bench.tree.Scratch;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An aarch64 machine of QEMU that boots what tools/lib/boot-guest has made; one boot at a time. */
public final class Guest {
    /** For what hangs: an emulated boot takes seconds. */
    private static final Duration LIMIT = Duration.ofSeconds(90);
    /** boot.c says so when the last service has begun. */
    private static final Pattern BOOTED = Pattern.compile("booted: ([0-9]+) ns");
    /** As the boards in board/profiles have it, for a quick boot. */
    private static final String ARGUMENTS = "console=ttyAMA0 quiet mitigations=off nokaslr cryptomgr.notests audit=0 apparmor=0 rdinit=/init suite=";

    private final Path files;
    private final Scratch scratch;

    /** @param files the directory with Image and initramfs.cpio */
    public Guest(Path files, Scratch scratch) {
        this.files = files;
        this.scratch = scratch;
    }

    /**
     * How long one boot took, in nanoseconds.
     *
     * @param inside from the first instruction of process 1 to that of the last service, by the guest's clock
     * @param outside from before the start of QEMU to the guest's word that it is up, by ours
     */
    public record Boot(double inside, double outside) {
    }

    /** Boots with one of the suites in the initramfs and waits until all services are up, then pulls the plug. */
    public Boot boot(String suite) throws Failure, InterruptedException {
        long start = Posix.now();
        Process machine = scratch.start(new ProcessBuilder(command(suite)).directory(scratch.directory("guest").toFile())
                .redirectErrorStream(true));
        Thread plug = Thread.ofVirtual().start(() -> pullAfterLimit(machine));
        try (BufferedReader console = machine.inputReader(StandardCharsets.ISO_8859_1)) {
            String said = "nothing";
            for (String line = console.readLine(); line != null; line = console.readLine()) {
                Matcher booted = BOOTED.matcher(line);
                if (booted.find()) {
                    return new Boot(Double.parseDouble(booted.group(1)), Posix.now() - start);
                }
                said = line.isBlank() ? said : line;
            }
            throw new Failure("the guest did not come up within " + LIMIT.toSeconds() + " s; it said last: " + said);
        } catch (IOException e) {
            throw new Failure("cannot read the console of the guest: " + e.getMessage());
        } finally {
            machine.destroyForcibly();
            plug.interrupt();
            machine.waitFor();
        }
    }

    private List<String> command(String suite) {
        return List.of("qemu-system-aarch64", "-M", "virt", "-cpu", "cortex-a53", "-m", "256", "-nodefaults", "-display", "none",
                "-serial", "stdio", "-kernel", files.resolve("Image").toString(), "-initrd", files.resolve("initramfs.cpio").toString(),
                "-append", ARGUMENTS + suite);
    }

    private static void pullAfterLimit(Process machine) {
        try {
            if (!machine.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                machine.destroyForcibly();
            }
        } catch (InterruptedException e) {
            // It has come up.
        }
    }
}
