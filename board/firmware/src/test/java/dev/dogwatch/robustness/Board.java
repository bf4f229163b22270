package dev.dogwatch.robustness;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dogwatch.e2e.Outcome;
import dev.dogwatch.e2e.Scene;
import dev.dogwatch.e2e.Suite;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * A board of its own, with a kernel of its own (User-Mode Linux), whose clock may be set. It sees the files of this machine, and may
 * write in /run, which is its own. Where there is no such kernel, or it does not run, the test is skipped.
 */
final class Board {

    /** Without AVX: see boardkernel.c. */
    private static final String PLAIN_REGISTERS = "GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX,-AVX2,-AVX512F,-AVX512VL,-AVX_Fast_Unaligned_Load,-ERMS";
    private static final String READY = "board ready";
    private static final String DONE = "board done";
    private static final String PREPARE = """
            mount -t proc proc /proc && mount -t tmpfs none /run || exec %s off
            exec 2>&1
            export PATH=%s:/usr/bin:/bin SVDIR=/run/all ORACLE=%s
            now() { cut -d' ' -f1 /proc/uptime; }
            cp -r %s/all /run/ && cd /run || exit
            echo %s
            """;

    private final Scene scene;

    Board(Scene scene) {
        this.scene = scene;
    }

    /**
     * Boots, with the services in {@code all} copied to /run/all, and runs a script of shell in /run as process 1; its functions:
     * {@code now} says how many seconds the board is up.
     *
     * @return what the script said
     */
    String boot(String script) {
        String kernel = kernel();
        String program = Compiled.program("boardkernel").toString();
        Suite oracle = Suite.oracle();
        scene.service(".").script("init", PREPARE.formatted(program, scene.suite().bin(), oracle.bin(), scene.root(), READY) + script
                + "\necho " + DONE + "\nexec " + program + " off");
        Outcome outcome = scene.command(program, kernel, "mem=192M", "root=/dev/root", "rootfstype=hostfs", "rootflags=/", "ro",
                "init=" + scene.root().resolve("init"), "con0=fd:0,fd:1", "con=null", "quiet", "uml_dir=" + scene.root() + "/", PLAIN_REGISTERS).run();
        String said = outcome.out() + outcome.err();
        assumeTrue(said.contains(READY), () -> "User-Mode Linux does not run here: " + said.lines().filter(line -> !line.isBlank()).findFirst().orElse("it says nothing"));
        assertTrue(said.contains(DONE), said);
        return said.substring(said.indexOf(READY) + READY.length(), said.indexOf(DONE));
    }

    private static String kernel() {
        assumeTrue(System.getProperty("os.arch").equals("amd64"), "the kernel is one for x86_64");
        try {
            Process tool = new ProcessBuilder(Suite.repository().resolve("tools/lib/uml").toString()).redirectError(ProcessBuilder.Redirect.DISCARD).start();
            String printed = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            assumeTrue(tool.waitFor() == 0, "tools/lib/uml finds no package user-mode-linux");
            return printed;
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
