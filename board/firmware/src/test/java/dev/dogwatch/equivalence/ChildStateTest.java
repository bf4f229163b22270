package dev.dogwatch.equivalence;

import static dev.dogwatch.e2e.Equivalence.onBoth;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Posix;
import dev.dogwatch.e2e.Running;
import dev.dogwatch.e2e.Scene;
import dev.dogwatch.e2e.ServiceDirectory;
import dev.dogwatch.e2e.Transcript;
import org.junit.jupiter.api.Test;

/** What a service inherits: nothing that its supervisor did not have before, however oddly that was started, and always the same. */
@EndToEnd
class ChildStateTest {

    /**
     * Reports on standard output, since redirecting it would show among the descriptors. The children of the shell are asked where
     * possible: the shell itself blocks signals while it waits for one. Signals above 31 are those of the C library, not ours.
     */
    private static final String PROBE = """
            signals() { printf "$1 %%x\\n" $((0x$(sed -n "s/^$2:.//p" /proc/self/status) & 0x7fffffff)); }
            echo "argv $0 $#"
            echo "cwd $(pwd)"
            signals ignored SigIgn
            signals caught SigCgt
            echo "umask $(umask), files $(ulimit -n), core $(ulimit -c), nice $(nice)"
            echo "descriptor 1 -> $(readlink /proc/$$/fd/1)" | sed 's/pipe:.*/pipe/'
            ls -l /proc/self/fd | sed -n '/proc/d; / 1 ->/d; s/pipe:.*/pipe/; s/.* \\([0-9]* -> .*\\)/descriptor \\1/p'
            env | sort
            echo end
            echo up >>%s/events
            exec sleep 1000""";

    /** The shell empties the signal mask when it starts, awk leaves it alone. */
    private static final String MASK_PROBE = """
            #!/usr/bin/awk -f
            BEGIN {
                while ((getline line <"/proc/self/status") > 0) if (line ~ /^SigBlk/) print line
                fflush()
                print "up" >>"../events"
                close("../events")
                system("exec sleep 1000")
            }
            """;

    @Test
    void ofAPlainSupervisor() {
        reportUnder("exec runsv a").says("argv ./run 0", "cwd DIR/a", "ignored 0", "caught 0", "descriptor 1 -> SCRATCH/o/0/out",
                "descriptor 0 -> /dev/null", "descriptor 2 -> SCRATCH/o/0/err", "end");
    }

    @Test
    void ofASupervisorThatIgnoresSignals() {
        reportUnder("trap '' HUP INT QUIT USR1 PIPE; exec runsv a").says("ignored 1207");
    }

    @Test
    void ofASupervisorThatIgnoresTheSignalsThatItUsesItself() {
        reportUnder("exec env --ignore-signal=CHLD,TERM runsv a").says("ignored 0");
    }

    @Test
    void ofASupervisorThatBlocksTheSignalsThatItUsesItself() {
        onBoth(scene -> maskUnder(scene, "exec env --block-signal=CHLD,TERM runsv a")).agree().says("SigBlk:\t0000000000000000");
    }

    @Test
    void ofASupervisorThatBlocksSignals() {
        onBoth(scene -> maskUnder(scene, "exec env --block-signal=HUP,USR1,TERM,CHLD runsv a")).differ(
                "a clean mask is promised; C empties it only of the two signals that it uses itself",
                runit -> runit.says("SigBlk:\t0000000000000201"), dogwatch -> dogwatch.says("SigBlk:\t0000000000000000"));
    }

    @Test
    void ofASupervisorWithOpenDescriptors() {
        reportUnder("exec 5<f 7>>g; exec runsv a").says("descriptor 5 -> DIR/f", "descriptor 7 -> DIR/g");
    }

    @Test
    void ofASupervisorWithoutStandardDescriptors() {
        onBoth(scene -> {
            // Whatever takes the free numbers 0, 1 and 2 in the supervisor must not leak into the service under their name.
            ServiceDirectory service = scene.service("a").run("echo up >>../events; exec sleep 1000");
            scene.supervise(scene.shell("exec runsv a <&- >&- 2>&-"), service.supervise());
            scene.awaitEvents("up");
            scene.awaitStat(service, "run");
            service.supervise().control("x");
            Await.until(() -> "the end of runsv", () -> !service.supervise().isSupervised());
            scene.awaitStat(service, "down");
        }).agree().says("a: run [state 1, pid PID, paused 0, want u, term 0]", "a: down [state 0, pid none, paused 0, want d, term 0]");
    }

    @Test
    void ofASupervisorWithAnOddEnvironmentAndLimits() {
        reportUnder("umask 027; ulimit -n 77; ulimit -c 0; export ODD='a b=c' EMPTY=; exec nice -n 5 runsv a")
                .says("umask 0027, files 77, core 0, nice 5", "EMPTY=", "ODD=a b=c");
    }

    @Test
    void ofASupervisorWithoutAnyEnvironment() {
        onBoth(scene -> {
            // The mark by which a scene finds its processes is gone too: nothing may stay behind, whatever happens here.
            ServiceDirectory service = scene.service("a").run("tr '\\0' '\\n' </proc/self/environ; echo up >>../events; exec sleep 20");
            scene.start(scene.shell("exec timeout 20 env -i " + scene.suite().program("runsv") + " a"));
            scene.awaitEvents("up");
            service.supervise().await("run");
            service.supervise().control("x");
            service.supervise().await("down");
        }).agree().neverSays("=");
    }

    @Test
    void isTheSameAfterADeath() {
        onBoth(scene -> {
            ServiceDirectory service = probed(scene);
            Running runsv = scene.runsv(service);
            scene.awaitEvents("up");
            String first = runsv.stdout();
            Posix.kill(service.supervise().await("run").status().pid(), Posix.SIGKILL);
            scene.awaitEvents("up", "up");
            scene.note("the same: " + runsv.stdout().equals(first + first));
        }).agree().says("the same: true");
    }

    @Test
    void isTheSameAfterDownAndUp() {
        onBoth(scene -> {
            ServiceDirectory service = probed(scene);
            Running runsv = scene.runsv(service);
            scene.awaitEvents("up");
            String first = runsv.stdout();
            service.supervise().await("run");
            service.supervise().control("d");
            service.supervise().await("down");
            service.supervise().control("u");
            scene.awaitEvents("up", "up");
            scene.note("the same: " + runsv.stdout().equals(first + first));
        }).agree().says("the same: true");
    }

    @Test
    void ofAServiceWithALog() {
        onBoth(scene -> {
            scene.runsv(probed(scene).log("exec cat >../../logged"));
            scene.awaitEvents("up");
            Await.until(() -> "the report", () -> scene.read(scene.root().resolve("logged")).contains("end\n"));
            scene.noteFile("logged");
        }).agree().says("argv ./run 0", "ignored 0", "descriptor 1 -> pipe", "descriptor 0 -> /dev/null", "descriptor 2 -> SCRATCH/o/0/err",
                "end");
    }

    @Test
    void ofALogService() {
        onBoth(scene -> {
            Running runsv = scene.runsv(scene.idler("a").log(PROBE.formatted("../..")));
            scene.awaitEvents("up");
            scene.note(runsv.stdout());
        }).agree().says("argv ./run 0", "cwd DIR/a/log", "ignored 0", "caught 0", "descriptor 0 -> pipe", "end");
    }

    @Test
    void ofFinish() {
        onBoth(scene -> {
            ServiceDirectory service = scene.service("a").down().run("exit 3").finish(PROBE.formatted(".."));
            Running runsv = scene.runsv(service);
            service.supervise().control("o");
            scene.awaitEvents("up");
            scene.note(runsv.stdout());
        }).agree().says("argv ./finish 2", "cwd DIR/a", "ignored 0", "caught 0", "descriptor 0 -> /dev/null", "end");
    }

    @Test
    void ofAControlScript() {
        onBoth(scene -> {
            ServiceDirectory service = scene.idler("a").onControl('h', PROBE.formatted("..").replace("argv $0 $#",
                    "argv $0").replace("exec sleep 1000", ""));
            Running runsv = scene.runsv(service);
            service.supervise().await("run");
            service.supervise().control("h");
            scene.awaitEvents("up");
            scene.note(runsv.stdout());
        }).agree().says("argv control/h", "cwd DIR/a", "ignored 0", "caught 0", "descriptor 0 -> /dev/null", "end");
    }

    @Test
    void ofAServiceUnderRunsvdir() {
        onBoth(scene -> {
            scene.service("all/a").run(PROBE.formatted("../.."));
            Running runsvdir = scene.start(scene.shell("trap '' USR1; exec 6<all; exec runsvdir all"));
            scene.awaitEvents("up");
            scene.note(runsvdir.stdout());
        }).agree().says("argv ./run 0", "cwd DIR/all/a", "ignored 200", "caught 0", "descriptor 0 -> /dev/null", "descriptor 6 -> DIR/all",
                "end");
    }

    @Test
    void noSessionAndNoProcessGroupOfItsOwn() {
        onBoth(scene -> {
            scene.runsv(scene.service("a").run("""
                    ids() { cut -d' ' -f5,6 /proc/$1/stat; }
                    [ "$(ids $$)" = "$(ids $PPID)" ] && echo those of runsv >>../events || echo its own >>../events
                    exec sleep 1000"""));
            scene.awaitEvents("those of runsv");
        }).agree().says("events: those of runsv");
    }

    private static Transcript reportUnder(String start) {
        return onBoth(scene -> {
            ServiceDirectory service = probed(scene).file("../f", "");
            Running runsv = scene.supervise(scene.shell(start), service.supervise());
            scene.awaitEvents("up");
            scene.note(runsv.stdout());
        }).agree();
    }

    private static void maskUnder(Scene scene, String start) {
        ServiceDirectory service = scene.service("a").file("run", MASK_PROBE).mode("run", "rwxr-xr-x");
        Running runsv = scene.supervise(scene.shell(start), service.supervise());
        scene.awaitEvents("up");
        scene.note(runsv.stdout());
    }

    private static ServiceDirectory probed(Scene scene) {
        return scene.service("a").run(PROBE.formatted(".."));
    }
}
