package dev.dogwatch.equivalence;

import static dev.dogwatch.e2e.Equivalence.onBoth;
import static dev.dogwatch.equivalence.Services.listener;
import static dev.dogwatch.equivalence.Services.sleeper;
import static dev.dogwatch.equivalence.Services.up;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Outcome;
import dev.dogwatch.e2e.Running;
import dev.dogwatch.e2e.Scene;
import dev.dogwatch.e2e.ServiceDirectory;
import dev.dogwatch.e2e.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** sv as an init script: a link to it under the name of a service, as in /etc/init.d. */
@EndToEnd
class SvLsbTest {

    private static final Status RUN = Status.of(1, 4711, 'u');
    private static final Status DOWN = Status.of(0, 0, 'd');

    @ParameterizedTest(name = "a {0}")
    @ValueSource(strings = {"", "foo", "s", "st", "sta", "statusfoo", "r", "restarting", "f", "version", "-w 1", "--"})
    void whatIsNoCommandGetsTheUsage(String arguments) {
        onBoth(scene -> lsb(scene, "a", arguments.isEmpty() ? new String[0] : arguments.split(" ")))
                .agree().says("2> usage: a [-w sec] command", "2> ", "= 2");
    }

    @Test
    void aWrongOptionIsAComplaintOfTheScript() {
        onBoth(scene -> lsb(scene, "a", "-x", "status")).agree().says("2> a: illegal option -- x", "2> usage: a [-w sec] command", "= 2");
    }

    @Test
    void theVersionComesWithTheUsage() {
        onBoth(scene -> {
            Outcome outcome = scene.command(link(scene, "a"), "-V").run();
            scene.note(outcome.err().lines().skip(1).toList() + " = " + outcome.exitCode());
        }).agree().says("[usage: a [-w sec] command, ] = 2");
    }

    @Test
    void statusOfAServiceThatRuns() {
        onBoth(scene -> {
            Puppet.in(scene, "a", RUN);
            lsb(scene, "a", "status");
        }).agree().says("run: a: (pid PID) Ns", "= 0");
    }

    @Test
    void statusOfAServiceThatIsDown() {
        onBoth(scene -> {
            Puppet.in(scene, "a", DOWN);
            lsb(scene, "a", "status");
        }).agree().says("down: a: Ns, normally up", "= 3");
    }

    @Test
    void statusOfAServiceThatFinishes() {
        onBoth(scene -> {
            Puppet.in(scene, "a", Status.of(2, 4711, 'u'));
            lsb(scene, "a", "status");
        }).agree().says("finish: a: (pid PID) Ns", "= 0");
    }

    @Test
    void statusOfAServiceThatIsDownWhileItsLogRuns() {
        onBoth(scene -> {
            Puppet.in(scene, "a", DOWN);
            Puppet.in(scene, "a/log", RUN);
            lsb(scene, "a", "status");
        }).differ("since 2.3.0 it is the service that counts, not its log",
                runit -> runit.says("down: a: Ns, normally up; run: log: (pid PID) Ns", "= 0"),
                dogwatch -> dogwatch.says("down: a: Ns, normally up; run: log: (pid PID) Ns", "= 3"));
    }

    @Test
    void statusOfAServiceThatRunsWhileItsLogIsDown() {
        onBoth(scene -> {
            Puppet.in(scene, "a", RUN);
            Puppet.in(scene, "a/log", DOWN);
            lsb(scene, "a", "status");
        }).differ("since 2.3.0 it is the service that counts, not its log",
                runit -> runit.says("run: a: (pid PID) Ns; down: log: Ns, normally up", "= 3"),
                dogwatch -> dogwatch.says("run: a: (pid PID) Ns; down: log: Ns, normally up", "= 0"));
    }

    @ParameterizedTest(name = "{0}: {3}")
    @CsvSource(delimiter = '|', value = {
        "no service directory | rm -r a                             | fail: a: unable to change to service directory: file does not exist | 1",
        "no runsv             | rm a/supervise/ok; mkfifo a/supervise/ok | fail: a: runsv not running                                     | 1",
        "no supervise         | rm -r a/supervise                   | warning: a: unable to open supervise/ok: file does not exist        | 4",
        "no status            | rm a/supervise/status               | warning: a: unable to open supervise/status: file does not exist    | 4",
        "half a status        | echo >a/supervise/status            | warning: a: unable to read supervise/status: bad format             | 4",
    })
    void statusOfWhatIsNoService(String how, String preparation, String line, int exitCode) {
        onBoth(scene -> {
            Puppet.in(scene, "a", RUN);
            scene.arrange(preparation);
            lsb(scene, "a", "status");
        }).agree().says(line, "= " + exitCode);
    }

    @ParameterizedTest(name = "a {0}: {2}")
    @CsvSource(delimiter = '|', value = {
        "start          | down | u    | timeout: down: a: Ns, normally up | 1",
        "stop           | run  | d    | timeout: run: a: (pid PID) Ns     | 1",
        "reload         | run  | h    | ok: run: a: (pid PID) Ns          | 0",
        "try-restart    | down | tc   | ok: down: a: Ns, normally up      | 0",
        "force-reload   | down | tc   | ok: down: a: Ns, normally up      | 0",
        "force-stop     | run  | dk   | kill: run: a: (pid PID) Ns        | 1",
        "shutdown       | run  | x    | timeout: run: a: (pid PID) Ns     | 1",
    })
    void otherCommandsEndWith0Or1(String command, String state, String control, String line, int exitCode) {
        onBoth(scene -> {
            Puppet puppet = Puppet.in(scene, "a", state.equals("run") ? RUN : DOWN);
            lsb(scene, "a", "-w", "0", command);
            puppet.noteReceived();
        }).agree().says(line, "= " + exitCode, "control: " + control);
    }

    @ParameterizedTest(name = "a {0}")
    @CsvSource({"up, u", "down, d", "hup, h", "exit, x", "1, 1"})
    void lettersWorkHereToo(String command, String control) {
        onBoth(scene -> {
            Puppet puppet = Puppet.in(scene, "a", control.equals("u") ? DOWN : RUN);
            lsb(scene, "a", command);
            puppet.noteReceived();
        }).agree().says("= 0", "control: " + control);
    }

    @Test
    void furtherArgumentsDoNotCount() {
        onBoth(scene -> {
            Puppet.in(scene, "a", RUN);
            Puppet.in(scene, "b", RUN);
            lsb(scene, "a", "status", "b", "missing");
        }).agree().says("run: a: (pid PID) Ns", "= 0").neverSays(" b: ");
    }

    @Test
    void aLifeAsAnInitScript() {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "a").down();
            Running runsv = scene.runsv(service);
            service.supervise().await("down");
            lsb(scene, "a", "status");
            lsb(scene, "a", "start");
            lsb(scene, "a", "status");
            // sv compares whole seconds: what was started within the current one would count as restarted.
            Await.pause(Duration.ofMillis(1100));
            lsb(scene, "a", "restart");
            lsb(scene, "a", "stop");
            lsb(scene, "a", "status");
            lsb(scene, "a", "shutdown");
            scene.awaitExit(runsv);
            lsb(scene, "a", "status");
        }).agree().says("$ a status", "down: a: Ns", "= 3")
                .says("$ a start", "ok: run: a: (pid PID) Ns, normally down", "= 0", "$ a status", "run: a: (pid PID) Ns, normally down", "= 0")
                .says("$ a restart", "ok: run: a: (pid PID) Ns, normally down", "= 0")
                .says("$ a stop", "ok: down: a: Ns", "= 0", "$ a status", "down: a: Ns", "= 3")
                .says("$ a shutdown", "ok: a: runsv not running", "= 0", "$ a status", "fail: a: runsv not running", "= 1");
    }

    @Test
    void reloadAsAnInitScriptSendsAHangup() {
        onBoth(scene -> {
            up(scene, listener(scene, "a"));
            lsb(scene, "a", "reload");
            scene.awaitEvents("up", "HUP");
        }).agree().says("ok: run: a: (pid PID) Ns", "= 0");
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(strings = {"a b", "a.d", "runsvx", "x"})
    void anyOtherNameThanSvIsAService(String name) {
        onBoth(scene -> {
            Puppet.in(scene, name, RUN);
            lsb(scene, name, "status");
        }).agree().says("run: " + name + ": (pid PID) Ns", "= 0");
    }

    private static void lsb(Scene scene, String name, String... arguments) {
        scene.run(scene.command(link(scene, name), arguments));
    }

    private static String link(Scene scene, String name) {
        Path link = scene.root().resolve("init.d").resolve(name);
        try {
            Files.createDirectories(link.getParent());
            if (!Files.exists(link)) {
                Files.createSymbolicLink(link, scene.suite().program("sv"));
            }
            return link.toString();
        } catch (IOException e) {
            throw new AssertionError("cannot link " + link, e);
        }
    }
}
