package dev.dogwatch.equivalence;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.Command;
import dev.dogwatch.e2e.Equivalence;
import dev.dogwatch.e2e.Outcome;
import dev.dogwatch.e2e.Running;
import dev.dogwatch.e2e.Scene;
import dev.dogwatch.e2e.Suite;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A Debian machine on which the package runit is installed, all of it but its compiled programs: those are the suite's. It lasts as
 * long as one script that runs there, in namespaces of its own: overlays on /etc and /usr, an empty /run and /var/log, and no
 * processes but its own. The scripts of the package are those of Debian, unchanged.
 */
final class DebianMachine {

    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final Duration POLL = Duration.ofMillis(20);

    private static final String PROGRAMS = "chpst runit runsv runsvchdir runsvdir sv svlogd utmpset";

    /** Lays the package out as overlays want it; $1: its files, $2: the directory of the suite's programs. */
    private static final String LAY_OUT = """
            mkdir -p layer/etc layer/usr/lib layer/usr/sbin
            cp -a "$1"/etc/. layer/etc
            cp -a "$1"/usr/. layer/usr
            cp -a "$1"/lib/. layer/usr/lib
            cp -a "$1"/sbin/. layer/usr/sbin
            for program in %s; do
                rm -f layer/usr/bin/$program layer/usr/sbin/$program
                [ ! -e "$2/$program" ] || ln -s "$2/$program" layer/usr/bin/
            done
            # As the package does when it is installed.
            ln -s default layer/etc/runit/runsvdir/current
            cp /etc/passwd /etc/group layer/etc/
            echo '_runit-log:x:53991:53991::/nonexistent:/usr/sbin/nologin' >>layer/etc/passwd
            echo '_runit-log:x:53991:' >>layer/etc/group
            echo 'somebody:x:53992:53992::/run/somebody:/bin/sh' >>layer/etc/passwd
            echo 'somebody:x:53992:' >>layer/etc/group
            """.formatted(PROGRAMS);

    /** Runs in the namespaces, then the script does. What mount says matters only when it fails. */
    private static final String SET_UP = """
            mkdir -p fresh
            mount -t tmpfs none fresh
            for directory in etc usr; do
                mkdir -p fresh/$directory fresh/$directory.work
                mount -t overlay -o "lowerdir=$PWD/layer/$directory:/$directory,upperdir=$PWD/fresh/$directory,workdir=$PWD/fresh/$directory.work" none /$directory
            done
            mount -t tmpfs none /run
            mount -t tmpfs none /var/log
            mkdir -p /run/runit/supervise
            # Containers have one, which forbids all services.
            rm -f /usr/sbin/policy-rc.d
            export PATH=/usr/bin:/bin:/usr/sbin:/sbin TERM=xterm
            unset SVDIR
            cd /run
            await() {
                tries=0
                until "$@" >/dev/null 2>&1; do
                    tries=$((tries + 1))
                    [ $tries -lt 1500 ] || { echo "waited in vain for: $*"; cat /run/said; ps -ef; exit 99; }
                    sleep 0.01
                done
            }
            # state SERVICE STATE: whether the service is so, by both files that tell it, of which one is written first.
            state() { [ "$(cat "$1/supervise/stat")" = "$2" ] && [ $(od -An -tu1 -j19 -N1 "$1/supervise/status") = "$(number "$2")" ]; }
            number() { case $1 in down*) echo 0 ;; run*) echo 1 ;; *) echo 2 ;; esac; }
            # aged SERVICE: whether it runs for more than a second. C runit takes a restart within one for done too early.
            aged() { sv status "$1" | grep -q '^run: [^ ]* (pid [0-9]*) \\([2-9]\\|[0-9][0-9]\\)'; }
            # at_rest SERVICE: whether it is down, and is not to be started.
            at_rest() { sv status "$1" | grep -q '^down: .* normally up$'; }
            said() { grep -qF -e "$1" /run/said; }
            # A service of /etc/sv whose script comes from standard input.
            service() { mkdir -p "/etc/sv/$1"; cat >"/etc/sv/$1/run"; chmod +x "/etc/sv/$1/run"; }
            enable() { ln -s "/etc/sv/$1" /etc/service/; }
            # As stage 2 does. Services speak to a file, since who speaks first depends on the machine.
            boot() { runsvdir -P /etc/service >>/run/said 2>&1 & runsvdir=$!; }
            # Debian's runsvdir looks at once for ALRM.
            rescan() { kill -ALRM $runsvdir; }
            shut_down() { kill -HUP $runsvdir; wait $runsvdir; await no_runsv; }
            no_runsv() { ! pidof runsv; }
            """;

    private DebianMachine() {
    }

    /** Runs a script of sh on the machine of either suite; what it prints is what is compared. */
    static Equivalence onBothMachines(String script) {
        return Equivalence.onBoth(scene -> {
            Running machine = command(scene, script).start();
            // One command, but many things that each may take as long as anything may.
            long deadline = System.nanoTime() + LIMIT.toNanos();
            while (machine.isAlive() && System.nanoTime() < deadline) {
                Await.pause(POLL);
            }
            scene.note(machine.outcome().toString());
        });
    }

    /** Skips the test where there is no such command, or no right to make namespaces. */
    static void assumePossible(String what, String line) {
        try (Scene scene = new Scene(Suite.oracle())) {
            Outcome outcome = scene.shell(line).run();
            assumeTrue(outcome.exitCode() == 0, () -> "this machine has no " + what + ": " + outcome.err().strip());
        }
    }

    private static Command command(Scene scene, String script) {
        Path files = Suite.oracle().bin().resolveSibling("root");
        scene.service("machine").file("lay-out", LAY_OUT).file("script", "set -eu\n" + SET_UP + "set +e\n" + script);
        Outcome laidOut = scene.command("/bin/sh", "-eu", "lay-out", files.toString(), scene.suite().bin().toString())
                .in(scene.root().resolve("machine")).run();
        if (laidOut.exitCode() != 0) {
            throw new AssertionError("the machine could not be laid out: " + laidOut);
        }
        return scene.command("/usr/bin/unshare", "-mpf", "--mount-proc", "sh", "script").in(scene.root().resolve("machine")).named("machine");
    }
}
