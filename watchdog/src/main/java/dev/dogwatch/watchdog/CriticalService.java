package dev.dogwatch.watchdog;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.Children;
import dev.dogwatch.os.Clock;
import dev.dogwatch.os.FileStatus;
import dev.dogwatch.os.Memory;
import dev.dogwatch.os.Messages;
import dev.dogwatch.os.Spawn;
import dev.dogwatch.service.Status;

/**
 * A service without which the node is not healthy: its directory has a file {@code critical}. It must be up, ready if it
 * tells that, and pass its ./check if it has one; one that is not wanted up, because somebody took it down, is let be.
 *
 * <p>The check runs beside the loop, in a session of its own, from time to time while the service is up. What it said
 * last counts until it says something else, or the service has another life.
 */
final class CriticalService {
    private static final int STATUS_ROOM = Status.EXTENDED_SIZE + 1;

    /** ns until a check that cannot be executed is tried again. */
    private static final long UNUSABLE = 60 * Clock.SECOND;

    private static final String PASSED = null;

    private final Configuration configuration;
    private final Messages messages;
    private final long directory;
    private final long name;
    private final long statusPath;
    private final long checkPath;
    private final long grace;
    private final Health health;
    private final long status = Memory.allocate(STATUS_ROOM);
    /** What is wrong now, null for nothing. */
    private String fault;
    /** What the last check found, null for nothing. */
    private String checkFault;
    /** What {@link #describe} has told last. */
    private String told = "";
    private long life;
    private int check;
    private long checkUntil;
    private long checkAt;
    private boolean resting;
    /** Not seen yet in the pass under way. */
    boolean unseen;

    /** {@code directory}: a path, which becomes ours; {@code path}: used during the call; {@code grace} in ns. */
    CriticalService(long directory, Bytes path, long grace, Configuration configuration, Messages messages, long now) {
        this.messages = messages;
        this.configuration = configuration;
        this.directory = directory;
        this.grace = grace;
        name = CString.lastPart(directory);
        health = new Health(grace, now);
        statusPath = CString.copy(path.clear().putCString(directory).put("/supervise/status").terminate());
        checkPath = CString.copy(path.clear().putCString(directory).put("/check").terminate());
    }

    /** Gives its memory back, and ends its check. */
    void dismiss() {
        if (check != 0) {
            endCheck();
        }
        libc.free(status);
        libc.free(statusPath);
        libc.free(checkPath);
        libc.free(directory);
    }

    /** The C string of the service's name. */
    long name() {
        return name;
    }

    long grace() {
        return grace;
    }

    /** Looks at it; {@code spawn} and {@code look} are used during the call. */
    void look(Spawn spawn, FileStatus look, long now) {
        resting = false;
        fault = readStatus();
        if (resting) {
            fault = null;
            checkFault = PASSED;
            health.rest();
            return;
        }
        if (fault == null) {
            if (Status.pid(status) != life) {
                life = Status.pid(status);
                checkFault = PASSED;
                checkAt = now;
            }
            runCheck(spawn, look, now);
            fault = checkFault;
        }
        health.see(fault == null, fault == null ? life : 0, now);
    }

    private String readStatus() {
        int fd = libc.open(statusPath, Abi.O_RDONLY | Abi.O_NONBLOCK | Abi.O_CLOEXEC, 0);
        if (fd < 0) {
            return "has no status";
        }
        long n = libc.read(fd, status, STATUS_ROOM);
        libc.close(fd);
        if (n < Status.SIZE) {
            return "has no status";
        }
        resting = Status.want(status) == 'd';
        return Status.fault(status, Status.flags(status, n));
    }

    private void runCheck(Spawn spawn, FileStatus look, long now) {
        if (check != 0) {
            if (now < checkUntil) {
                return;
            }
            endCheck();
            checkFault = "check took too long";
            checkAt = now + configuration.checkInterval;
        }
        if (now < checkAt) {
            return;
        }
        checkAt = now + configuration.checkInterval;
        if (look.of(checkPath) == -Abi.ENOENT) {
            checkFault = PASSED;
            return;
        }
        int child = spawn.in(directory).start();
        if (child < 0) {
            checkFault = "check cannot be started";
            return;
        }
        if (spawn.error() != 0) {
            // As sv takes it: as if there were none. Its child ends by itself.
            messages.warn("watchdog: unable to run ", checkPath, "", spawn.error());
            checkFault = PASSED;
            checkAt = now + UNUSABLE;
            return;
        }
        check = child;
        checkUntil = now + configuration.checkLimit;
    }

    /** Kills it and forgets it: whatever it says comes too late. */
    private void endCheck() {
        libc.kill(-check, Abi.SIGKILL);
        libc.kill(check, Abi.SIGKILL);
        check = 0;
    }

    /** Whether the child that has ended was its check. */
    boolean reaped(int child, int waitStatus) {
        if (child != check) {
            return false;
        }
        check = 0;
        checkFault = Children.killed(waitStatus) || Children.exitCode(waitStatus) != 0 ? "check failed" : PASSED;
        return true;
    }

    /** Whether it has been unhealthy for longer than its grace; then puts what is wrong. */
    boolean starves(Bytes reason, long now) {
        if (!health.starves(now)) {
            return false;
        }
        reason.put("critical ");
        CleanText.put(reason, name, CString.length(name));
        reason.put(": ").put(word()).put(" for ").putNumber(health.unhealthyFor(now) / Clock.SECOND).put(" s");
        return true;
    }

    /** When it is to be looked at again at the latest: its grace is over then, or its check due, or too late; may have passed. */
    long deadline(long otherwise) {
        return Math.min(health.deadline(otherwise), check != 0 ? checkUntil : checkAt);
    }

    private String word() {
        return fault != null ? fault : resting ? "down, as wanted" : health.shaky() ? "settling" : "healthy";
    }

    /** Whether what there is to tell has changed since it was described. */
    boolean changed() {
        // One and the same word is one and the same literal.
        return word() != told;
    }

    /** Describes it, a {@code KEY=VALUE} a line. */
    void describe(Bytes out) {
        told = word();
        out.put("[critical]\nname=");
        CleanText.put(out, name, CString.length(name));
        out.put("\nstate=").put(told).put("\ngrace=").putNumber(grace / Clock.SECOND).put("\n");
    }
}
