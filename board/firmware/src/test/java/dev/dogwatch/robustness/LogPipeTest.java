package dev.dogwatch.robustness;

import static dev.dogwatch.robustness.Ours.onOurs;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Posix;
import dev.dogwatch.e2e.Scene;
import dev.dogwatch.e2e.ServiceDirectory;
import dev.dogwatch.e2e.Supervise;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * What a service has written reaches its log service, once, whichever of the two is killed and however often. A hundred services are
 * killed ten times each, so that all of them live for more than a second in between and none waits for its restart.
 */
@EndToEnd
@ResourceLock("both processors")
class LogPipeTest {

    private static final int SERVICES = 100;
    private static final int ROUNDS = 10;
    private static final Duration LIFE = Duration.ofMillis(1100);

    @Test
    @Tag("slow")
    void aThousandDeathsOfTheServiceLoseNothing() {
        onOurs(scene -> {
            List<ServiceDirectory> services = talkers(scene);
            int runsvdir = scene.start(scene.command("runsvdir", "all")).pid();
            List<Integer> logs = pids(services, ServiceDirectory::logSupervise);
            killAllAgainAndAgain(services, ServiceDirectory::supervise);
            assertEquals(logs, pids(services, ServiceDirectory::logSupervise), "no log service has noticed");
            shutDown(runsvdir, services);
            assertNothingIsLost(services, ROUNDS + 1);
        });
    }

    @Test
    @Tag("slow")
    void aThousandDeathsOfTheLogServiceLoseNothing() {
        onOurs(scene -> {
            List<ServiceDirectory> services = talkers(scene);
            int runsvdir = scene.start(scene.command("runsvdir", "all")).pid();
            List<Integer> writers = pids(services, ServiceDirectory::supervise);
            killAllAgainAndAgain(services, ServiceDirectory::logSupervise);
            assertEquals(writers, pids(services, ServiceDirectory::supervise), "no service has noticed");
            shutDown(runsvdir, services);
            assertNothingIsLost(services, 1);
        });
    }

    @Test
    void differentUsersOnBothEndsLoseNothing() {
        onOurs(scene -> {
            Assume.root(scene);
            ServiceDirectory service = scene.service("a");
            service.run("exec setpriv --reuid 53001 --regid 53001 --clear-groups " + Compiled.program("writer") + " writers/ledger");
            service.log("exec setpriv --reuid 53002 --regid 53002 --clear-groups " + Compiled.program("reader") + " readers/logged");
            scene.arrange("chmod 755 .. && cd a && mkdir writers log/readers && chown 53001 writers && chown 53002 log/readers");
            var runsv = scene.runsv(service);
            for (int round = 1; round <= 4; round++) {
                int begun = round;
                Await.until(() -> "writer " + begun, () -> Ledger.instances(service.path().resolve("writers/ledger")) == begun);
                Await.pause(LIFE);
                if (round < 4) {
                    kill(service.supervise());
                    kill(service.logSupervise());
                }
            }
            service.supervise().control("x");
            assertEquals(0, runsv.exitCode());
            Ledger.assertNothingIsLost(service.path().resolve("writers/ledger"), service.path().resolve("log/readers/logged"), 4);
        });
    }

    private static List<ServiceDirectory> talkers(Scene scene) {
        return IntStream.range(0, SERVICES).mapToObj(i -> scene.service("all/" + i)
                .run("exec " + Compiled.program("writer") + " ledger")
                .log("exec " + Compiled.program("reader") + " logged")).toList();
    }

    private static List<Integer> pids(List<ServiceDirectory> services, Function<ServiceDirectory, Supervise> half) {
        return services.stream().map(half).map(supervise -> supervise.await("run").status().pid()).toList();
    }

    private static void killAllAgainAndAgain(List<ServiceDirectory> services, Function<ServiceDirectory, Supervise> half) {
        for (int round = 0; round < ROUNDS; round++) {
            Await.pause(LIFE);
            List<Integer> before = pids(services, half);
            before.forEach(pid -> Posix.kill(pid, Posix.SIGKILL));
            for (int i = 0; i < SERVICES; i++) {
                half.apply(services.get(i)).awaitSuccessorOf(before.get(i));
            }
        }
    }

    private static void kill(Supervise supervise) {
        int pid = supervise.await("run").status().pid();
        Posix.kill(pid, Posix.SIGKILL);
        supervise.awaitSuccessorOf(pid);
    }

    /** Everybody leaves in order: the log service last, when it has read what there was. */
    private static void shutDown(int runsvdir, List<ServiceDirectory> services) {
        Posix.kill(runsvdir, Posix.SIGTERM);
        Proc.awaitEnd(runsvdir);
        services.forEach(service -> service.supervise().control("x"));
        Await.until(() -> "the end of all", () -> services.stream().noneMatch(service -> service.supervise().isSupervised()));
    }

    private static void assertNothingIsLost(List<ServiceDirectory> services, int instances) throws IOException {
        for (ServiceDirectory service : services) {
            Ledger.assertNothingIsLost(service.path().resolve("ledger"), service.path().resolve("log/logged"), instances);
        }
    }
}
