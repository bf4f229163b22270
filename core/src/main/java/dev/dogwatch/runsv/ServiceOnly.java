package dev.dogwatch.runsv;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.FileStatus;
import dev.dogwatch.os.Messages;
import dev.dogwatch.os.Spawn;
import dev.dogwatch.service.Lifecycle;
import dev.dogwatch.service.NotifyMessage;
import dev.dogwatch.service.Settings;

/**
 * What a service has and the log service beside it has not: control scripts, ./finish, the files that say more than
 * runit knows, ways to tell that it is ready, and descendants that may have to go with it.
 */
final class ServiceOnly {
    /** Datagrams that are taken in one turn of the loop. */
    private static final int DATAGRAMS = 16;

    private final Settings settings;
    private final Spawn run;
    private final Messages messages;
    private final FileStatus look;
    private final Bytes scratch;
    private final ControlScripts scripts = new ControlScripts();
    private final FinishScript finish = new FinishScript();
    private final SettingsFiles files;
    private final long here = CString.of(".");
    // These are made when they are first asked for: most services have none.
    private Descendants descendants;
    private Notification notification;
    private NotifySocket socket;
    private long directory = here;
    private int taken;

    ServiceOnly(Settings settings, Spawn run, Messages messages, FileStatus look, Bytes scratch) {
        this.settings = settings;
        this.run = run;
        this.messages = messages;
        this.look = look;
        this.scratch = scratch;
        files = new SettingsFiles(settings, messages, look, scratch);
    }

    /** The service directory as the user named it. */
    void directory(long name) {
        directory = name;
    }

    ControlScripts scripts() {
        return scripts;
    }

    FinishScript finish() {
        return finish;
    }

    SettingsFiles settings() {
        return files;
    }

    /** The descriptor that tells of readiness, -1 for none. */
    int notificationFd() {
        return notification == null ? -1 : notification.fd();
    }

    /** The descriptor that datagrams of sd_notify(3) come through, -1 for none. */
    int notifyFd() {
        return socket == null ? -1 : socket.fd();
    }

    void writeTo(int pipe) {
        finish.spawn().stdout(pipe);
        scripts.stdout(pipe);
    }

    /** A ./run that lives already, an earlier runsv's. */
    void adopt(int pid, boolean leadsGroup) {
        prepareDescendants(false);
        if (leadsGroup || descendants != null) {
            descendants().adopt(leadsGroup);
        }
        if (files.notificationFd() != 0) {
            notification().regain(pid, files.notificationFd(), look);
        }
        prepareSocket();
    }

    /** ./run is going to be started. */
    void beforeRun() {
        scripts.forget();
        prepareDescendants(true);
        if (notification != null || files.notificationFd() != 0) {
            notification().prepare(run, files.notificationFd(), messages);
        }
        prepareSocket();
    }

    /** ./run was started, or could not be. */
    void afterRun() {
        if (notification != null) {
            notification.started();
        }
    }

    /** ./finish is going to be started. */
    void beforeFinish() {
        finish.spawn().session(files.tracksDescendants());
    }

    /** ./run or ./finish, which had this pid, has ended: what it left behind goes too, where that is asked for. */
    void ended(int pid) {
        if (descendants != null) {
            descendants.killLeft(pid);
        }
        if (notification != null) {
            notification.close();
        }
    }

    /** Kills ./run, and all that belongs to it. */
    void kill(int pid) {
        if (descendants != null) {
            descendants.kill(pid);
        } else {
            libc.kill(pid, Abi.SIGKILL);
        }
    }

    /** Kills the ./finish that runs beside ./run, or where that is 0 the one that is the state of the service. */
    void killFinish(int beside, int pid) {
        FinishScript.kill(beside != 0 ? beside : pid, files.tracksDescendants());
    }

    /** Whether nothing is left of a service that is down for good; if not, to be asked again soon. */
    boolean gone() {
        return descendants == null || descendants.gone();
    }

    /**
     * The next datagram from somebody who may speak for the service {@code pid}: what it says, a set of
     * {@link NotifyMessage}; -1 when there is none, or enough for one turn.
     */
    int takeMessage(int pid, CountersFile counters) {
        int n = taken < DATAGRAMS ? socket.take(pid) : -1;
        if (n < 0) {
            taken = 0;
            return -1;
        }
        taken++;
        int text = NotifyMessage.statusAt(scratch.address(), n);
        if (text >= 0) {
            counters.say(scratch.address() + text, NotifyMessage.lineEnd(scratch.address(), n, text) - text);
        }
        return NotifyMessage.parse(scratch.address(), n);
    }

    /** The actions that follow from what a datagram said. */
    int heard(int said, Lifecycle lifecycle, long now) {
        int actions = 0;
        if ((said & NotifyMessage.READY) != 0) {
            actions |= lifecycle.becomesReady();
        }
        if ((said & NotifyMessage.NOT_READY) != 0) {
            actions |= lifecycle.ceasesToBeReady();
        }
        if ((said & NotifyMessage.KEEPALIVE) != 0) {
            lifecycle.keepalive(now);
        }
        return (said & NotifyMessage.EXPIRE) == 0 ? actions : actions | lifecycle.expire();
    }

    private void prepareDescendants(boolean starting) {
        if (descendants != null || files.tracksDescendants()) {
            look.of(here);
            descendants().prepare(run, files, directory, look, starting);
        }
    }

    private void prepareSocket() {
        if (files.notifies()) {
            if (socket == null) {
                socket = new NotifySocket(look, scratch);
            }
            look.of(here);
            socket.open(messages);
            run.environment(socket.environment(settings.watchdog));
        } else if (socket != null) {
            run.environment(0);
        }
    }

    private Descendants descendants() {
        if (descendants == null) {
            descendants = new Descendants(messages, scratch);
        }
        return descendants;
    }

    Notification notification() {
        if (notification == null) {
            notification = new Notification(scratch);
        }
        return notification;
    }
}
