package dev.dogwatch.libc;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Both implementations of {@link Libc} offer the same functions with the same results: the same checks
 * ({@link LibcChecks}) run on the JVM and in the ahead-of-time program say the same, line by line.
 *
 * <p>The program is {@code target/libc-checks/libc-checks}, which tools/build makes of {@link NativeLibcChecks}, or
 * the one that the system property {@value #PROGRAM} names (a sanitized build, say). It must run on this kernel
 * itself: an emulator of user programs answers in the kernel's place, and makes a fork of vfork.
 */
class LibcParityTest {
    private static final String PROGRAM = "dogwatch.libc-checks";
    private static final String BUILT = "target/libc-checks/libc-checks";
    private static final int PATIENCE_SECONDS = 60;

    /** The one difference there is: a JVM cannot be forked. */
    private static final String FORK = "fork, a child that exits with 3: ";
    private static final String FORK_REFUSED = FORK + -Abi.ENOSYS;
    private static final String FORK_DONE = FORK + "exit 3";

    @TempDir
    private static Path scratch;

    private static Run jvm;
    private static Run program;

    /** What a process said on both its outputs, and its exit code. */
    private record Run(List<String> lines, int exit) {
    }

    @BeforeAll
    static void runBoth() throws Exception {
        jvm = run("jvm", jvmCommand());
        program = run("program", programCommand());
    }

    @Test
    void bothSayTheSame() {
        assertEquals(1, jvm.lines().stream().filter(FORK_REFUSED::equals).count(), "a JVM must refuse to fork");
        List<String> expected = jvm.lines().stream()
                .map(line -> line.equals(FORK_REFUSED) ? FORK_DONE : line).toList();
        assertEquals(String.join("\n", expected), String.join("\n", program.lines()));
    }

    @Test
    void bothEndAsTheProgramThatTheyExecuted() {
        assertEquals(LibcChecks.EXIT_AFTER_EXECVE, jvm.exit());
        assertEquals(LibcChecks.EXIT_AFTER_EXECVE, program.exit());
    }

    @Test
    void bothExitWithTheCodeTheyAreGiven() throws Exception {
        for (List<String> command : List.of(jvmCommand(), programCommand())) {
            Run run = run("exit", command, LibcChecks.ONLY_EXIT);
            assertEquals(new Run(List.of("exit, at once: " + LibcChecks.EXIT_AT_ONCE), LibcChecks.EXIT_AT_ONCE), run);
        }
    }

    @Test
    void everyMethodIsChecked() {
        List<String> unchecked = Stream.of(Libc.class.getMethods()).map(Method::getName)
                .filter(name -> !name.equals("exit")) // ends the process: a run of its own, above
                .filter(name -> program.lines().stream().noneMatch(line -> line.startsWith(name + ", ")))
                .toList();
        assertEquals(List.of(), unchecked, "methods of Libc without a check in LibcChecks");
    }

    private static List<String> jvmCommand() {
        return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-cp", home(Libc.class) + ":" + home(LibcChecks.class),
                PanamaLibcChecks.class.getName());
    }

    private static String home(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation().getPath();
    }

    private static List<String> programCommand() {
        Path program = Path.of(System.getProperty(PROGRAM, BUILT)).toAbsolutePath();
        assertTrue(Files.isExecutable(program), program + " is not there: run tools/build");
        return List.of(program.toString());
    }

    /** Runs a command in the state that {@link LibcChecks} asks for, with these variables set besides. */
    private static Run run(String name, List<String> command, String... variables) throws Exception {
        Path directory = Files.createDirectory(scratch.resolve(name + "-" + System.nanoTime())).toRealPath();
        Path output = Files.createFile(scratch.resolve(directory.getFileName() + ".out"));
        List<String> clean = new ArrayList<>(List.of("sh", "-c", "umask 022; exec \"$@\"", "sh",
                "env", "--default-signal", "--block-signal=CHLD,USR1", "--ignore-signal=HUP,TERM"));
        clean.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(clean)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(output.toFile());
        builder.environment().put(LibcChecks.DIRECTORY, directory.toString());
        for (String variable : variables) {
            builder.environment().put(variable, "1");
        }
        Process process = builder.start();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException(command + " hangs after saying: " + Files.readString(output));
        }
        return new Run(Files.readAllLines(output, StandardCharsets.UTF_8), process.exitValue());
    }
}
