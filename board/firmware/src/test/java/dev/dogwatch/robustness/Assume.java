package dev.dogwatch.robustness;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dogwatch.e2e.Outcome;
import dev.dogwatch.e2e.Scene;

/** What not every machine grants. A test that needs it is skipped there, and says why. */
final class Assume {

    private Assume() {
    }

    /** Other users can be made up only by root. */
    static void root(Scene scene) {
        assumeTrue(scene.shell("id -u").run().out().equals("0\n"), "only root can run programs as other users");
    }

    /** A line of shell that tries it out. */
    static void possible(Scene scene, String what, String line) {
        Outcome outcome = scene.shell(line).run();
        assumeTrue(outcome.exitCode() == 0, () -> "this machine does not permit " + what + ": " + outcome.err().strip());
    }
}
