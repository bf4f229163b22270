package dev.dogwatch.robustness;

import static dev.dogwatch.robustness.Ours.onOurs;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Posix;
import dev.dogwatch.e2e.Running;
import dev.dogwatch.e2e.Scene;
import dev.dogwatch.e2e.ServiceDirectory;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A service with the file notify speaks as to systemd, by datagrams to NOTIFY_SOCKET (sd_notify(3)). */
@EndToEnd
class NotifyTest {

    private static final int TELLS = 2;
    private static final int READY = 4;

    /** notify MESSAGE: what sd_notify does, in a process of its own. */
    private static final String SPEAK = """
            notify() {
                python3 -c '
            import os, socket, sys
            name = os.environ["NOTIFY_SOCKET"]
            assert name[0] == "@"
            s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            s.connect("\\0" + name[1:])
            s.send(sys.argv[1].replace("|", "\\n").encode())
            ' "$1"
            }
            """.replace("    '", "'").replaceAll("(?m)^            ", "");

    @Test
    void readyAndStatusAreTaken() {
        onOurs(scene -> {
            ServiceDirectory service = speaker(scene, "notify 'READY=1|STATUS=Serving 5 clients|MAINPID=1'");
            scene.runsv(service);
            awaitFlags(service, TELLS | READY);
            service.supervise().awaitCounter("text", "Serving 5 clients");
        });
    }

    @Test
    void stoppingAndReloadingTakeItBack() {
        onOurs(scene -> {
            ServiceDirectory service = speaker(scene, "notify READY=1; mkfifo ../gate; read l <../gate; notify RELOADING=1; read l <../gate; notify READY=1");
            scene.runsv(service);
            awaitFlags(service, TELLS | READY);
            scene.arrange("while ! test -p gate; do sleep 0.01; done; echo >gate");
            awaitFlags(service, TELLS);
            scene.arrange("echo >gate");
            awaitFlags(service, TELLS | READY);
        });
    }

    @Test
    void garbageDoesNotMatter() {
        onOurs(scene -> {
            ServiceDirectory service = speaker(scene, "notify 'READY'; notify '='; notify '|||'; notify \"STATUS=$(head -c 4000 /dev/zero | tr '\\0' x)\"; notify READY=1");
            scene.runsv(service);
            awaitFlags(service, TELLS | READY);
            assertTrue(service.supervise().counters().get("text").startsWith("xxxxx"));
        });
    }

    @Test
    void whoSendsNoKeepaliveIsKilledAndStartedAgain() {
        onOurs(scene -> {
            ServiceDirectory service = scene.service("a").file("watchdog-timeout", "1\n")
                    .run("echo $WATCHDOG_USEC >>../events; trap '' TERM; while :; do sleep 1000; done");
            Running runsv = scene.runsv(service);
            int first = service.supervise().await("run").status().pid();
            service.supervise().awaitSuccessorOf(first);
            Tree.awaitComplaint(runsv, "runsv a: warning: no keepalive within watchdog-timeout: killed");
            assertTrue(Integer.parseInt(service.supervise().counters().get("expiries")) >= 1);
            assertEquals("9", service.supervise().counters().get("signal"));
            scene.awaitEventCount(1);
            assertEquals(List.of("1000000"), scene.events().stream().distinct().toList());
        });
    }

    @Test
    void whoSendsKeepalivesLives() {
        onOurs(scene -> {
            ServiceDirectory service = scene.service("a").file("watchdog-timeout", "8\n").file("notify", "").run("""
                    exec python3 -c '
                    import os, socket, time
                    s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
                    s.connect("\\0" + os.environ["NOTIFY_SOCKET"][1:])
                    s.send(b"READY=1")
                    for i in range(12):
                        s.send(b"WATCHDOG=1")
                        time.sleep(1)
                    '
                    """.stripIndent());
            scene.runsv(service);
            awaitFlags(service, TELLS | READY);
            service.supervise().awaitCounter("deaths", "1");
            // It ended by itself, after a time longer than the limit.
            assertEquals("0", service.supervise().counters().get("exit"));
            assertEquals("0", service.supervise().counters().get("expiries"));
        });
    }

    @Test
    void aServiceMayAskToBeKilled() {
        onOurs(scene -> {
            ServiceDirectory service = speaker(scene, "test -e ../asked || { : >../asked; notify WATCHDOG=trigger; }; notify READY=1");
            scene.runsv(service);
            service.supervise().awaitCounter("expiries", "1");
            awaitFlags(service, TELLS | READY);
        });
    }

    @Test
    @Tag("not-emulated") // Another user's processes need a chpst of this architecture.
    void itsOwnUserMaySpeakForItAndAStrangerMayNot() {
        onOurs(scene -> {
            Assume.possible(scene, "another user", "test $(id -u) = 0");
            ServiceDirectory service = scene.service("a").file("notify", "")
                    .run("env >../environment; mv ../environment ../env; exec chpst -u nobody sleep 1000");
            scene.runsv(service);
            Await.until(() -> "its environment", () -> !scene.read(scene.root().resolve("env")).isEmpty());
            int pid = service.supervise().await("run").status().pid();
            Await.until(() -> "sleep", () -> Proc.command(pid).equals("sleep"));
            Files.writeString(scene.root().resolve("speak"), "#!/bin/sh\n. ./socket; export NOTIFY_SOCKET\n" + SPEAK + "notify \"$1\"\n");
            scene.arrange("chmod 755 . speak; grep ^NOTIFY_SOCKET= env >socket; chmod 644 socket");
            scene.arrange("chpst -u daemon sh ./speak READY=1");
            scene.arrange("chpst -u daemon sh ./speak STATUS=stranger");
            scene.arrange("chpst -u nobody sh ./speak STATUS=friend");
            service.supervise().awaitCounter("text", "friend");
            assertEquals(TELLS, service.supervise().flags());
            scene.arrange("chpst -u nobody sh ./speak READY=1");
            awaitFlags(service, TELLS | READY);
        });
    }

    @Test
    void aRunsvThatFollowsAKilledOneListensAtTheSameAddress() {
        onOurs(scene -> {
            scene.arrange("mkfifo gate");
            ServiceDirectory service = speaker(scene, "echo up >>../events; read l <../gate; notify READY=1");
            Running runsv = scene.runsv(service);
            scene.awaitEvents("up");
            int pid = service.supervise().await("run").status().pid();
            runsv.signal(Posix.SIGKILL);
            runsv.exitCode();
            scene.runsv(service);
            service.supervise().await("run");
            scene.arrange("echo >gate");
            awaitFlags(service, TELLS | READY);
            assertEquals(pid, service.supervise().await("run").status().pid());
        });
    }

    @Test
    void withoutTheFileThereIsNoSocket() {
        onOurs(scene -> {
            ServiceDirectory service = scene.service("a").run("echo ${NOTIFY_SOCKET-none} >>../events; exec sleep 1000");
            scene.runsv(service);
            scene.awaitEvents("none");
        });
    }

    @Test
    void theSocketOfWhoeverSupervisesUsIsNotPassedOn() {
        onOurs(scene -> {
            ServiceDirectory service = scene.service("a").file("notify", "")
                    .run("tr '\\0' '\\n' </proc/$$/environ | grep -c '^NOTIFY_SOCKET=\\|^WATCHDOG_' >>../events; exec sleep 1000");
            scene.supervise(scene.command("runsv", "a").env("NOTIFY_SOCKET", "/run/of/another").env("WATCHDOG_PID", "1"), service.supervise());
            scene.awaitEvents("1");
        });
    }

    private static ServiceDirectory speaker(Scene scene, String script) {
        return scene.service("a").file("notify", "").run(SPEAK + script + "\nexec sleep 1000");
    }

    private static void awaitFlags(ServiceDirectory service, int flags) {
        Await.until(() -> "a to have the flags " + flags + ", it has " + service.supervise().flags(),
                () -> service.supervise().flags() == flags);
    }
}
