package dev.dogwatch.init;

import dev.dogwatch.os.CString;
import dev.dogwatch.os.Children;
import dev.dogwatch.os.FileStatus;
import dev.dogwatch.os.Messages;
import dev.dogwatch.os.Spawn;

/**
 * The script that a request runs before it counts: /etc/runit/ctrlaltdel for INT, /etc/runit/pwrfail for PWR. It runs
 * beside the loop, in the session of process 1.
 */
final class RequestScript {
    private final long path;
    private final String announcement;
    private final int request;
    private final Messages messages;
    private final FileStatus look;
    private final Spawn spawn;
    private int pid;

    RequestScript(String path, String announcement, int request, Messages messages, FileStatus look) {
        this.path = CString.of(path);
        this.announcement = announcement;
        this.request = request;
        this.messages = messages;
        this.look = look;
        spawn = new Spawn(this.path, this.path);
    }

    /** The request that it belongs to, a bit of {@link Stages}. */
    int request() {
        return request;
    }

    /** {@link #request} when the script is there and its owner may execute it, else 0. */
    int ifThere() {
        return look.of(path) == 0 && look.ownerMayExecute() ? request : 0;
    }

    /** Starts it: 0, also when it cannot be executed, or {@code -errno} when the system has no process for it. */
    int start() {
        messages.info(announcement, 0);
        messages.info("enter stage: ", path);
        int started = spawn.start();
        pid = Math.max(started, 0);
        if (started < 0) {
            messages.fatal("unable to fork for \"", path, "\" pausing", -started);
        } else if (spawn.error() != 0) {
            messages.fatal("unable to start child: ", path, spawn.error());
        }
        return Math.min(started, 0);
    }

    /** Whether the child that has ended was this script. */
    boolean reaped(int child, int status) {
        if (child != pid) {
            return false;
        }
        pid = 0;
        if (Children.killed(status)) {
            messages.warn("child crashed: ", path, "", 0);
        }
        messages.info("leave stage: ", path);
        return true;
    }
}
