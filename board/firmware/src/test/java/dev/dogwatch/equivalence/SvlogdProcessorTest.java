package dev.dogwatch.equivalence;

import static dev.dogwatch.e2e.Equivalence.onBoth;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Posix;
import dev.dogwatch.e2e.Running;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The processor of a log directory: what it is given, and what becomes of what it says. */
@EndToEnd
class SvlogdProcessorTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiterString = "=>", value = {
        "a copy                     => cat",
        "nothing                    => :",
        "its end counts, not its output => echo processed",
        "its descriptors            => ls -l /proc/self/fd | grep -c . >/dev/null; readlink /proc/$$/fd/0 /proc/$$/fd/1 /proc/$$/fd/4 /proc/$$/fd/5 | sed \"s#.*/##\"",
        "no other descriptors       => for fd in /proc/$$/fd/*; do case ${fd##*/} in [012345]) ;; *) [ ! -e $fd ] || case $(readlink $fd) in */log*) echo $fd;; esac;; esac; done",
        "its state                  => cat <&4; cat >&5",
        "an old state is replaced   => read -r n <&4; echo $((n + 1)) >&5",
        "its directory              => basename $(pwd)",
        "its arguments              => echo $0 $#",
        "its stderr is ours         => echo heard >&2",
    })
    void itIsGivenTheLog(String what, String command) {
        onBoth(scene -> {
            scene.arrange("mkdir log; printf '%s\\n' '!" + command.replace("'", "'\\''") + "' s100 >log/config");
            Logs.run(scene, "seq 1 40 | svlogd -l 50 -b 60 log");
            Logs.show(scene, "log");
            Logs.run(scene, "seq 1 40 | svlogd -l 50 -b 60 log");
            Logs.show(scene, "log");
        }).agree().says("= 0");
    }

    @Test
    void itIsToldAbout() {
        onBoth(scene -> {
            scene.arrange("mkdir log; printf '%s\\n' '!cat' >log/config");
            Running svlogd = Logs.start(scene, "-v log");
            Logs.rotateALine(scene, svlogd);
            Await.until(() -> "the processor's end", () -> svlogd.stderr().contains("info: processed"));
            svlogd.signal(Posix.SIGTERM);
            scene.note("ended with " + svlogd.exitCode());
            scene.note(svlogd.stderr().replaceAll("@[0-9a-f]{24}", "@LABEL"));
        }).agree().says("svlogd: info: rename: log/current @LABEL.u 5", "svlogd: info: processing: log/@LABEL.u",
                "svlogd: info: sigchild received.", "svlogd: info: processed: log/@LABEL.s");
    }

    @Test
    void itIsTriedAgainUntilItSucceeds() {
        onBoth(scene -> {
            scene.arrange("mkdir log; echo '!cat; echo x >>../tries; [ $(wc -l <../tries) -ge 3 ]' >log/config");
            Running svlogd = Logs.start(scene, "log");
            Logs.rotateALine(scene, svlogd);
            svlogd.signal(Posix.SIGTERM);
            scene.awaitExit(svlogd);
            Logs.show(scene, "log");
            scene.noteFile("tries");
        }).agree().says("complaint of svlogd log: svlogd: warning: processor failed, restart: log");
    }

    @Test
    void itIsWaitedForAtTheEnd() {
        onBoth(scene -> {
            scene.arrange("mkdir log; printf '%s\\n' '!sleep 1; cat' s100 >log/config");
            Logs.run(scene, "seq 1 25 | svlogd -l 50 -b 60 log");
            Logs.show(scene, "log");
        }).agree().says("-rwxr--r-- 51 @LABEL.s:");
    }

    @Test
    void killedItHasNotSucceeded() {
        onBoth(scene -> {
            scene.arrange("mkdir log; printf '%s\\n' '![ -e ../tried ] || { touch ../tried; kill -9 $$; }; cat' >log/config");
            Running svlogd = Logs.start(scene, "log");
            Logs.rotateALine(scene, svlogd);
            svlogd.signal(Posix.SIGTERM);
            scene.awaitExit(svlogd);
            Logs.show(scene, "log");
        }).differ("a processor that a signal ended counts as one that has succeeded, and the log is lost",
                runit -> runit.says("-rwxr--r-- 0 @LABEL.s:"),
                ours -> ours.says("-rwxr--r-- 5 @LABEL.s:", "line"));
    }
}
