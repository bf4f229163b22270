package dev.dogwatch.equivalence;

import static dev.dogwatch.e2e.Equivalence.onBoth;

import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.PrivateNamespaces;
import dev.dogwatch.e2e.ProcessOne;
import dev.dogwatch.e2e.Scene;
import dev.dogwatch.e2e.Suite;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From the first process to the last: runit-init, runit, runsvdir, runsv, a service, and the way back. */
@EndToEnd
@PrivateNamespaces
class WholeBootTest {

    private static final String SERVICE = "trap 'echo TERM >>EVENTS; exit 0' TERM; echo up >>EVENTS; while :; do sleep 1 & wait $!; done";

    @ParameterizedTest(name = "init {0}")
    @CsvSource({"0, 130", "6, 129"})
    void servicesRunAndTheThirdStageTakesThemDown(String word, int code) {
        onBoth(scene -> {
            service(scene, "all/a");
            ProcessOne one = new ProcessOne(scene).stage(1, "install -m000 /dev/null /run/runit.stopit; install -m000 /dev/null /run/runit.reboot; echo one >>events")
                    .stage(2, "exec env - PATH=\"$PATH\" DOGWATCH_SCENE=\"$DOGWATCH_SCENE\" runsvdir -P all 'log: ..........'")
                    .stage(3, "echo three >>events; SVDIR=$PWD/all sv -w 20 force-stop a; SVDIR=$PWD/all sv exit a")
                    .start("exec " + scene.suite().program("runit-init"));
            scene.awaitEventCount(2);
            scene.run(one.inside("SVDIR=$PWD/all sv check a"));
            one.inside("exec " + scene.suite().program("runit-init") + " " + word).start();
            one.awaitEnd();
        }).agree().says("ok: run: a: (pid PID) Ns", "events: one, up, three, TERM", "console: - runit: leave stage: /etc/runit/2",
                "console: ok: down: a: Ns, normally up", "console: - runit: leave stage: /etc/runit/3", "ended with " + code);
    }

    @Test
    void servicesThatTheThirdStageForgetsAreKilled() {
        onBoth(scene -> {
            service(scene, "all/a");
            ProcessOne one = new ProcessOne(scene).usualStages().stage(2, "exec runsvdir all").boot();
            scene.awaitEventCount(2);
            one.stop().awaitEnd();
        }).agree().says("events: one, up, three", "ended with 130");
    }

    /** The scripts are the package's own; its flags keep them from the System V scripts of this machine. */
    @ParameterizedTest(name = "init {0}")
    @CsvSource({"0, 130, 0", "6, 129, 6"})
    void debiansOwnScriptsBootUsAsWell(String word, int code, String runlevel) {
        onBoth(scene -> {
            ProcessOne one = debian(scene);
            scene.awaitEventCount(2);
            scene.run(one.inside("SVDIR=/etc/service sv check a; runsvchdir default"));
            one.inside("exec " + scene.suite().program("runit-init") + " " + word).start();
            one.awaitEnd();
        }).agree().says("ok: run: a: (pid PID) Ns", "runsvchdir: default: current.",
                "console: runsvchdir: default: current.", "console: Waiting for services to stop...",
                "console: - runit: leave stage: /etc/runit/3", "ended with " + code).says("events: boot-run, up, TERM, shutdown-run " + runlevel);
    }

    @Test
    void debiansCtrlAltDelWorks() {
        onBoth(scene -> {
            ProcessOne one = debian(scene);
            scene.arrange("sed -i 's/14/1/g' etc/runit/ctrlaltdel");
            scene.awaitEventCount(2);
            one.signal(2);
            one.awaitEnd();
        }).agree().says("events: boot-run, up, TERM, shutdown-run 0", "console: - runit: enter stage: /etc/runit/ctrlaltdel",
                "console: - runit: leave stage: /etc/runit/ctrlaltdel", "ended with 130");
    }

    private static ProcessOne debian(Scene scene) {
        ProcessOne one = new ProcessOne(scene);
        Path scripts = Suite.oracle().bin().resolveSibling("root/etc/runit");
        scene.arrange("cp -a " + scripts + "/1 " + scripts + "/2 " + scripts + "/3 " + scripts + "/ctrlaltdel etc/runit/;"
                + " mkdir -p etc/runit/boot-run etc/runit/shutdown-run etc/runit/runsvdir/default etc/runit/runsvdir/single;"
                + " ln -s default etc/runit/runsvdir/current; ln -s runit/runsvdir/current etc/service;"
                + " for program in runsvdir runsv sv runsvchdir; do ln -s " + scene.suite().bin() + "/$program sbin/; done;"
                + " touch etc/runit/native.boot.run etc/runit/no.emulate.sysv;"
                + " echo \"echo boot-run >>$PWD/events\" >etc/runit/boot-run/a.sh;"
                + " echo \"echo shutdown-run \\$(cat /run/runit.runlevel) >>$PWD/events\" >etc/runit/shutdown-run/a.sh");
        service(scene, "etc/runit/runsvdir/default/a");
        return one.start("exec " + scene.suite().program("runit-init"));
    }

    private static void service(Scene scene, String name) {
        scene.service(name).run(SERVICE.replace("EVENTS", scene.root().resolve("events").toString()));
    }
}
