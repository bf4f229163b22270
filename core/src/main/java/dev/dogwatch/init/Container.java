package dev.dogwatch.init;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.Arguments;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.Children;
import dev.dogwatch.os.Clock;
import dev.dogwatch.os.DecimalNumber;
import dev.dogwatch.os.DirectoryStream;
import dev.dogwatch.os.Messages;
import dev.dogwatch.os.FileStatus;
import dev.dogwatch.os.PathSearch;
import dev.dogwatch.os.Poll;
import dev.dogwatch.os.ProcessStat;
import dev.dogwatch.os.Signals;
import dev.dogwatch.os.Spawn;

/**
 * Process 1 of a container: runs one command in place of the stages and carries out what {@link Confinement} decides.
 * There are no stage files, no console and no reboot; the end of the command is the end of the container.
 */
final class Container {
    private static final int SIGNALS_THERE_ARE = 64;
    /** Faults of ours, and what a terminal says to a background process. */
    private static final long NOT_FOR_US = Signals.bit(Abi.SIGILL) | Signals.bit(Abi.SIGTRAP) | Signals.bit(Abi.SIGABRT)
            | Signals.bit(Abi.SIGBUS) | Signals.bit(Abi.SIGFPE) | Signals.bit(Abi.SIGSEGV) | Signals.bit(Abi.SIGSYS)
            | Signals.bit(Abi.SIGTTIN) | Signals.bit(Abi.SIGTTOU) | Signals.bit(Abi.SIGKILL) | Signals.bit(Abi.SIGSTOP)
            | Signals.bit(Abi.SIGPIPE);
    private static final int EVERYBODY = -1;
    /** As shells and container runtimes count. */
    private static final int EXIT_NOT_EXECUTABLE = 126;
    private static final int EXIT_NOT_FOUND = 127;
    private static final int FAILED = 111;

    private final Messages messages;
    private final long limitSeconds;
    private final Signals signals = new Signals();
    private final Poll poll = new Poll(1);
    private final DirectoryStream names = new DirectoryStream();
    private final ProcessStat stat = new ProcessStat();
    private final long processes = CString.of("/proc");
    private Confinement confinement;
    private boolean runsvdir;
    private int pid;

    Container(Messages messages, long limitSeconds) {
        this.messages = messages;
        this.limitSeconds = limitSeconds;
    }

    /** Runs the command and ends with its code, see {@link Confinement#exitCode}. */
    void run(Arguments command) {
        signals.open(~NOT_FOR_US, messages);
        poll.watch(0, signals.fd(), Abi.POLLIN);
        runsvdir = isRunsvdir(command);
        confinement = new Confinement(runsvdir, limitSeconds * Clock.SECOND);
        pid = start(command);
        while (true) {
            poll.waitUntil(confinement.deadline());
            turn(Clock.monotonic());
        }
    }

    private static boolean isRunsvdir(Arguments command) {
        long name = CString.lastPart(command.name());
        boolean multicall = CString.equals(name, "dogwatch") && command.count() > 1;
        return CString.equals(multicall ? CString.lastPart(command.get(1)) : name, "runsvdir");
    }

    private int start(Arguments command) {
        long name = command.name();
        long path = name;
        if (CString.lastPart(name) == name) {
            path = new PathSearch(name, new FileStatus()).find();
            if (path == 0) {
                messages.die(EXIT_NOT_FOUND, "unable to start child: ", name, "", Abi.ENOENT);
            }
        }
        // Ctrl-C is for us then, and does not tear holes into the tree.
        Spawn spawn = new Spawn(path, name).arguments(command.array()).session(runsvdir);
        int started = spawn.start();
        if (started < 0) {
            messages.die(FAILED, "unable to fork for ", name, "", -started);
        }
        if (spawn.error() != 0) {
            messages.die(spawn.error() == Abi.ENOENT ? EXIT_NOT_FOUND : EXIT_NOT_EXECUTABLE,
                    "unable to start child: ", name, "", spawn.error());
        }
        return started;
    }

    private void turn(long now) {
        long arrived = poll.happened(0) ? signals.take() : 0;
        for (int child = Children.reap(); child != 0; child = Children.reap()) {
            if (child == pid) {
                int status = Children.status();
                carryOut(confinement.died(status & 0x7f, Children.exitCode(status), now), 0);
            }
        }
        for (int signal = 1; signal <= SIGNALS_THERE_ARE; signal++) {
            if (signal != Abi.SIGCHLD && (arrived & Signals.bit(signal)) != 0) {
                boolean end = signal == Abi.SIGTERM || signal == Abi.SIGINT || signal == Abi.SIGHUP && runsvdir;
                carryOut(end ? confinement.askedToEnd(signal == Abi.SIGINT, now) : confinement.signalled(), signal);
            }
        }
        if (!Children.left()) {
            carryOut(confinement.emptied(), 0);
        }
        carryOut(confinement.tick(now), 0);
    }

    private void carryOut(int actions, int signal) {
        if ((actions & Confinement.HANG_UP) != 0) {
            libc.kill(pid, Abi.SIGHUP);
        }
        if ((actions & Confinement.TERMINATE) != 0) {
            libc.kill(pid, Abi.SIGTERM);
        }
        if ((actions & Confinement.FORWARD) != 0) {
            libc.kill(pid, signal);
        }
        if ((actions & (Confinement.TERMINATE_ORPHANS | Confinement.TERMINATE_STRAYS)) != 0) {
            terminateChildren((actions & Confinement.TERMINATE_STRAYS) != 0);
        }
        if ((actions & Confinement.KILL_ALL) != 0) {
            messages.warn("not all processes ended in time, sending sigkill...", 0);
            libc.kill(EVERYBODY, Abi.SIGKILL);
        }
        if ((actions & Confinement.LEAVE) != 0) {
            libc.exit(confinement.exitCode());
        }
    }

    /** Only our own: a runsv takes its service down itself, and lets a log service read to the end. */
    private void terminateChildren(boolean spareRunsv) {
        if (names.open(processes) < 0) {
            libc.kill(EVERYBODY, Abi.SIGTERM);
            return;
        }
        for (long name = names.next(); name != 0; name = names.next()) {
            int process = (int) Math.min(DecimalNumber.leading(name, 0), Integer.MAX_VALUE);
            if (process > 1 && stat.read(process) && stat.field(ProcessStat.PARENT) == 1
                    && !(spareRunsv && stat.isCommand("runsv"))) {
                libc.kill(process, Abi.SIGTERM);
            }
        }
        names.close();
    }
}
