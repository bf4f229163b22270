package dev.dogwatch.robustness;

import static dev.dogwatch.robustness.Ours.onOurs;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Outcome;
import dev.dogwatch.e2e.Scene;
import dev.dogwatch.e2e.ServiceDirectory;
import dev.dogwatch.e2e.Status;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** sv top: a table, once where there is no terminal, and again and again where there is one. */
@EndToEnd
class SvTopTest {

    @Test
    void elsewhereThanOnATerminalItIsPlainAndToldOnce() {
        onOurs(scene -> {
            PlantedService.in(scene, "a-down", Status.of(0, 0, 'd').withStamp(Instant.now().minusSeconds(93_784)))
                    .counts("starts 12\ndeaths 12\nexit 111\nsignal -1");
            PlantedService.in(scene, "killed", Status.of(0, 0, 'd').withStamp(Instant.now().minusSeconds(7_384)))
                    .counts("starts 1234567\ndeaths 1234567\nexit -1\nsignal 9");
            scene.service("stray");
            Outcome outcome = scene.sv("top");
            assertEquals("", outcome.err());
            List<List<String>> rows = rows(outcome);
            assertEquals(List.of("NAME", "STATE", "UPTIME", "STARTS", "DEATHS", "CPU%", "RSS", "LAST"), rows.get(0));
            assertEquals(List.of("a-down", "down", "1d02h", "12", "12", "-", "-", "exit", "111"), rows.get(1));
            assertEquals(List.of("killed", "down", "2h03m", "1234567", "1234567", "-", "-", "signal", "9"), rows.get(2));
            assertEquals(List.of("stray", "fail", "-", "-", "-", "-", "-", "-"), rows.get(3));
            int columns = outcome.out().indexOf("LAST");
            assertTrue(outcome.out().lines().allMatch(line -> line.charAt(columns - 1) == ' ' && line.charAt(columns) != ' '),
                    () -> "columns under each other:\n" + outcome.out());
        });
    }

    @Test
    void whatTheDescendantsTakeIsCounted() {
        onOurs(scene -> {
            ServiceDirectory busy = scene.service("busy").run("sh -c 'while :; do :; done' & echo >>../events; wait");
            ServiceDirectory idle = scene.idler("idle");
            scene.runsv(busy);
            scene.runsv(idle);
            busy.supervise().await("run");
            idle.supervise().await("run");
            Await.until(() -> "CPU time of the child", () -> number(rows(scene.command("sv", "top").run()).get(1).get(5)) > 1);
            List<List<String>> rows = rows(scene.sv("top"));
            assertTrue(number(rows.get(2).get(5)) < number(rows.get(1).get(5)), rows::toString);
            long busyMemory = (long) number(rows.get(1).get(6));
            assertTrue(busyMemory > 100 && busyMemory < 100_000, rows::toString);
        });
    }

    @Test
    @Tag("not-emulated")
    void onATerminalItIsDrawnAgainUntilQAndTheTerminalIsAsBefore() {
        onOurs(scene -> {
            Assume.possible(scene, "a terminal", "command -v script");
            scene.idler("a-name-that-is-wide-enough-to-be-cut-somewhere");
            String inside = "stty rows 3 cols 40; before=$(stty -g); sv top; echo \"left $?\"; [ \"$before\" = \"$(stty -g)\" ] && echo same";
            scene.arrange("mkdir b; printf '%s\\n' '" + inside + "' >inside; mkfifo keys");
            var script = scene.shell("script -qfec 'sh inside' screen <keys >/dev/null").start();
            var keys = scene.shell("exec 3>keys; while [ ! -e go ]; do sleep 0.01; done; echo q >&3; sleep 1000").start();
            Await.until(() -> "a third picture", () -> pictures(scene).length > 3);
            scene.arrange("touch go");
            Await.until(() -> "the end", () -> scene.read(scene.root().resolve("screen")).contains("left 0"));
            Await.until(() -> "the terminal as before", () -> scene.read(scene.root().resolve("screen")).contains("same"));
            String picture = pictures(scene)[1];
            assertTrue(picture.lines().map(line -> line.replaceAll("\u001b\\[.", "").stripTrailing()).allMatch(line -> line.length() <= 40), picture);
            assertEquals(3, picture.split("\u001b\\[J")[0].lines().count(), picture);
            keys.signal(15);
            script.signal(15);
        });
    }

    private static String[] pictures(Scene scene) {
        return scene.read(scene.root().resolve("screen")).split("\u001b\\[H");
    }

    private static List<List<String>> rows(Outcome outcome) {
        return outcome.out().lines().map(line -> Arrays.asList(line.strip().split(" +"))).toList();
    }

    private static double number(String text) {
        return text.equals("-") ? 0 : Double.parseDouble(text.replace("K", ""));
    }
}
