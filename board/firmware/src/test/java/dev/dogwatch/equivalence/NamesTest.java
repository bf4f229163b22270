package dev.dogwatch.equivalence;

import static dev.dogwatch.e2e.Equivalence.onBoth;
import static dev.dogwatch.equivalence.Services.sleeper;

import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.ServiceDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names are bytes: whatever the file system takes as one is the name of a service. */
@EndToEnd
class NamesTest {

    @ParameterizedTest(name = "[{index}]")
    @ValueSource(strings = {"a b", " a ", "a\tb", "a\nb", "a\\b", "a\"b'c", "*", "$HOME", "~", "%s%n", "-P", "--", "a:b", "\u0001\u007f"})
    void oddOnes(String name) {
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "all/" + name).log("exec cat");
            scene.start(scene.command("runsvdir", "all"));
            scene.awaitEvents("up");
            service.supervise().await("run");
            service.logSupervise().await("run");
            scene.run(scene.command("sv", "--", "status", name).env("SVDIR", "all"));
            scene.run(scene.command("sv", "--", "stop", name).env("SVDIR", "all"));
            scene.run(scene.command("sv", "--", "stop", name + "/log").env("SVDIR", "all"));
            service.supervise().await("down");
        }).agree().says(("run: " + name + ": (pid PID) Ns; run: log: (pid PID) Ns").split("\n"));
    }

    @Test
    void messagesTellOddOnesAsTheyAre() {
        onBoth(scene -> {
            scene.idler("all/a b\nc").file("supervise", "");
            scene.run(scene.command("runsv", "all/a b\nc"));
            scene.run(scene.command("sv", "status", "all/a b\nc"));
        }).agree().says("2> runsv all/a b", "2> c: fatal: unable to open supervise/lock: not a directory", "= 111",
                "warning: all/a b", "c: unable to open supervise/ok: not a directory", "= 1");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"\\303\\244", "\\344", "\\377\\376", "a\\200b", "\\360\\237\\220\\225"})
    void bytesBeyondAscii(String octal) {
        onBoth(scene -> {
            // Through printf, since a Java path takes only what the locale can say.
            sleeper(scene, "model");
            scene.arrange("mkdir all; mv model \"all/$(printf '" + octal + "')\"");
            scene.start(scene.command("runsvdir", "all"));
            scene.awaitEvents("up");
            scene.run(scene.shell("SVDIR=all exec sv -w 20 start \"$(printf '" + octal + "')\""));
            scene.run(scene.shell("SVDIR=all exec sv stop \"$(printf '" + octal + "')\""));
            scene.run(scene.shell("exec runsv \"$(printf '" + octal + "')\""));
        }).agree().says("ok: run: " + latin1(octal) + ": (pid PID) Ns", "= 0", "ok: down: " + latin1(octal) + ": Ns, normally up", "= 0",
                "2> runsv " + latin1(octal) + ": fatal: unable to change to directory: file does not exist", "= 111");
    }

    @Test
    void as255CharactersAre() {
        String name = "n".repeat(255);
        onBoth(scene -> {
            ServiceDirectory service = sleeper(scene, "all/" + name);
            scene.start(scene.command("runsvdir", "all"));
            scene.awaitEvents("up");
            service.supervise().await("run");
            scene.run(scene.command("sv", "status", name).env("SVDIR", "all"));
            scene.run(scene.command("sv", "stop", name).env("SVDIR", "all"));
            scene.run(scene.command("sv", "status", name + "n").env("SVDIR", "all"));
        }).agree().says("run: " + name + ": (pid PID) Ns", "ok: down: " + name + ": Ns, normally up",
                "fail: " + name + "n: unable to change to service directory: file name too long");
    }

    @Test
    void pathsAsLongAsTheSystemAllows() {
        String deep = ("d".repeat(199) + "/").repeat(19);
        onBoth(scene -> {
            ServiceDirectory service = scene.service(deep + "a").run("exec sleep 1000");
            scene.supervise(scene.command("runsv", deep + "a"), service.supervise());
            service.supervise().await("run");
            scene.run(scene.command("sv", "stop", "./" + deep + "a"));
            scene.run(scene.command("sv", "status", "./" + deep.repeat(2)));
        }).agree().says("ok: down: ./" + deep + "a: Ns, normally up",
                "fail: ./" + deep.repeat(2) + ": unable to change to service directory: file name too long");
    }

    /** The bytes of octal escapes, each as the character of its number, as the harness reads output. */
    private static String latin1(String octal) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < octal.length(); i++) {
            if (octal.charAt(i) == '\\') {
                text.append((char) Integer.parseInt(octal.substring(i + 1, i + 4), 8));
                i += 3;
            } else {
                text.append(octal.charAt(i));
            }
        }
        return text.toString();
    }
}
