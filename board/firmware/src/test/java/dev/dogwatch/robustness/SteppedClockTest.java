package dev.dogwatch.robustness;

import static dev.dogwatch.robustness.Ours.onOurs;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dogwatch.e2e.EndToEnd;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A board without a clock of its own begins in 1970, learns of today when it finds a network, and is now and then put back by an
 * hour. What is shown stays right, and nothing that is waited for takes longer or shorter.
 */
@EndToEnd
@Tag("native-only")
class SteppedClockTest {

    private static final String IN_1970 = "date -s @86400 >/dev/null\n";
    private static final String TODAY = "date -s @1795312800 >/dev/null\n";
    private static final String AN_HOUR_BACK = "date -s @$(($(date +%s) - 3600)) >/dev/null\n";
    private static final String AN_HOUR_ON = "date -s @$(($(date +%s) + 3600)) >/dev/null\n";
    private static final String START = "runsvdir all & until sv -w 5 check a >/dev/null; do :; done\n";
    private static final String NOTE_START = "cut -d' ' -f1 /proc/uptime >>../../starts";

    /** Seconds; the board is a slow one. */
    private static final double TOLERANCE = 2;
    private static final double THROTTLE = 1;
    private static final double PATIENCE = 15;

    @Test
    void uptimesStayRight() {
        onOurs(scene -> {
            scene.service("all/a").run(NOTE_START + "; exec sleep 1000");
            scene.service("all/b").run("exec sleep 1000").down();
            String show = """
                    until sv status b | grep '^down: b:'; do :; done
                    for sv in sv $ORACLE/sv; do echo "a $(cat starts) $(now) $($sv status a)"; echo "b $(cat begun) $(now) $($sv status b)"; done
                    """;
            String said = new Board(scene).boot(IN_1970 + "now >begun\n" + START + "sleep 2\n"
                    + show + TODAY + "sleep 1\n" + show + AN_HOUR_BACK + "sleep 1\n" + show + AN_HOUR_ON + "sleep 1\n" + show);
            Matcher status = Pattern.compile("(?m)^[ab] (\\S+) (\\S+) \\w+: [ab]: (?:\\(pid \\d+\\) )?(\\d+)s").matcher(said);
            int seen = 0;
            while (status.find()) {
                double age = Double.parseDouble(status.group(2)) - Double.parseDouble(status.group(1));
                assertEquals(age, Double.parseDouble(status.group(3)), TOLERANCE, status.group() + " in\n" + said);
                seen++;
            }
            assertEquals(16, seen, said);
        });
    }

    @Test
    void theThrottleDoesNotChange() {
        onOurs(scene -> {
            scene.idler("all/a");
            scene.service("all/b").run(NOTE_START);
            String said = new Board(scene).boot(IN_1970 + START + "sleep 2.5\n" + TODAY + "sleep 2.5\n" + AN_HOUR_BACK + "sleep 2.5\n" + AN_HOUR_ON
                    + "sleep 1.5\necho ended $(now); cat starts\n");
            List<Double> starts = numbers(said);
            assertTrue(starts.size() >= 4, said);
            for (int i = 2; i < starts.size(); i++) {
                double pause = starts.get(i) - starts.get(i - 1);
                // The script notes the moment a little after its start, once more, once less.
                assertTrue(pause > THROTTLE - 0.5 && pause < PATIENCE, said);
            }
            double last = Double.parseDouble(said.substring(said.indexOf("ended ") + 6).split("\\s")[0]);
            assertTrue(last - starts.getLast() < PATIENCE, said);
            double mean = (starts.getLast() - starts.get(0)) / (starts.size() - 1);
            assertTrue(mean > THROTTLE - 0.1, said);
        });
    }

    /** In whatever direction the clock is set meanwhile; and a stamp that moves with it is no restart. */
    @Test
    void svWaitsAsLongAsItWasTold() {
        onOurs(scene -> {
            scene.idler("all/a");
            scene.service("all/b").run("exec sleep 1000").check("exit 1");
            scene.service("all/c").run("exec sleep 1000").onControl('t', "exit 0");
            String timed = """
                    timed() { before=$(now); "$@"; echo "exit $?"; echo "from $before to $(now)"; }
                    until sv status c | grep -q ^run; do :; done
                    """;
            String said = new Board(scene).boot(IN_1970 + START + timed
                    + "{ sleep 1; " + TODAY.strip() + "; } & timed sv -w 3 check b\n"
                    + "{ sleep 1; " + AN_HOUR_BACK.strip() + "; } & timed sv -w 3 check b\n"
                    + "sv status c\n{ sleep 1; " + AN_HOUR_ON.strip() + "; } & timed sv -w 3 restart c\nsv status c\n");
            Matcher wait = Pattern.compile("(?m)^exit 1\nfrom (\\S+) to (\\S+)$").matcher(said.replace("\r", ""));
            int waits = 0;
            while (wait.find()) {
                double taken = Double.parseDouble(wait.group(2)) - Double.parseDouble(wait.group(1));
                assertTrue(taken > 2.9 && taken < PATIENCE, said);
                waits++;
            }
            assertEquals(3, waits, said);
            assertTrue(said.contains("timeout: run: c: (pid "), said);
        });
    }

    @Test
    void logsAreRotatedByTheirTrueAge() {
        onOurs(scene -> {
            scene.idler("all/a");
            scene.service("all/b").run("while :; do echo line; sleep 0.2; done").log("mkdir -p main; echo 't4\nn0' >main/config; exec svlogd -t main");
            String count = "echo \"rotated $(now) $(ls all/b/log/main | grep -c @)\"\n";
            String said = new Board(scene).boot(IN_1970 + START + "until test -s all/b/log/main/current; do :; done\n" + count + TODAY + "sleep 2\n" + count
                    + "sleep 4\n" + count + AN_HOUR_BACK + "sleep 6\n" + count + "cat all/b/log/main/@* all/b/log/main/current | cut -d' ' -f2 | sort | uniq -c\n");
            Matcher rotated = Pattern.compile("rotated (\\S+) (\\d+)").matcher(said);
            List<double[]> counts = new ArrayList<>();
            while (rotated.find()) {
                counts.add(new double[] {Double.parseDouble(rotated.group(1)), Double.parseDouble(rotated.group(2))});
            }
            assertEquals(4, counts.size(), said);
            for (int i = 1; i < counts.size(); i++) {
                double most = (counts.get(i)[0] - counts.getFirst()[0]) / 4 + 1;
                assertTrue(counts.get(i)[1] - counts.getFirst()[1] <= most, said);
            }
            assertTrue(counts.get(2)[1] > counts.get(0)[1] && counts.get(3)[1] > counts.get(2)[1], said);
        });
    }

    private static List<Double> numbers(String said) {
        return said.lines().map(String::strip).filter(line -> line.matches("\\d+\\.\\d+")).map(Double::valueOf).toList();
    }
}
