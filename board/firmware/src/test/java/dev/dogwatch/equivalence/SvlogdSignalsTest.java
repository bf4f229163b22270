package dev.dogwatch.equivalence;

import static dev.dogwatch.e2e.Equivalence.onBoth;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Posix;
import dev.dogwatch.e2e.Running;
import org.junit.jupiter.api.Test;

/** SIGTERM and SIGHUP; SIGALRM is in {@link SvlogdRotationTest}. */
@EndToEnd
class SvlogdSignalsTest {

    @Test
    void termEndsItInOrder() {
        onBoth(scene -> {
            scene.arrange("mkdir log");
            Running svlogd = Logs.start(scene, "log");
            Logs.write(scene, "seq 1 9");
            Logs.awaitLine(scene, "9");
            svlogd.signal(Posix.SIGTERM);
            scene.awaitExit(svlogd);
            Logs.show(scene, "log");
        }).agree().says("svlogd log ended with 0", "-rwxr--r-- 18 current:");
    }

    @Test
    void termWaitsForTheEndOfTheLine() {
        onBoth(scene -> {
            scene.arrange("mkdir log");
            Running svlogd = Logs.start(scene, "-v log");
            Logs.write(scene, "printf 'first\\nbegun '");
            Logs.awaitLine(scene, "first");
            svlogd.signal(Posix.SIGTERM);
            Await.until(() -> "the signal", () -> svlogd.stderr().contains("sigterm"));
            Logs.write(scene, "printf 'and ended\\nnot logged\\n'");
            scene.awaitExit(svlogd);
            Logs.show(scene, "log");
        }).differ("the line at whose end it stops is lost",
                runit -> runit.says("first").neverSays("begun"),
                ours -> ours.says("first", "begun and ended").neverSays("not logged"));
    }

    @Test
    void whatComesTogetherWithTermIsNotLost() {
        onBoth(scene -> {
            scene.arrange("mkdir log");
            Running svlogd = Logs.start(scene, "log");
            Logs.write(scene, "echo first");
            Logs.awaitLine(scene, "first");
            svlogd.signal(Posix.SIGSTOP);
            Logs.write(scene, "echo second");
            svlogd.signal(Posix.SIGTERM);
            svlogd.signal(Posix.SIGCONT);
            scene.awaitExit(svlogd);
            scene.run(scene.shell("cat log/current; timeout -s KILL 1 cat in").named("logged, and left"));
        }).differ("lines that come together with SIGTERM are lost",
                runit -> runit.neverSays("second"),
                ours -> ours.says("first", "second"));
    }

    @Test
    void hupReadsTheConfigAnew() {
        onBoth(scene -> {
            scene.arrange("mkdir log; echo pold: >log/config");
            Running svlogd = Logs.start(scene, "-v log");
            Logs.write(scene, "echo one");
            Logs.awaitLine(scene, "old:one");
            scene.arrange("echo pnew: >log/config");
            svlogd.signal(Posix.SIGHUP);
            Await.until(() -> "the second reading", () -> svlogd.stderr().split("append: ").length == 2);
            Logs.write(scene, "echo two");
            Logs.awaitLine(scene, "new:two");
            svlogd.signal(Posix.SIGTERM);
            scene.awaitExit(svlogd);
            Logs.show(scene, "log");
        }).agree().says("old:one", "new:two");
    }

    @Test
    void hupOpensADirectoryThatHasAppeared() {
        onBoth(scene -> {
            scene.arrange("mkdir log");
            Running svlogd = Logs.start(scene, "-v log late");
            Await.until(() -> "it to be missed", () -> svlogd.stderr().contains("late: file does not exist"));
            scene.arrange("mkdir late");
            svlogd.signal(Posix.SIGHUP);
            Await.until(() -> "it to be opened", () -> svlogd.stderr().contains("new: late/current"));
            Logs.write(scene, "echo line");
            Logs.awaitLine(scene, "line");
            svlogd.signal(Posix.SIGTERM);
            scene.awaitExit(svlogd);
            Logs.show(scene, "late");
        }).agree().says("-rwxr--r-- 5 current:", "line");
    }

    @Test
    void hupGivesUpADirectoryThatHasGone() {
        onBoth(scene -> {
            scene.arrange("mkdir log gone");
            Running svlogd = Logs.start(scene, "-v log gone");
            Await.until(() -> "both to be open", () -> svlogd.stderr().contains("new: gone/current"));
            scene.arrange("rm -r gone");
            svlogd.signal(Posix.SIGHUP);
            Await.until(() -> "it to be given up", () -> svlogd.stderr().contains("unable to open log directory: gone"));
            Logs.write(scene, "echo line");
            Logs.awaitLine(scene, "line");
            svlogd.signal(Posix.SIGTERM);
            scene.awaitExit(svlogd);
            Logs.show(scene, "log");
        }).agree().says("svlogd -v log gone ended with 0", "line");
    }

    @Test
    void hupWithoutAnyDirectoryLeftEndsIt() {
        onBoth(scene -> {
            scene.arrange("mkdir log");
            Running svlogd = Logs.start(scene, "log");
            scene.arrange("rm -r log");
            svlogd.signal(Posix.SIGHUP);
            scene.awaitExit(svlogd);
        }).agree().says("svlogd log ended with 111", "complaint of svlogd log: svlogd: fatal: no functional log directories.");
    }
}
