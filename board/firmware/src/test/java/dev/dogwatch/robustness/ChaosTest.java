package dev.dogwatch.robustness;

import static dev.dogwatch.robustness.Ours.onOurs;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Posix;
import dev.dogwatch.e2e.Running;
import dev.dogwatch.e2e.Scene;
import dev.dogwatch.e2e.ServiceDirectory;
import dev.dogwatch.e2e.Supervise;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Services, loggers, runsvs and runsvdir itself are killed at random for some seconds. Afterwards everything is there again, once,
 * and no line that a service has written is lost.
 *
 * <p>Of one service, not all three that hold its log pipe die at the same moment: with the last of them the kernel takes the pipe
 * and what is in it away. So the next one is killed when the three are alive.
 */
@EndToEnd
@Tag("slow")
class ChaosTest {

    private static final int SERVICES = 20;
    private static final Duration LASTS = Duration.ofSeconds(12);
    private static final int LARGEST_PAUSE_MS = 15;
    /** One kill in so many meets runsvdir. */
    private static final int RUNSVDIR = 25;
    private static final int AT_SUPERVISOR_PID = 44;
    private static final int AT_RUN_PID = 12;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 20_261_122})
    void everythingComesBackOnce(long seed) {
        onOurs(scene -> {
            Random random = new Random(seed);
            List<Victim> victims = IntStream.range(0, SERVICES).mapToObj(i -> new Victim(scene, i)).toList();
            Running runsvdir = scene.start(scene.command("runsvdir", "all"));
            victims.forEach(Victim::awaitHealth);
            Map<String, Integer> kills = new TreeMap<>();
            long end = System.nanoTime() + LASTS.toNanos();
            while (System.nanoTime() < end) {
                Await.pause(Duration.ofMillis(random.nextInt(LARGEST_PAUSE_MS)));
                if (random.nextInt(RUNSVDIR) == 0) {
                    runsvdir.signal(Posix.SIGKILL);
                    runsvdir.exitCode();
                    runsvdir = scene.start(scene.command("runsvdir", "all"));
                    kills.merge("runsvdir", 1, Integer::sum);
                } else {
                    kills.merge(victims.get(random.nextInt(SERVICES)).killSomething(random), 1, Integer::sum);
                }
            }
            victims.forEach(Victim::awaitHealth);
            assertTrue(kills.getOrDefault("runsvdir", 0) > 3 && kills.getOrDefault("runsv", 0) > 10
                    && kills.getOrDefault("run", 0) > 10 && kills.getOrDefault("log", 0) > 5, () -> "hardly anything was killed: " + kills);
            for (Victim victim : victims) {
                victim.assertOnce();
            }
            int expected = 1 + victims.stream().mapToInt(Victim::processes).sum();
            Await.until(() -> expected + " processes, there are " + names(scene), () -> scene.processes().size() == expected);
            assertTrue(Proc.lastingly(() -> scene.processes().size() == expected));

            runsvdir.signal(Posix.SIGHUP);
            assertEquals(111, runsvdir.exitCode());
            Await.until(() -> "the end of " + names(scene), () -> scene.processes().isEmpty());
            for (Victim victim : victims) {
                victim.assertNoLineIsLost(scene);
            }
        });
    }

    private static List<String> names(Scene scene) {
        return scene.processes().stream().map(pid -> Proc.commandLine(pid.intValue()).replace('\0', ' ').strip()).sorted().toList();
    }

    /** One service, every other one with a log service, every fifth one crash-only. */
    private static final class Victim {

        private final ServiceDirectory service;
        private final boolean logged;
        private final Path ledger;

        Victim(Scene scene, int number) {
            service = scene.service("all/c" + number);
            logged = number % 2 == 0;
            ledger = service.path().resolve("ledger");
            String pipe = logged ? "" : " >/dev/null";
            service.run("exec " + Compiled.program("writer") + " " + ledger + pipe);
            if (logged) {
                service.log("mkdir -p main; printf 'n0\\ns50000\\n' >main/config; exec svlogd " + service.path().resolve("log/main"));
            }
            if (number % 5 == 4) {
                service.file("crash-only", "");
            }
        }

        int processes() {
            return logged ? 3 : 2;
        }

        private int runsv() {
            return number(service.supervise(), "lock", AT_SUPERVISOR_PID);
        }

        private static int run(Supervise supervise) {
            return number(supervise, "status", AT_RUN_PID);
        }

        private static int number(Supervise supervise, String file, int at) {
            try {
                byte[] bytes = Files.readAllBytes(supervise.file(file));
                return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(at);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private boolean isHealthy() {
            return Files.exists(service.supervise().file("status")) && service.supervise().isSupervised() && Proc.isAlive(runsv())
                    && isAlive(run(service.supervise())) && (!logged || isAlive(run(service.logSupervise())));
        }

        private static boolean isAlive(int pid) {
            return pid > 1 && Proc.isAlive(pid);
        }

        void awaitHealth() {
            Await.until(() -> service.name() + " to be healthy", this::isHealthy);
        }

        String killSomething(Random random) {
            int which = random.nextInt(logged ? 3 : 2);
            if (!isHealthy()) {
                return "none";
            }
            int pid = which == 0 ? runsv() : run(which == 1 ? service.supervise() : service.logSupervise());
            if (pid <= 1) {
                return "none";
            }
            Posix.kill(pid, Posix.SIGKILL);
            return List.of("runsv", "run", "log").get(which);
        }

        void assertOnce() throws IOException {
            assertEquals(1, running(ledger.toString()), "copies of the service " + service.name());
            assertEquals(logged ? 1 : 0, running(service.path().resolve("log/main").toString()), "copies of the logger of " + service.name());
            assertEquals(1, running("runsv\0" + Path.of(service.name()).getFileName(), service.path()), "supervisors of " + service.name());
        }

        private static long running(String argument) throws IOException {
            try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
                return processes.map(process -> process.getFileName().toString()).filter(name -> name.matches("\\d+"))
                        .filter(name -> Proc.commandLine(Integer.parseInt(name)).endsWith("\0" + argument + "\0")).count();
            }
        }

        private static long running(String commandLine, Path cwd) throws IOException {
            try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
                return processes.filter(process -> process.getFileName().toString().matches("\\d+"))
                        .filter(process -> Proc.commandLine(Integer.parseInt(process.getFileName().toString())).equals(commandLine + "\0"))
                        .filter(process -> cwd.equals(cwd(process))).count();
            }
        }

        private static Path cwd(Path process) {
            try {
                return Files.readSymbolicLink(process.resolve("cwd"));
            } catch (IOException e) {
                return null;
            }
        }

        /** In each file the lines follow each other; a file may begin with lines that the one before it has, but leaves none out. */
        void assertNoLineIsLost(Scene scene) throws IOException {
            if (!logged) {
                return;
            }
            List<Integer> last = new ArrayList<>();
            for (Path log : logs()) {
                String content = Files.readString(log, ISO_8859_1);
                int[] before = null;
                for (String line : content.substring(0, content.lastIndexOf('\n') + 1).lines().toList()) {
                    int[] now = Stream.of(line.split(" ")).mapToInt(Integer::parseInt).toArray();
                    boolean follows = before == null || now[0] == before[0] && now[1] == before[1] + 1 || now[0] > before[0] && now[1] == 1;
                    String where = log + ": \"" + line + "\"" + (before == null ? " first" : " behind " + before[0] + " " + before[1]);
                    assertTrue(follows, where);
                    while (last.size() <= now[0]) {
                        last.add(0);
                    }
                    assertTrue(now[1] <= last.get(now[0]) + 1, () -> where + ", although there are only " + last.get(now[0]));
                    last.set(now[0], Math.max(last.get(now[0]), now[1]));
                    before = now;
                }
            }
            ByteBuffer book = ByteBuffer.wrap(Files.readAllBytes(ledger)).order(ByteOrder.nativeOrder());
            int instances = book.getInt();
            for (int instance = 0; instance < instances; instance++) {
                int confirmed = book.getInt();
                int found = instance < last.size() ? last.get(instance) : 0;
                int number = instance;
                assertTrue(found == confirmed || found == confirmed + 1,
                        () -> service.name() + ": instance " + number + " wrote " + confirmed + " lines, " + found + " are in its log");
            }
        }

        private List<Path> logs() throws IOException {
            try (Stream<Path> files = Files.list(service.path().resolve("log/main"))) {
                return files.filter(file -> file.getFileName().toString().matches("@.*|current")).sorted().toList();
            }
        }
    }
}
