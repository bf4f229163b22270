package dev.dogwatch.runsvdir;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.Environment;
import dev.dogwatch.os.Memory;
import dev.dogwatch.os.Messages;
import dev.dogwatch.os.OomScore;
import dev.dogwatch.os.PathSearch;
import dev.dogwatch.os.ProcessTitle;
import dev.dogwatch.os.Spawn;
import dev.dogwatch.runsv.Runsv;

/**
 * Starts {@code runsv NAME}, looked up in PATH as the contract says. When that is this very program, the child is
 * forked and goes on as runsv without exec: it shares all memory that neither changes, and starts in a tenth of the
 * time (docs/benchmarks.md). Any other runsv is executed.
 */
final class RunsvLauncher {
    private final Messages messages;
    private final boolean session;
    private final PathSearch search;
    private final long program = CString.of("runsv");
    private final Spawn spawn = new Spawn(program, program);
    private final Runsv runsv;
    private final ProcessTitle title;
    private final long environment;

    /** {@code session}: each runsv leads a session of its own; {@code crashOnly}: all services are. */
    RunsvLauncher(boolean session, boolean crashOnly, Runsv runsv, ProcessTitle title, Messages messages) {
        this.runsv = runsv;
        this.messages = messages;
        this.session = session;
        this.title = title;
        search = new PathSearch(program, runsv.look());
        spawn.session(session);
        if (crashOnly) {
            runsv.crashOnly(true);
            environment = Environment.with(CString.of("DOGWATCH_CRASH_ONLY=1"));
            spawn.environment(environment);
        } else {
            environment = libc.environ();
        }
    }

    /**
     * Starts the runsv for a name in the current directory; {@code child} closes what is runsvdir's own.
     *
     * @return its pid, 0 when it could not be started: then the reason has been told
     */
    int start(long name, Runsvdir parent) {
        long path = search.find();
        if (path == 0) {
            messages.fatal("unable to start runsv ", name, Abi.ENOENT);
            return 0;
        }
        int pid = search.foundOurselves() ? libc.fork() : -Abi.ENOSYS;
        if (pid == 0) {
            become(path, name, parent);
        }
        if (pid == -Abi.ENOSYS) {
            pid = spawn.path(path).argument(1, name).start();
            if (pid > 0 && spawn.error() != 0) {
                messages.fatal("unable to start runsv ", name, spawn.error());
            }
        }
        if (pid < 0) {
            messages.warn("unable to fork for ", name, "", -pid);
            return 0;
        }
        return pid;
    }

    private void become(long path, long name, Runsvdir parent) {
        if (session) {
            libc.setsid();
        }
        parent.closeInChild();
        if (!title.show("runsv", name)) {
            execute(path, name);
        }
        runsv.supervise(name);
    }

    /** A name too long for the command line that we have: only a new program gets a longer one. */
    private void execute(long path, long name) {
        long argv = Memory.allocate(3L * libc.pointerSize());
        libc.putPointer(argv, program);
        libc.putPointer(argv + libc.pointerSize(), name);
        libc.putPointer(argv + 2L * libc.pointerSize(), 0);
        libc.sigprocmask(Abi.SIG_SETMASK, 0);
        // It would pass its protection on to its services: it may be another runsv than ours.
        OomScore.restore();
        messages.die(111, "unable to start runsv ", name, "", -libc.execve(path, argv, environment));
    }
}
