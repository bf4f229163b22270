package dev.dogwatch.equivalence;

import static dev.dogwatch.e2e.Equivalence.onBoth;

import dev.dogwatch.e2e.Command;
import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.PrivateNamespaces;
import dev.dogwatch.e2e.Scene;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the links change, and what is said when they do not. A private /etc holds them, as the oracle knows no other place. */
@EndToEnd
@PrivateNamespaces
class RunsvchdirTest {

    private static final String LINKS = "for link in current current.new previous; do test -L $link && echo $link $(readlink $link); done; true";

    @Test
    void withoutADirectoryItTellsItsUsage() {
        onBoth(scene -> scene.run(scene.command("runsvchdir"))).agree().says("2> usage: BIN/runsvchdir dir", "2> ", "= 1");
    }

    @Test
    void theLinksChange() {
        onBoth(scene -> {
            build(scene);
            change(scene, "single");
            change(scene, "default");
            change(scene, "single", "and", "more");
        }).agree().says("runsvchdir: single: now current.", "= 0", "current single", "previous default",
                "runsvchdir: default: now current.", "= 0", "current default", "previous single",
                "runsvchdir: single: now current.", "= 0", "current single", "previous default");
    }

    @Test
    void theCurrentOneStays() {
        onBoth(scene -> {
            build(scene);
            change(scene, "default");
        }).agree().says("runsvchdir: default: current.", "= 0", "current default");
    }

    @Test
    void whatIsTheSameDirectoryIsCurrentByAnyName() {
        onBoth(scene -> {
            build(scene);
            scene.arrange("ln -s default etc/runit/runsvdir/alias");
            change(scene, "alias");
            change(scene, "/etc/runit/runsvdir/default");
            change(scene, "current");
        }).agree().says("runsvchdir: alias: current.", "runsvchdir: /etc/runit/runsvdir/default: current.", "runsvchdir: current: current.",
                "current default").neverSays("previous default");
    }

    @Test
    void anAbsolutePathIsTakenAsItStands() {
        onBoth(scene -> {
            build(scene);
            scene.arrange("mkdir etc/other");
            change(scene, "/etc/other");
        }).agree().says("runsvchdir: /etc/other: now current.", "= 0", "current /etc/other", "previous default");
    }

    @Test
    void leftOversAreReplaced() {
        onBoth(scene -> {
            build(scene);
            scene.arrange("cd etc/runit/runsvdir; ln -s nowhere previous; ln -s nowhere current.new");
            change(scene, "single");
        }).agree().says("= 0", "current single", "previous default").neverSays("nowhere");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        ".hidden | .hidden: must not start with a dot.",
        ".       | .: must not start with a dot.",
        "../up   | ../up: must not start with a dot.",
        "nowhere | nowhere: file does not exist",
        "a/b     | a/b: file does not exist",
        "file    | filenot a directory.",
        "file/x  | unable to stat: file/x: not a directory",
        "loop    | unable to stat: loop: symbolic link loop",
        "-V      | -V: file does not exist",
    })
    void whatIsNoDirectoryIsFatal(String name, String text) {
        onBoth(scene -> {
            build(scene);
            scene.arrange("cd etc/runit/runsvdir; touch file; ln -s loop loop; mkdir .hidden");
            change(scene, name);
        }).agree().says("2> BIN/runsvchdir: fatal: " + text, "= 111", "current default");
    }

    @Test
    void aDirectoryOfNoNameIsFatal() {
        onBoth(scene -> {
            build(scene);
            scene.run(inside(scene, "runsvchdir ''"));
        }).agree().says("2> runsvchdir: fatal: : file does not exist", "= 111");
    }

    @Test
    void withoutTheirDirectoryItIsFatal() {
        onBoth(scene -> {
            scene.arrange("mkdir -p etc/runit");
            change(scene, "single");
        }).agree().says("2> BIN/runsvchdir: fatal: unable to chdir: /etc/runit/runsvdir: file does not exist", "= 111");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "rm current                         | unable to stat: current: file does not exist",
        "mkdir previous                     | unable to unlink: previous: is a directory",
        "mkdir current.new                  | unable to unlink: current.new: is a directory",
    })
    void whatStandsInTheWayIsTold(String spoil, String text) {
        onBoth(scene -> {
            build(scene);
            scene.arrange("cd etc/runit/runsvdir; " + spoil);
            change(scene, "single");
        }).agree().says("2> BIN/runsvchdir: fatal: " + text, "= 111");
    }

    @Test
    void soIsAReadOnlyFileSystem() {
        onBoth(scene -> {
            build(scene);
            scene.run(inside(scene, "mount -o remount,bind,ro /etc; runsvchdir single"));
        }).agree().says("2> runsvchdir: fatal: unable to unlink: current.new: read-only file system", "= 111");
    }

    @Test
    void anotherDirectoryMayBeNamedByTheEnvironment() {
        onBoth(scene -> {
            build(scene);
            scene.arrange("mkdir -p here/a here/b; ln -s a here/current");
            scene.run(inside(scene, "RUNSVDIR=here runsvchdir b"));
            scene.run(scene.shell("cd here; " + LINKS));
        }).differ("since 2.3.0", runit -> runit.says("2> runsvchdir: fatal: b: file does not exist", "= 111", "current a"),
                ours -> ours.says("runsvchdir: b: now current.", "= 0", "current b", "previous a"));
    }

    private static void build(Scene scene) {
        scene.arrange("mkdir -p etc/runit/runsvdir/default etc/runit/runsvdir/single; ln -s default etc/runit/runsvdir/current");
    }

    private static void change(Scene scene, String... names) {
        scene.run(inside(scene, scene.suite().program("runsvchdir") + " " + String.join(" ", names)));
        scene.run(scene.shell("cd etc/runit/runsvdir 2>/dev/null || exit 0; " + LINKS));
    }

    /** With a private /etc. */
    private static Command inside(Scene scene, String line) {
        return scene.command("/usr/bin/unshare", "-m", "/bin/sh", "-c", "mount --bind etc /etc && { " + line + "; }").named("privately");
    }
}
