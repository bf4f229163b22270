package dev.dogwatch.runsvdir;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.Arguments;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.Children;
import dev.dogwatch.os.Clock;
import dev.dogwatch.os.DirectoryStream;
import dev.dogwatch.os.FileStatus;
import dev.dogwatch.os.Messages;
import dev.dogwatch.os.Poll;
import dev.dogwatch.os.ProcessTitle;
import dev.dogwatch.os.Signals;
import dev.dogwatch.runsv.Runsv;

/**
 * runsvdir: keeps one runsv for each service directory in a directory (contract, runsvdir).
 *
 * <p>It is told of changes by inotify and scans then; where inotify cannot tell (refused, or a symbolic link on the
 * way to the directory may be exchanged) it looks every five seconds, as C runit does. There is no cap on services. A
 * runsv that ended is started again at once, but one that ended by itself not more often than once a second. One that
 * lives already is adopted.
 */
public final class Runsvdir {
    private static final int SIGNALS = 0;
    private static final int WATCH = 1;
    private static final int LOG = 2;

    private static final int FATAL = 100;
    private static final long AGAIN = Clock.SECOND;
    private static final long AGAIN_AFTER_KILL = 50 * Clock.MILLISECOND;
    private static final long RESCAN = 5 * Clock.SECOND;
    /** ns between news and scan: ln -sfn makes a link under another name first, which is no service. */
    private static final long SETTLE = 2 * Clock.MILLISECOND;
    /** ns for which a new directory may lack a ./run before it gets its runsv all the same. */
    private static final long EMPTY_GRACE = Clock.SECOND;
    private static final long EMPTY_LOOK = 10 * Clock.MILLISECOND;

    private final Messages messages = new Messages("runsvdir ");
    private final Poll poll = new Poll(3);
    private final Signals signals = new Signals();
    private final FileStatus look;
    private final DirectoryStream names = new DirectoryStream();
    private final DirectoryWatch watch = new DirectoryWatch();
    private final ProctitleLog log = new ProctitleLog(messages);
    private final ServiceTable services;
    private final StartBatch batch;
    private final Adoption adoption;
    private final long here = CString.of(".");
    private final RunsvLauncher launcher;
    private final long directory;
    /** What else there is to do, null for nothing. */
    private final Duty duty;
    private int home;
    private long device;
    private long inode;
    private long changed;
    /** The directory is to be scanned at {@link #scanAt}, whether it seems changed or not. */
    private boolean dirty = true;
    private boolean scannedBefore;
    private boolean pathIsDirect;
    private long scanAt;

    private Runsvdir(RunsvdirOptions options, Runsv runsv, ProcessTitle title, Duty duty) {
        this.duty = duty;
        directory = options.directory();
        look = runsv.look();
        messages.about(directory);
        services = new ServiceTable(runsv.note());
        batch = new StartBatch(services);
        adoption = new Adoption(runsv.note(), watch, runsv.scratch());
        launcher = new RunsvLauncher(options.session(), options.crashOnly(), runsv, title, messages);
    }

    /** The program, with the duty that {@code -w} asks for; does not return. */
    public static void main(Arguments arguments, Duty watchdog) {
        RunsvdirOptions options = RunsvdirOptions.parse(arguments);
        // First of all, so that what a forked runsv will write to lies close together.
        Runsv runsv = new Runsv();
        ProcessTitle title = new ProcessTitle(arguments.whole());
        Runsvdir runsvdir = new Runsvdir(options, runsv, title, options.watchdog() ? watchdog : null);
        runsvdir.run(options.log());
    }

    private void run(long logArgument) {
        signals.open(Signals.bit(Abi.SIGCHLD) | Signals.bit(Abi.SIGTERM) | Signals.bit(Abi.SIGHUP)
                | Signals.bit(Abi.SIGALRM), messages);
        if (logArgument != 0) {
            log.begin(logArgument, Clock.monotonic());
        }
        home = libc.open(here, Abi.O_RDONLY | Abi.O_CLOEXEC, 0);
        if (home < 0) {
            messages.die(FATAL, "unable to open current directory", -home);
        }
        if (duty != null) {
            duty.begin(services, directory, messages);
        }
        poll.watch(SIGNALS, signals.fd(), Abi.POLLIN);
        poll.watch(WATCH, watch.fd(), Abi.POLLIN);
        poll.watch(LOG, log.fd(), Abi.POLLIN);
        while (true) {
            long now = Clock.monotonic();
            if (now >= scanAt) {
                lookAtDirectory(now);
            }
            startDue(now);
            log.tick(now);
            long until = Math.min(Math.min(scanAt, services.nextStart()), log.deadline());
            if (duty != null) {
                until = Math.min(until, duty.turn(now));
                if (duty.admitsMore()) {
                    dirty = true;
                    scanAt = now;
                    until = 0;
                }
            }
            poll.waitUntil(until);
            take(Clock.monotonic());
        }
    }

    /** In a forked child: what only runsvdir needs. */
    void closeInChild() {
        libc.close(signals.fd());
        libc.close(watch.fd());
        libc.close(home);
        log.closeInChild();
        if (duty != null) {
            duty.closeInChild();
        }
    }

    private void take(long now) {
        if (poll.happened(SIGNALS)) {
            long arrived = signals.take();
            for (int child = Children.change(); child != 0; child = Children.change()) {
                changed(child, Children.status(), now);
            }
            if ((arrived & Signals.bit(Abi.SIGALRM)) != 0) {
                scanSoon(now);
            }
            if ((arrived & Signals.bit(Abi.SIGHUP)) != 0) {
                services.signalAll(Abi.SIGTERM);
                end(111);
            }
            if ((arrived & Signals.bit(Abi.SIGTERM)) != 0) {
                end(0);
            }
        }
        if (poll.happened(WATCH) && watch.take(services) && !dirty) {
            dirty = true;
            scanAt = now + SETTLE;
        }
        if (poll.happened(LOG)) {
            log.read();
        }
    }

    private void scanSoon(long now) {
        dirty = true;
        scanAt = now;
    }

    private void end(int code) {
        if (duty != null) {
            duty.end();
        }
        libc.exit(code);
    }

    private void changed(int child, int status, long now) {
        ServiceEntry entry = services.byPid(child);
        if (entry != null && (Children.stopped(status) || Children.continued(status))) {
            entry.stopped = Children.stopped(status);
        } else if (entry != null) {
            gone(entry, status, now);
        } else if (duty != null) {
            duty.reaped(child, status);
        }
    }

    private void gone(ServiceEntry entry, int status, long now) {
        entry.lost(now);
        if (entry.retired) {
            services.remove(entry);
            // The same directory may have come back meanwhile, and waits for this one to be gone.
            scanSoon(now);
        } else {
            // One that was killed comes back at once; one that gives up would only do so again.
            long pause = Children.killed(status) ? AGAIN_AFTER_KILL : AGAIN;
            services.startAt(entry, Math.max(now, entry.startedAt + pause));
        }
    }

    /** Looks whether the directory is another one or has changed, and scans it then. */
    private void lookAtDirectory(long now) {
        int result = look.of(directory);
        if (result < 0) {
            messages.warn("unable to stat ", directory, "", -result);
        } else if (dirty || look.changed() != changed || look.inode() != inode || look.device() != device) {
            changed = look.changed();
            inode = look.inode();
            device = look.device();
            enterAndScan(now);
        }
        scanAt = watch.works() && pathIsDirect && !dirty ? Poll.NEVER : now + (dirty ? AGAIN : RESCAN);
    }

    private void enterAndScan(long now) {
        if (!enter()) {
            return;
        }
        // Watched first: what changes during the scan is then told.
        watch.watchHere();
        pathIsDirect = DirectPath.leadsHere(directory);
        dirty = false;
        scan(now);
        scannedBefore = true;
        leave();
    }

    private boolean enter() {
        int result = libc.chdir(directory);
        if (result < 0) {
            messages.warn("unable to change directory to ", directory, "", -result);
        }
        return result == 0;
    }

    private void leave() {
        int result = libc.fchdir(home);
        if (result < 0) {
            messages.warn("unable to change directory, pausing", -result);
        }
    }

    private void scan(long now) {
        int result = names.open(here);
        if (result < 0) {
            messages.warn("unable to open directory ", directory, "", -result);
            dirty = true;
            return;
        }
        services.markUnseen();
        for (long name = names.next(); name != 0; name = names.next()) {
            if (libc.getByte(name) != '.') {
                see(name, now);
            }
        }
        names.close();
        if (names.error() != 0) {
            messages.warn("unable to read directory ", directory, "", names.error());
            dirty = true;
        } else {
            services.retireUnseen();
        }
    }

    private void see(long name, long now) {
        int result = look.of(name);
        if (result < 0) {
            messages.warn("unable to stat ", name, "", -result);
            return;
        }
        if (!look.isDirectory()) {
            return;
        }
        ServiceEntry entry = services.find(look.device(), look.inode());
        if (entry == null && duty != null && !duty.admits(name)) {
            return;
        }
        if (entry == null) {
            entry = services.add(look.device(), look.inode(), CString.copy(name));
            entry.goneAt = now;
            entry.emptyUntil = scannedBefore ? now + EMPTY_GRACE : now;
            services.startAt(entry, now);
        } else if (!CString.equals(entry.name, name) && look.of(entry.name) == -Abi.ENOENT) {
            // Renamed: its runsv goes on as it is, the next one goes by the new name.
            libc.free(entry.name);
            entry.name = CString.copy(name);
        }
        entry.unseen = false;
    }

    private void startDue(long now) {
        if (now < services.nextStart()) {
            return;
        }
        if (!enter()) {
            services.nextStart(now + AGAIN);
            return;
        }
        // Backwards: an entry that turns out to be gone is taken out of the table.
        for (int i = services.count() - 1; i >= 0; i--) {
            ServiceEntry entry = services.get(i);
            if (entry.startAt <= now && (entry.adopted == 0 || !adoption.lives(entry, services, now))) {
                start(i, now);
            }
        }
        batch.apply(now, AGAIN);
        services.updateNextStart();
        if (adoption.isFirst()) {
            new Orphans(look).dismiss(names);
        }
        leave();
    }

    private void start(int i, long now) {
        ServiceEntry entry = services.get(i);
        if (entry.retired || look.of(entry.name) < 0 || look.inode() != entry.inode || look.device() != entry.device) {
            // Renamed, or removed: the scan will say under which name it lives on, if it does, or who came instead.
            batch.apply(now, AGAIN);
            services.remove(entry);
            scanSoon(now);
            return;
        }
        int found = adoption.adopt(entry, services, now);
        if (found != Adoption.NOBODY) {
            if (found == Adoption.ENDING) {
                services.startAt(entry, now + Adoption.SOON);
            }
            return;
        }
        if (now < entry.emptyUntil && !RunScript.isThere(entry.name, look)) {
            services.startAt(entry, now + EMPTY_LOOK);
            return;
        }
        batch.add(i, launcher.start(entry.name, this), now, AGAIN);
    }
}
