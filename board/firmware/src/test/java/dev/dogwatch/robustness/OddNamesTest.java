package dev.dogwatch.robustness;

import static dev.dogwatch.robustness.Ours.onOurs;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Outcome;
import dev.dogwatch.e2e.ServiceDirectory;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A name is whatever bytes the file system takes, up to 255 of them; runsvdir, runsv and sv pass each on as it is. */
@EndToEnd
class OddNamesTest {

    static List<String> names() {
        return List.of("a b", " ", "a\nb", "\n", "a\tb", "\u00e4\u00f6\u00fc", "\u65e5\u672c", "--", "-x", "*", "$(exit)",
                "x".repeat(255), "\u00e4".repeat(127), " ".repeat(255), "\n".repeat(255));
    }

    @ParameterizedTest(name = "[{index}]")
    @MethodSource("names")
    void isSupervisedByThatName(String name) {
        onOurs(scene -> {
            ServiceDirectory service = scene.idler("all/" + name).log("exec cat");
            Tree tree = Tree.grow(scene);
            service.supervise().await("run");
            int log = service.logSupervise().await("run").status().pid();
            tree.runsv(new String(name.getBytes(UTF_8), ISO_8859_1));

            Outcome status = scene.command("sv", "--", "status", name).env("SVDIR", "all").run();
            assertEquals("run: " + name + ": (pid PID) Ns; run: log: (pid PID) Ns\n", told(status));
            assertEquals("ok: down: " + name + ": Ns, normally up\n",
                    told(scene.command("sv", "-v", "--", "stop", name).env("SVDIR", "all").run()));
            assertEquals("ok: run: " + name + ": (pid PID) Ns\n",
                    told(scene.command("sv", "-v", "--", "start", name).env("SVDIR", "all").run()));
            assertEquals("run: " + name + "/log: (pid PID) Ns\n",
                    told(scene.command("sv", "--", "status", name + "/log").env("SVDIR", "all").run()));
            assertEquals(log, service.logSupervise().await("run").status().pid());
            tree.everythingElseGoesOn();
        });
    }

    @ParameterizedTest(name = "[{index}]")
    @MethodSource("names")
    void isToldInMessages(String name) {
        onOurs(scene -> {
            scene.service("all/" + name).log("exec cat");
            Tree tree = Tree.grow(scene);
            // More than one line, if the name is.
            String message = "runsv " + name + ": fatal: unable to start ./run: file does not exist\n";
            Await.until(() -> message, () -> utf8(tree.runsvdir().stderr()).contains(message));
            tree.everythingElseGoesOn();
        });
    }

    private static String told(Outcome outcome) {
        return outcome.normaliser().apply(utf8(outcome.out()));
    }

    /** The harness reads bytes as Latin-1. */
    private static String utf8(String latin1) {
        return new String(latin1.getBytes(ISO_8859_1), UTF_8);
    }
}
