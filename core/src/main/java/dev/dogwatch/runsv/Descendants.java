package dev.dogwatch.runsv;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.FileStatus;
import dev.dogwatch.os.Messages;
import dev.dogwatch.os.Spawn;

/**
 * What ./run has started, where the service directory asks that nothing of it be left behind: ./run then leads a
 * session, and so a process group, of its own, and enters a {@link ControlGroup} where that is asked for and to be had.
 *
 * <p>The number of a process group is not given to a new process as long as anybody is in the group. When nobody is, it
 * was free for the moment since the leader was reaped only, and the kernel hands numbers out in turn.
 */
final class Descendants {
    private final ControlGroup group;
    private boolean groupInUse;
    private boolean tracked;
    private boolean first = true;

    Descendants(Messages messages, Bytes scratch) {
        group = new ControlGroup(messages, scratch);
    }

    /**
     * What the service directory {@code service} asks for from now on; {@code starting}: ./run is going to be started,
     * so that whoever is in its control group is left from an earlier runsv.
     */
    void prepare(Spawn run, SettingsFiles files, long service, FileStatus look, boolean starting) {
        tracked = files.tracksDescendants();
        groupInUse = files.wantsControlGroup();
        run.session(tracked);
        run.controlGroup(groupInUse ? group.open(files.controlGroupName(), service, look) : 0);
        if (first && starting && groupInUse) {
            group.kill();
        }
        first = false;
    }

    /** A ./run that an earlier runsv has left: whether it leads a process group. */
    void adopt(boolean leads) {
        tracked = leads;
    }

    /** Kills ./run, which lives, and all that it has started. */
    void kill(int pid) {
        libc.kill(pid, Abi.SIGKILL);
        killLeft(pid);
    }

    /** Kills what ./run, which had this pid, has left behind. */
    void killLeft(int pid) {
        if (tracked && pid > 1) {
            libc.kill(-pid, Abi.SIGKILL);
        }
        if (groupInUse) {
            group.kill();
        }
    }

    /** Whether nothing is left of a service that is down for good; if not, to be asked again soon. */
    boolean gone() {
        return !groupInUse || group.remove();
    }
}
