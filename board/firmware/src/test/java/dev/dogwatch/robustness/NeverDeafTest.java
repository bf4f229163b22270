package dev.dogwatch.robustness;

import static dev.dogwatch.robustness.Ours.onOurs;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Posix;
import dev.dogwatch.e2e.Running;
import dev.dogwatch.e2e.Scene;
import dev.dogwatch.e2e.ServiceDirectory;
import dev.dogwatch.e2e.Supervise;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever hangs, and for however long, runsv answers the next control byte, and restarts the half (service or log) that has nothing to
 * do with it. All that hangs here hangs for a thousand seconds.
 */
@EndToEnd
class NeverDeafTest {

    private static final String HANG = "echo hangs >>$SVDIR/events; exec sleep 1000";

    @Test
    void whileItWaitsASecondForTheNextStart() {
        onOurs(scene -> {
            ServiceDirectory service = scene.service("a").run("echo up >>../events; exec sleep 1000").log("exec cat");
            Running runsv = scene.runsv(service);
            // A machine that was so slow that the second was over before the byte was sent has shown nothing: once more then.
            Await.until(() -> "a second in which there is time for a byte", () -> {
                service.supervise().control("d");
                service.supervise().await("down");
                int before = scene.events().size();
                service.supervise().control("u");
                Await.until(() -> "a fresh start", () -> scene.events().size() > before);
                service.supervise().await("run");
                int starts = scene.events().size();
                long death = System.nanoTime();
                Posix.kill(service.supervise().pid(), Posix.SIGKILL);
                service.supervise().awaitThat("be dead, or back", now -> now.stat().equals("down") || scene.events().size() > starts);
                service.supervise().control("d");
                boolean inTime = System.nanoTime() - death < 500_000_000L && scene.events().size() == starts;
                if (inTime) {
                    answers(service.supervise(), "", "down", 'd');
                    Await.pause(Duration.ofMillis(1500));
                    assertEquals(starts, scene.events().size(), "who is deaf starts it once more before it hears of the d");
                }
                service.supervise().control("u");
                return inTime;
            });
            restarts(service.logSupervise());
            leaves(service, runsv);
        });
    }

    @Test
    void whileControlTHangs() {
        onOurs(scene -> {
            ServiceDirectory service = scene.idler("a").log("exec cat").onControl('t', HANG);
            scene.runsv(service);
            service.supervise().await("run");
            service.supervise().control("t");
            scene.awaitEvents("hangs");

            answers(service.supervise(), "d", "run, want down", 'd');
            answers(service.supervise(), "u", "run", 'u');
            answers(service.supervise(), "p", "run, paused", 'u');
            answers(service.supervise(), "c", "run", 'u');
            restarts(service.logSupervise());
            restarts(service.supervise());
            answers(service.supervise(), "x", "run, want exit", 'd');
            answers(service.supervise(), "k", "down", 'd');
        });
    }

    @Test
    void whileControlUHangs() {
        onOurs(scene -> {
            ServiceDirectory service = scene.idler("a").log("exec cat").onControl('u', HANG);
            scene.runsv(service);
            scene.awaitEvents("hangs");

            answers(service.supervise(), "d", "down", 'd');
            answers(service.supervise(), "u", "down", 'u');
            answers(service.supervise(), "o", "down", 'd');
            restarts(service.logSupervise());
        });
    }

    @ParameterizedTest
    @ValueSource(chars = {'t', 'u', 'x'})
    void whenItIsToLeaveWhileAControlScriptHangs(char letter) {
        onOurs(scene -> {
            ServiceDirectory service = scene.idler("a").log("exec cat").onControl(letter, HANG);
            Running runsv = scene.runsv(service);
            service.logSupervise().await("run");
            if (letter != 'u') {
                service.supervise().await("run");
                service.supervise().control(letter == 'x' ? "x" : "tx");
            } else {
                service.supervise().control("x");
            }
            scene.awaitEvents("hangs");
            service.supervise().control("k");
            assertEquals(0, runsv.exitCode(), "the script holds the log pipe open, but nobody waits for its answer any more");
        });
    }

    @Test
    void whileFinishHangs() {
        onOurs(scene -> {
            ServiceDirectory service = scene.idler("a").log("exec cat").finish(HANG);
            Running runsv = scene.runsv(service);
            Posix.kill(service.supervise().await("run").status().pid(), Posix.SIGKILL);
            scene.awaitEvents("hangs");
            int finish = service.supervise().await("finish").status().pid();

            answers(service.supervise(), "d", "finish, want down", 'd');
            answers(service.supervise(), "u", "finish", 'u');
            answers(service.supervise(), "o", "finish, want down", 'd');
            restarts(service.logSupervise());
            answers(service.supervise(), "x", "finish, want exit", 'd');
            assertEquals(finish, service.supervise().pid(), "nothing but its own end, or a signal from outside, ends finish");
            Posix.kill(finish, Posix.SIGKILL);
            assertEquals(0, runsv.exitCode());
        });
    }

    @Test
    void whileTheLogServiceIsStopped() {
        onOurs(scene -> {
            ServiceDirectory service = scene.idler("a").log("exec cat");
            Running runsv = scene.runsv(service);
            service.supervise().await("run");
            int log = service.logSupervise().await("run").status().pid();
            Proc.stop(log);

            downAndUpAgain(service);
            restarts(service.supervise());
            answers(service.logSupervise(), "d", "run, got TERM, want down", 'd', "down");
            answers(service.logSupervise(), "u", "run", 'u');
            leaves(service, runsv);
        });
    }

    @Test
    void whileTheLogServiceCannotBeStarted() {
        onOurs(scene -> {
            ServiceDirectory service = scene.idler("a").directory("log");
            Running runsv = scene.runsv(service);
            Tree.awaitComplaint(runsv, "runsv a: fatal: unable to start log/./run: file does not exist");

            downAndUpAgain(service);
            restarts(service.supervise());
            answers(service.logSupervise(), "d", "down", 'd');
            answers(service.logSupervise(), "u", "down", 'u');
            leaves(service, runsv);
        });
    }

    @Test
    void whileTheLogPipeIsFull() {
        onOurs(scene -> {
            ServiceDirectory service = scene.service("a").run("exec yes").log("kill -STOP $$; exec cat >/dev/null");
            Running runsv = scene.runsv(service);
            int log = service.logSupervise().await("run").status().pid();
            awaitBlockedWriter(service);

            downAndUpAgain(service);
            awaitBlockedWriter(service);
            restarts(service.supervise());
            awaitBlockedWriter(service);
            answers(service.supervise(), "p", "run, paused", 'u');
            answers(service.supervise(), "c", "run", 'u');
            Posix.kill(log, Posix.SIGKILL);
            Promptly.until(() -> "another log service", () -> service.logSupervise().awaitSuccessorOf(log).status().pid() != log);
            int next = service.logSupervise().pid();
            Await.until(() -> "it to stop like the first", () -> Proc.state(next) == 'T');
            Proc.resume(next);
            leaves(service, runsv);
        });
    }

    @Test
    void whileTheLogPipeIsFullAndAControlScriptWritesIntoIt() {
        onOurs(scene -> {
            ServiceDirectory service = scene.service("a").run("exec yes").log("kill -STOP $$; exec cat >/dev/null")
                    .onControl('t', "echo hangs >>../events; exec yes").finish("echo finish hangs >>../events; exec yes");
            scene.runsv(service);
            int log = service.logSupervise().await("run").status().pid();
            awaitBlockedWriter(service);
            service.supervise().control("d");
            scene.awaitEvents("hangs");
            answers(service.supervise(), "u", "run", 'u');
            service.supervise().control("k");
            scene.awaitEvents("hangs", "finish hangs");
            answers(service.supervise(), "d", "finish, want down", 'd');
            Proc.resume(log);
            assertEquals('d', service.supervise().awaitThat("still be wanted down", now -> true).status().want());
        });
    }

    private static void downAndUpAgain(ServiceDirectory service) {
        service.supervise().await("run");
        answers(service.supervise(), "d", "down", 'd');
        answers(service.supervise(), "u", "run", 'u');
    }

    /** Sends bytes, and the status says promptly that they were read. */
    private static void answers(Supervise supervise, String bytes, String stat, char want, String... orAlready) {
        supervise.control(bytes);
        Promptly.until(() -> "the answer to " + bytes, () -> {
            supervise.awaitThat("answer " + bytes + " with \"" + stat + "\"",
                    now -> (now.stat().equals(stat) || List.of(orAlready).contains(now.stat())) && now.status().want() == want);
            return true;
        });
    }

    /** Dies, and is back promptly. */
    private static void restarts(Supervise supervise) {
        int pid = supervise.await("run").status().pid();
        Posix.kill(pid, Posix.SIGKILL);
        Promptly.until(() -> "a restart", () -> supervise.awaitSuccessorOf(pid).status().pid() != pid);
    }

    private static void leaves(ServiceDirectory service, Running runsv) {
        service.supervise().control("x");
        assertEquals(0, runsv.exitCode());
    }

    private static void awaitBlockedWriter(ServiceDirectory service) {
        Await.until(() -> "a writer that waits for room in the pipe", () -> {
            int writer = service.supervise().await("run").status().pid();
            return Proc.lastingly(() -> Proc.state(writer) == 'S');
        });
    }
}
