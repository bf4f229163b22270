package dev.dogwatch.sv;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.Children;
import dev.dogwatch.os.FileStatus;
import dev.dogwatch.os.Spawn;

/**
 * ./check of the current directory (contract, sv, "./check"): without stdout, exit 0 means that the service is there.
 * Without a script it is; a script that cannot be executed counts as if it were not there, with a complaint.
 */
final class CheckScript {
    private final Report report;
    private final long path = CString.of("check");
    private final Spawn spawn = new Spawn(path, CString.of("./check")).withoutStdout();
    private final FileStatus look = new FileStatus();

    CheckScript(Report report) {
        this.report = report;
    }

    /** Whether the current directory has one. */
    boolean exists() {
        return look.of(path) != -Abi.ENOENT;
    }

    /** Runs it and waits for it. */
    boolean passes(long name) {
        int result = look.of(path);
        if (result == -Abi.ENOENT) {
            return true;
        }
        if (result < 0) {
            report.complain("unable to stat ", name, "/check", -result);
            return false;
        }
        int child = spawn.start();
        if (child < 0) {
            report.complain("unable to fork for ", name, "/check", -child);
            return false;
        }
        if (spawn.error() != 0) {
            report.complain("unable to run ", name, "/check", spawn.error());
        }
        result = Children.await(child);
        if (result < 0) {
            report.complain("unable to wait for child ", name, "/check", -result);
            return false;
        }
        // C runit takes a check that a signal killed for one that passed: it looks at the exit code alone.
        return spawn.error() != 0 || !Children.killed(Children.status()) && Children.exitCode(Children.status()) == 0;
    }
}
