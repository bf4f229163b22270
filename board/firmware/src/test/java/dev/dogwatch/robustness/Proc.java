package dev.dogwatch.robustness;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.Posix;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;

/** What /proc tells of a process. One that has gone has no children, no command line and the state X. */
final class Proc {

    private static final int SIGCONT = 18;
    private static final int SIGSTOP = 19;

    private Proc() {
    }

    static List<Integer> children(int pid) {
        String pids = read(pid, "task/" + pid + "/children").strip();
        return pids.isEmpty() ? List.of() : Arrays.stream(pids.split(" ")).map(Integer::valueOf).toList();
    }

    /** The bytes of the command line as Latin-1, with the NUL behind each argument. */
    static String commandLine(int pid) {
        return read(pid, "cmdline");
    }

    /** The short name that the kernel keeps. */
    static String command(int pid) {
        return read(pid, "comm").stripTrailing();
    }

    /** R running, S asleep, T stopped, Z zombie, X gone ... */
    static char state(int pid) {
        String stat = read(pid, "stat");
        // Behind the name, which may contain anything, parentheses too.
        return stat.isEmpty() ? 'X' : stat.charAt(stat.lastIndexOf(')') + 2);
    }

    static int parent(int pid) {
        String stat = read(pid, "stat");
        return stat.isEmpty() ? 0 : Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 4).split(" ")[0]);
    }

    static boolean isAlive(int pid) {
        return "ZX".indexOf(state(pid)) < 0;
    }

    /** Holds a process up, whatever it is doing, until {@link #resume}. */
    static void stop(int pid) {
        Posix.kill(pid, SIGSTOP);
        Await.until(() -> "process " + pid + " to stop", () -> state(pid) == 'T');
    }

    static void resume(int pid) {
        Posix.kill(pid, SIGCONT);
    }

    static void awaitEnd(int pid) {
        Await.until(() -> "the end of process " + pid, () -> !isAlive(pid));
    }

    /** How often it has come to run, by its own will or the scheduler's. */
    static long switches(int pid) {
        return read(pid, "status").lines().filter(line -> line.contains("ctxt_switches"))
                .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1).strip())).sum();
    }

    /** Processor time of a process and of the children that it has waited for, in ticks of 10 ms. */
    static long ticksWithChildren(int pid) {
        String stat = read(pid, "stat");
        if (stat.isEmpty()) {
            return 0;
        }
        // Fields 14 to 17; field 3 stands behind the name.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]) + Long.parseLong(fields[13]) + Long.parseLong(fields[14]);
    }

    /** Writes to a fifo that a process holds open, whatever stands in the place of its name by now. */
    static void writeToOpenFifo(int pid, String nameEnd, String bytes) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
            for (Path descriptor : descriptors) {
                if (Files.readSymbolicLink(descriptor).endsWith(nameEnd)) {
                    assertTrue(Posix.write(descriptor, bytes.getBytes(ISO_8859_1)));
                    return;
                }
            }
        } catch (IOException e) {
            throw new AssertionError("cannot list the descriptors of " + pid, e);
        }
        throw new AssertionError(pid + " has no " + nameEnd + " open");
    }

    /** Whether something holds in each of a few looks, lest a passing moment be taken for it. */
    static boolean lastingly(BooleanSupplier condition) {
        for (int look = 0; look < 5; look++) {
            if (!condition.getAsBoolean()) {
                return false;
            }
            Await.pause(Duration.ofMillis(20));
        }
        return true;
    }

    private static String read(int pid, String file) {
        try {
            return new String(Files.readAllBytes(Path.of("/proc/" + pid, file)), ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
