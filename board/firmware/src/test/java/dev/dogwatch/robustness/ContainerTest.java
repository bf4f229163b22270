package dev.dogwatch.robustness;

import static dev.dogwatch.robustness.Ours.onOurs;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Posix;
import dev.dogwatch.e2e.PrivateNamespaces;
import dev.dogwatch.e2e.ProcessOne;
import dev.dogwatch.e2e.Scene;
import dev.dogwatch.e2e.ServiceDirectory;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** runit as process 1 of a container: one command in place of the stages. */
@EndToEnd
@PrivateNamespaces
class ContainerTest {

    private static final String OBEDIENT = "trap 'echo TERM >>../../events; exit 0' TERM; echo up >>../../events; while :; do sleep 1 & wait $!; done";
    private static final String STUBBORN = "trap '' TERM; echo up >>../../events; while :; do sleep 1; done";

    @ParameterizedTest(name = "signal {0}")
    @ValueSource(ints = {15, 2, 1})
    void termAndIntAndHupTakeServicesDownInOrder(int signal) {
        onOurs(scene -> {
            scene.service("all/a").run(OBEDIENT);
            ProcessOne container = services(scene, "");
            scene.awaitEvents("up");
            container.signal(signal);
            assertEquals(0, container.running().exitCode());
            assertEquals(List.of("up", "TERM"), scene.events());
        });
    }

    @Test
    void aLogServiceReadsToTheEnd() {
        onOurs(scene -> {
            scene.service("all/a").run("trap 'echo last words; exit 0' TERM; echo first words; echo up >>../../events; while :; do sleep 1 & wait $!; done")
                    .log("exec cat >>../../../said");
            ProcessOne container = services(scene, "");
            scene.awaitEvents("up");
            container.signal(Posix.SIGTERM);
            assertEquals(0, container.running().exitCode());
            assertEquals("first words\nlast words\n", scene.read(scene.root().resolve("said")));
        });
    }

    @Test
    void aServiceThatDoesNotObeyIsKilledAtTheLimit() {
        onOurs(scene -> {
            scene.service("all/a").run(STUBBORN);
            ProcessOne container = services(scene, "-w 2 ");
            scene.awaitEvents("up");
            long start = System.nanoTime();
            container.signal(Posix.SIGTERM);
            assertEquals(137, container.running().exitCode());
            assertTrue(System.nanoTime() - start >= 1_900_000_000L, "before the limit");
            assertTrue(container.running().stderr().contains("not all processes ended in time"), container.running()::stderr);
        });
    }

    @Test
    void aDaemonThatWasLeftBehindIsToldToo() {
        onOurs(scene -> {
            scene.service("all/a").run("setsid sh -c 'trap \"echo stray >>../../events; exit\" TERM; echo up >>../../events; while :; do sleep 1 & wait $!; done' &"
                    + " exec sleep 1000");
            ProcessOne container = services(scene, "");
            scene.awaitEvents("up");
            // It becomes a child of process 1 when its service goes.
            scene.arrange("exec sv -w 20 stop ./all/a");
            container.signal(Posix.SIGTERM);
            assertEquals(0, container.running().exitCode());
            assertEquals(List.of("up", "stray"), scene.events());
        });
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"exit 0, 0", "exit 7, 7", "exit 255, 255", "kill -TERM $$, 143", "kill -KILL $$, 137", "kill -HUP $$, 129"})
    void theCodeOfTheCommandIsPassedOn(String script, int code) {
        onOurs(scene -> assertEquals(code, run(scene, "", "sh -c '" + script + "'").running().exitCode()));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"nonesuch, 127, file does not exist", "./nonesuch, 127, file does not exist", "./text, 126, access denied", "/, 126, access denied"})
    void aCommandThatCannotBeRunIsFatal(String command, int code, String reason) {
        onOurs(scene -> {
            scene.arrange("echo no program >text");
            ProcessOne container = run(scene, "", command);
            assertEquals(code, container.running().exitCode());
            assertTrue(container.running().stderr().contains("- runit: fatal: unable to start child: " + command + ": " + reason), container.running()::stderr);
        });
    }

    @Test
    void termIsPassedOnToAnotherCommand() {
        onOurs(scene -> {
            ProcessOne container = run(scene, "", "sleep 1000");
            awaitCommand(container, "sleep");
            container.signal(Posix.SIGTERM);
            assertEquals(143, container.running().exitCode());
        });
    }

    @Test
    void aCommandThatHandlesTermHasItsOwnCode() {
        onOurs(scene -> {
            ProcessOne container = run(scene, "", "sh -c 'trap \"exit 5\" TERM; echo up >>events; while :; do sleep 1 & wait $!; done'");
            scene.awaitEvents("up");
            container.signal(Posix.SIGTERM);
            assertEquals(5, container.running().exitCode());
        });
    }

    @Test
    void oneThatDoesNotIsKilledAtTheLimit() {
        onOurs(scene -> {
            ProcessOne container = run(scene, "-w 1 ", "sh -c 'trap \"\" TERM; echo up >>events; while :; do sleep 1; done'");
            scene.awaitEvents("up");
            container.signal(Posix.SIGTERM);
            assertEquals(137, container.running().exitCode());
        });
    }

    @Test
    void itsChildrenAreTerminatedWhenItHasEnded() {
        onOurs(scene -> {
            ProcessOne container = run(scene, "", "sh -c '"
                    + "(trap \"echo orphan >>events; exit\" TERM; echo up >>events; while :; do sleep 1 & wait $!; done) & until test -e events; do sleep 0.1; done; exit 3'");
            assertEquals(3, container.running().exitCode());
            assertEquals(List.of("up", "orphan"), scene.events());
        });
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"HUP, 1", "INT, 2", "QUIT, 3", "USR1, 10", "USR2, 12", "ALRM, 14", "CONT, 18", "WINCH, 28", "PWR, 30"})
    void otherSignalsArePassedOn(String name, int signal) {
        onOurs(scene -> {
            // The shell of a command in the background would begin with INT and QUIT ignored.
            ProcessOne container = run(scene, "", "sh -c 'trap \"echo " + name + " >>events; exit 4\" " + name + "; echo up >>events; while :; do sleep 1 & wait $!; done'");
            scene.awaitEvents("up");
            container.signal(signal);
            assertEquals(4, container.running().exitCode());
            assertEquals(List.of("up", name), scene.events());
        });
    }

    @Test
    void orphansAreReaped() {
        onOurs(scene -> {
            ProcessOne container = run(scene, "", "sh -c 'for i in 1 2 3 4 5 6 7 8 9; do (sh -c \"sleep 0.1\" &); done; echo up >>events; exec sleep 1000'");
            scene.awaitEvents("up");
            Await.until(() -> "the orphans to be reaped, there are " + Proc.children(container.pid()), () -> Proc.children(container.pid()).size() == 1);
            container.signal(Posix.SIGTERM);
            assertEquals(143, container.running().exitCode());
        });
    }

    @Test
    void theCommandGetsItsArgumentsEnvironmentAndDescriptors() {
        onOurs(scene -> {
            ProcessOne container = run(scene, "", "sh -c 'printf \"%s,\" \"$@\" $NOTE $(grep -h ^SigBlk /proc/self/status) >>events; echo out; echo err >&2' sh 'a b' '' -- -w");
            assertEquals(0, container.running().exitCode());
            assertEquals("a b,,--,-w,SigBlk:,0000000000000000,", scene.read(scene.root().resolve("events")));
            assertEquals("out\n", container.running().stdout());
            assertEquals("err\n", container.running().stderr());
        });
    }

    @ParameterizedTest(name = "runit {0}")
    @ValueSource(strings = {"--", "-w 5 --", "-w x -- true"})
    void whatIsNoCommandIsAMistake(String arguments) {
        onOurs(scene -> {
            ProcessOne container = new ProcessOne(scene).start("exec " + scene.suite().program("runit") + " " + arguments);
            assertEquals(100, container.running().exitCode());
            assertTrue(container.running().stderr().contains(" [-w sec] -- command ...\n"), container.running()::stderr);
        });
    }

    @Test
    void neitherStagesNorRebootHaveToDoWithIt() {
        onOurs(scene -> {
            ProcessOne container = new ProcessOne(scene).usualStages().start("exec " + scene.suite().program("runit") + " -- true");
            assertEquals(0, container.running().exitCode());
            assertEquals(List.of(), scene.events());
            assertEquals("", container.console());
        });
    }

    @Test
    void aRunsvdirThatIsKilledLeavesItsServicesInOrder() {
        onOurs(scene -> {
            ServiceDirectory service = scene.service("all/a").run(OBEDIENT);
            ProcessOne container = services(scene, "");
            scene.awaitEvents("up");
            service.supervise().await("run");
            awaitCommand(container, "runsvdir");
            Posix.kill(Proc.children(container.pid()).getFirst(), Posix.SIGKILL);
            assertEquals(137, container.running().exitCode());
            assertEquals(List.of("up", "TERM"), scene.events());
        });
    }

    @Test
    void itSleepsWhileNothingHappens() {
        onOurs(scene -> {
            ProcessOne container = run(scene, "", "sleep 1000");
            awaitCommand(container, "sleep");
            Await.pause(Duration.ofMillis(500));
            long before = Proc.switches(container.pid());
            Await.pause(Duration.ofSeconds(2));
            assertEquals(before, Proc.switches(container.pid()));
        });
    }

    private static void awaitCommand(ProcessOne container, String name) {
        Await.until(() -> name + " to run", () -> Proc.children(container.pid()).stream().anyMatch(child -> Proc.command(child).equals(name)));
    }

    private static ProcessOne services(Scene scene, String options) {
        return run(scene, options, "runsvdir all");
    }

    private static ProcessOne run(Scene scene, String options, String command) {
        return new ProcessOne(scene).start("exec " + scene.suite().program("runit") + " " + options + "-- " + command);
    }
}
