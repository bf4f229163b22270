package dev.dogwatch.equivalence;

import static dev.dogwatch.e2e.Equivalence.onBoth;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.PrivateNamespaces;
import dev.dogwatch.e2e.ProcessOne;
import dev.dogwatch.e2e.Running;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the machine ends after stage 3, and what is left of what ran on it. */
@EndToEnd
@PrivateNamespaces
class RunitEndTest {

    private static final String OVER = "console: - runit: sending KILL signal to all processes...";

    @ParameterizedTest(name = "mode {0}")
    @CsvSource({"100, system reboot., 129", "755, system reboot., 129", "000, power off..., 130", "644, power off..., 130", "011, power off..., 130"})
    void theFlagDecidesWhetherItIsAReboot(String mode, String text, int code) {
        onBoth(scene -> new ProcessOne(scene).usualStages().stage(2, "install -m " + mode + " /dev/null /run/runit.reboot").boot().awaitEnd())
                .agree().says("events: one, three", OVER, "console: - runit: " + text, "ended with " + code);
    }

    @Test
    void theThirdStageMayStillPutItUp() {
        onBoth(scene -> new ProcessOne(scene).usualStages().stage(2, "echo two >>events").stage(3, "install -m 100 /dev/null /run/runit.reboot").boot()
                .awaitEnd()).agree().says("events: one, two", OVER, "console: - runit: system reboot.", "ended with 129");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "power off           |                                         | sync,LINUX_REBOOT_CMD_POWER_OFF,         | 130",
        "power off, no sync  | touch /etc/runit/nosync                 | LINUX_REBOOT_CMD_POWER_OFF,              | 130",
        "reboot              | install -m 100 /dev/null /run/runit.reboot | sync,LINUX_REBOOT_CMD_RESTART,        | 129",
        "reboot, no sync     | touch /etc/runit/nosync; install -m 100 /dev/null /run/runit.reboot | LINUX_REBOOT_CMD_RESTART, | 129",
    })
    void disksAreSyncedUnlessThereIsAFlag(String what, String third, String calls, int code) {
        onBoth(scene -> {
            ProcessOne one = new ProcessOne(scene).usualStages().stage(3, third == null ? ":" : third).boot();
            scene.awaitEventCount(2);
            Running trace = scene.command("/usr/bin/strace", "-f", "-o", "trace", "-e", "trace=sync,reboot", "-p", Integer.toString(one.pid())).start();
            Await.until(() -> "strace; it said: " + trace.stderr(), () -> trace.stderr().contains("attached"));
            one.stop().awaitEnd();
            trace.exitCode();
            scene.run(scene.shell("grep -o '\\bsync\\|LINUX_REBOOT_CMD[A-Z_]*' trace | uniq | tr '\\n' ,; echo").named("calls"));
        }).agree().says("ended with " + code, calls);
    }

    @Test
    void whatRunsThenIsKilledWithoutAnotherWord() {
        onBoth(scene -> new ProcessOne(scene).usualStages().stage(2, "setsid sh -c 'trap \"echo term >>events\" TERM HUP; echo two >>events;"
                + " while :; do sleep 0.1; done' & while ! grep -q two events; do sleep 0.1; done").boot().awaitEnd())
                .agree().says("events: one, two, three", OVER, "ended with 130");
    }

    @Test
    void orphansAreReaped() {
        onBoth(scene -> new ProcessOne(scene).usualStages().stage(2, "for i in 1 2 3 4 5 6 7 8 9 10; do (sh -c 'exit 3' & sh -c 'sleep 0.2' & ) ; done; sleep 1;"
                + " for i in 1 2 3 4 5 6 7 8 9 10 11 12; do grep -hs '^State:.Z' /proc/[0-9]*/status >/dev/null || { echo none >>events; exit; }; sleep 0.5; done;"
                + " echo zombies >>events").boot().awaitEnd())
                .agree().says("events: one, none, three", OVER, "ended with 130");
    }

    @Test
    void orphansAreReapedInTheFirstStageAndInTheThird() {
        String look = "(sh -c 'exit 3' &); sleep 0.3; for i in 1 2 3 4 5 6 7 8 9 10 11 12; do grep -hs '^State:.Z' /proc/[0-9]*/status >/dev/null"
                + " || { echo none >>events; exit; }; sleep 0.5; done; echo zombies >>events";
        onBoth(scene -> new ProcessOne(scene).stage(1, look).stage(2, "echo two >>events").stage(3, look).boot().awaitEnd())
                .agree().says("events: none, two, none", OVER, "ended with 130");
    }
}
