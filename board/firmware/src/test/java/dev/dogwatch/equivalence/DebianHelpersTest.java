package dev.dogwatch.equivalence;

import static dev.dogwatch.equivalence.DebianMachine.assumePossible;
import static dev.dogwatch.equivalence.DebianMachine.onBothMachines;

import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.PrivateNamespaces;
import org.junit.jupiter.api.Test;

/** What Debian's package puts around runit's programs works with ours, unchanged. */
@EndToEnd
@PrivateNamespaces
class DebianHelpersTest {

    @Test
    void updateServiceAddsAndRemoves() {
        onBothMachines("""
                boot
                service web <<'END'
                #!/bin/sh
                exec sleep 1000
                END
                mkdir /etc/sv/web/log
                printf '#!/bin/sh\\nexec cat >/dev/null\\n' >/etc/sv/web/log/run
                chmod +x /etc/sv/web/log/run
                update-service --list
                update-service --check web; echo "check $?"
                update-service --add /etc/sv/web
                update-service --add /etc/sv/web
                readlink /etc/sv/web/supervise /etc/sv/web/log/supervise
                update-service --list web
                rescan
                await state /etc/service/web run
                await state /etc/service/web/log run
                sv status web
                update-service --add /etc/sv/web again; echo "again $?"
                update-service --remove /etc/sv/web
                ls -A /etc/service | grep -v forced-rescan
                rescan
                await no_runsv
                sv status /etc/sv/web; echo "status $?"
                shut_down
                """).agree().says("check 1", "Service web added.", "Service web already added.", "/run/runit/supervise/web",
                "/run/runit/supervise/web.log", "web -> /etc/sv/web", "run: web: (pid PID) Ns; run: log: (pid PID) Ns",
                "Service web removed, the service daemon received the TERM and CONT signals.", ".web",
                "fail: /etc/sv/web: runsv not running", "status 1");
    }

    @Test
    void updateServiceSetsWhetherAServiceStarts() {
        onBothMachines("""
                service web <<'END'
                #!/bin/sh
                exec sleep 1000
                END
                update-service --noauto /etc/sv/web
                enable web
                boot
                await state /etc/service/web down
                sv status web
                sv start web
                update-service --auto /etc/sv/web
                sv status web
                shut_down
                """).agree().says("Service web is set to no-auto, now the wanted status of the service is down.", "down: web: Ns",
                "ok: run: web: (pid PID) Ns, normally down",
                "Service web is set to auto, now the wanted status of the service is up.", "run: web: (pid PID) Ns");
    }

    @Test
    void updateServiceRefusesWhatIsSupervisedElsewhere() {
        onBothMachines("""
                service web <<'END'
                #!/bin/sh
                exec sleep 1000
                END
                runsv /etc/sv/web &
                await sv check /etc/sv/web
                update-service --add /etc/sv/web; echo "add $?"
                sv exit /etc/sv/web
                wait
                update-service --add /etc/sv/web; echo "add $?"
                """).agree().says("2> update-service: fatal: /etc/sv/web is currently controlled by a runsv(8) process.").says("add 1",
                "Service web added.", "add 0");
    }

    @Test
    void cpsvInstallsStockServices() {
        onBothMachines("""
                stock=/usr/share/runit/sv/web
                mkdir -p $stock/.meta $stock/log
                printf '#!/bin/sh\\nexec sleep 1000\\n' >$stock/run
                chmod +x $stock/run
                touch $stock/.meta/finish $stock/.meta/logscript
                echo /bin/sh >$stock/.meta/bin
                cpsv l
                cpsv a web nothing; echo "add $?"
                cpsv l
                readlink /etc/sv/web/supervise /etc/sv/web/finish /etc/sv/web/log/run
                cpsv d web | grep -c '^[-+]'
                rm -r /etc/sv/web/log/run
                printf '#!/bin/sh\\nexec cat >/dev/null\\n' >/etc/sv/web/log/run
                chmod +x /etc/sv/web/log/run
                enable web
                boot
                await state /etc/service/web run
                await aged web
                sv restart web
                shut_down
                cpsv s; echo "sync $?"
                /lib/runit/make_svlinks web; echo "links $?"
                """).agree().says("[a]: web", "add 1", "/run/runit/supervise/web", "/lib/runit/finish-exec", "/etc/sv/svlogd/run",
                "ok: run: web: (pid PID) Ns", "links 0");
    }

    @Test
    void invokeRunRunsScripts() {
        onBothMachines("""
                echo 'GREETING=hello' >/etc/default/web
                service web <<'END'
                #!/usr/bin/env /lib/runit/invoke-run
                echo "$NAME says $GREETING in $(pwd)"
                exec sleep 1000
                END
                enable web
                boot
                await said 'web says hello'
                await state /etc/service/web run
                cat /run/said
                sv stop web
                sv start web
                shut_down
                """).agree().says("web says hello in /etc/sv/web", "ok: down: web: Ns, normally up", "ok: run: web: (pid PID) Ns");
    }

    @Test
    void invokeRunWithAnEnvironmentDirectory() {
        onBothMachines("""
                service web <<'END'
                #!/usr/bin/env /lib/runit/invoke-run
                echo "port $PORT"
                exec sleep 1000
                END
                mkdir /etc/sv/web/env
                echo '8080  ' >/etc/sv/web/env/PORT
                enable web
                boot
                await said 'port 8080'
                sv check web
                shut_down
                """).agree().says("ok: run: web: (pid PID) Ns");
    }

    @Test
    void invokeRunTakesDownWhatMayNotRun() {
        onBothMachines("""
                for name in denied removed; do
                    service $name <<'END'
                #!/usr/bin/env /lib/runit/invoke-run
                exec sleep 1000
                END
                    enable $name
                done
                mkdir /etc/sv/removed/.meta
                touch /etc/sv/removed/.meta/installed
                printf '#!/bin/sh\\n[ "$1" != denied ] || exit 101\\n' >/usr/sbin/policy-rc.d
                chmod +x /usr/sbin/policy-rc.d
                boot
                await said 'action denied by policy-rc.d'
                await said 'invoke-run: removed binary not installed'
                for name in denied removed; do
                    await at_rest $name
                    sv status $name
                done
                shut_down
                """).agree().says("down: denied: Ns, normally up", "down: removed: Ns, normally up");
    }

    @Test
    void finishScriptsKeepBrokenServicesDown() {
        onBothMachines("""
                for code in 161 162 170; do
                    service e$code <<END
                #!/bin/sh
                exit $code
                END
                    ln -s /lib/runit/finish-exec /etc/sv/e$code/finish
                    enable e$code
                done
                service crash <<'END'
                #!/bin/sh
                [ -e /run/crashed ] && exec sleep 1000
                touch /run/crashed
                kill -SEGV $$
                END
                printf '#!/bin/sh\\n. /lib/runit/finish-default\\n' >/etc/sv/crash/finish
                chmod +x /etc/sv/crash/finish
                enable crash
                boot
                for code in 161 162 170; do
                    await said "e$code"
                    await at_rest e$code
                    sv status e$code
                done
                await said 'in crash'
                await state /etc/service/crash run
                sv status crash
                grep invoke-run /run/said | sort -u
                shut_down
                """).agree().says(
                "down: e161: Ns, normally up", "down: e162: Ns, normally up", "down: e170: Ns, normally up", "run: crash: (pid PID) Ns",
                "invoke-run: ERROR -1 in crash: runscript didn't exit normally",
                "invoke-run: ERROR 162 in e162: configtest or early setup failed",
                "invoke-run: ERROR 170 in e170: a runtime hard dependecy is missing",
                "invoke-run: WARNING for e161: disabled by local settings");
    }

    @Test
    void initScriptsAreForwardedToSv() {
        onBothMachines("""
                service web <<'END'
                #!/bin/sh
                trap "" HUP
                exec sleep 1000
                END
                cat >/etc/init.d/web <<'END'
                #!/bin/sh
                . /lib/lsb/init-functions.d/40-runit
                echo "the init script itself: $1"
                END
                chmod +x /etc/init.d/web
                /etc/init.d/web start
                enable web
                boot
                await state /etc/service/web run
                for action in status stop start restart reload force-stop dance; do
                    echo "$action:"
                    case $action in restart | reload | force-stop) await aged web ;; esac
                    /etc/init.d/web $action; echo "= $?"
                done
                /etc/init.d/web start --force-sysv
                touch /etc/runit/lsb.runit.mask
                /etc/init.d/web start; echo "masked $?"
                touch /etc/runit/lsb.runit.sysv
                /etc/init.d/web start
                shut_down
                """).agree().says("the init script itself: start", "run: web: (pid PID) Ns", "ok: down: web: Ns, normally up", "dance:",
                "WARNING: dance not supported by sv, giving up", "the init script itself: start", "masked 0",
                "the init script itself: start");
    }

    @Test
    void aLinkToSvIsAnInitScript() {
        onBothMachines("""
                service web <<'END'
                #!/bin/sh
                exec sleep 1000
                END
                enable web
                ln -s /usr/bin/sv /etc/init.d/web
                boot
                await state /etc/service/web run
                for action in status stop start restart jump; do
                    echo "$action:"
                    [ $action != restart ] || await aged web
                    /etc/init.d/web $action; echo "= $?"
                done
                shut_down
                """).agree().says("status:", "run: web: (pid PID) Ns", "= 0", "ok: down: web: Ns, normally up", "jump:", "= 2");
    }

    @Test
    void startStopDaemonIsForwardedToSv() {
        assumePossible("zsh", "command -v zsh");
        onBothMachines("""
                service web <<'END'
                #!/bin/sh
                trap 'echo got HUP' HUP
                trap 'echo got USR1' USR1
                trap 'exit' TERM
                echo ready
                while :; do sleep 0.01; done
                END
                enable web
                printf '#!/bin/sh\\necho "the real one: $*"\\n' >/sbin/start-stop-daemon.real
                chmod +x /sbin/start-stop-daemon.real
                boot
                await said ready
                await state /etc/service/web run
                ssd() { echo "$*:"; /lib/runit/start-stop-daemon.runit "$@"; echo "= $?"; }
                ssd --status --name web
                ssd --start --exec /usr/sbin/web
                ssd --stop --signal HUP --name web
                await said 'got HUP'
                ssd --stop --signal USR1 --pidfile /run/web.pid
                await said 'got USR1'
                ssd --stop --name web
                ssd --status --name web
                ssd --stop --oknodo --name web
                ssd --start --make-pidfile --pidfile /run/web.pid --name web
                readlink /run/web.pid
                await state /etc/service/web run
                ssd --stop --retry TERM/10/KILL/5 --name web
                ssd --start --name other -- now
                shut_down
                """).agree().says("--status --name web:", "= 0", "--start --exec /usr/sbin/web:", "= 1", "--stop --name web:",
                "ok: down: web: Ns, normally up", "= 0", "--status --name web:", "= 3", "--stop --oknodo --name web:", "= 1",
                "ok: run: web: (pid PID) Ns", "/etc/service/web/supervise/pid", "--stop --retry TERM/10/KILL/5 --name web:", "= 0",
                "the real one: --start --name other -- now");
    }

    @Test
    void triggerRestartsWhatWasUpgraded() {
        onBothMachines("""
                touch /run/runit.stopit /etc/runit/verbose /etc/runit/debug
                trap 'echo "process 1 was asked to look"' ALRM
                mkdir -p /usr/share/runit/sv/web/.meta
                printf '#!/bin/sh\\nexec sleep 1000\\n' >/usr/share/runit/sv/web/run
                chmod +x /usr/share/runit/sv/web/run
                echo /usr/bin/webd >/usr/share/runit/sv/web/.meta/bin
                echo yes >/usr/share/runit/sv/web/.meta/enable
                cp /bin/true /usr/bin/webd
                /lib/runit/trigger_sv setup; echo "setup $?"
                readlink /etc/service/web
                boot
                await state /etc/service/web run
                await aged web
                before=$(cat /etc/service/web/supervise/pid)
                /lib/runit/trigger_sv upgrade; echo "upgrade $?"
                echo 1 >/etc/sv/web/.meta/wtime
                /lib/runit/trigger_sv upgrade; echo "upgrade $?"
                [ $before != $(cat /etc/service/web/supervise/pid) ] && echo restarted
                rm /usr/bin/webd
                /lib/runit/trigger_sv setup
                rescan
                await no_runsv
                shut_down
                """).agree().says("web enabled", "process 1 was asked to look", "setup 0", "/etc/sv/web", "upgrade 0",
                "ok: run: web: (pid PID) Ns", "upgrade 0", "restarted", "web disabled");
    }

    @Test
    void sysvScriptsThatHaveAServiceAreLeftOut() {
        onBothMachines("""
                for name in web mail; do
                    printf '#!/bin/sh\\necho "%s $*"\\n' $name >/etc/init.d/$name
                    chmod +x /etc/init.d/$name
                    mkdir -p /etc/rc9.d
                    ln -s ../init.d/$name /etc/rc9.d/S10$name
                done
                mkdir -p /etc/sv/web
                /lib/runit/run_sysv_scripts /etc/rc9.d
                /lib/runit/runlevel
                """).agree().says("mail start", "N 2").neverSays("web");
    }

    @Test
    void theVirtualSyslogServiceIsUpWhenOneLoggerIs() {
        onBothMachines("""
                rm -f /usr/bin/fuser
                enable default-syslog
                boot
                await state /etc/service/default-syslog run
                sv -w 1 check default-syslog >/run/verdict 2>&1; echo "without a logger $?"
                service rsyslog <<'END'
                #!/bin/sh
                exec sleep 1000
                END
                enable rsyslog
                rescan
                await state /etc/service/rsyslog run
                # How often its check is tried, and complains, depends on the machine.
                sv check default-syslog 2>/dev/null; echo "with one $?"
                shut_down
                """).agree().says("without a logger 1", "ok: run: default-syslog: (pid PID) Ns", "with one 0");
    }

    @Test
    void theCommonLogScriptWritesAsItsOwnUser() {
        onBothMachines("""
                mkdir -p /var/log/runit
                service web <<'END'
                #!/bin/sh
                echo 'the first line'
                exec sleep 1000
                END
                mkdir /etc/sv/web/log
                ln -s /etc/sv/svlogd/run /etc/sv/web/log/run
                cp /etc/sv/svlogd/example-log.config /etc/sv/svlogd/log.config
                enable web
                boot
                await grep -q 'the first line' /var/log/runit/web/current
                sed 's/^.* the/the/' /var/log/runit/web/current
                await state /etc/service/web run
                await state /etc/service/web/log run
                grep '^[UG]id' /proc/$(cat /etc/service/web/log/supervise/pid)/status
                stat -c '%n %A %U %G' /var/log/runit/web /var/log/runit/web/*
                sv status web
                shut_down
                stat -c '%n %A' /var/log/runit/web/current
                """).agree().says("the first line", "Uid:\t53991\t53991\t53991\t53991", "Gid:\t53991\t53991\t53991\t53991",
                "/var/log/runit/web/current -rw-r--r-- _runit-log _runit-log", "run: web: (pid PID) Ns; run: log: (pid PID) Ns",
                "/var/log/runit/web/current -rwxr--r--");
    }

    @Test
    void mkRunscriptMakesATreeOfAnotherUser() {
        onBothMachines("""
                mkdir -p /run/somebody/.service/web
                printf '#!/bin/sh\\nexec sleep 1000\\n' >/run/somebody/.service/web/run
                chmod +x /run/somebody/.service/web/run
                chown -R somebody: /run/somebody
                mk-runscript --add unprivileged somebody
                boot
                await state /run/somebody/.service/web run
                grep ^Uid /proc/$(cat /run/somebody/.service/web/supervise/pid)/status
                await state /etc/service/unprivileged.somebody run
                sv check unprivileged.somebody
                sv -w 10 stop unprivileged.somebody; echo "stop $?"
                await state /run/somebody/.service/web down
                mk-runscript --remove unprivileged somebody
                ls /etc/service
                shut_down
                """).agree().says("Uid:\t53992\t53992\t53992\t53992", "ok: run: unprivileged.somebody: (pid PID) Ns", "stop 0");
    }
}
