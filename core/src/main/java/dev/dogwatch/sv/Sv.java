package dev.dogwatch.sv;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.Arguments;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.Clock;
import dev.dogwatch.os.DecimalNumber;
import dev.dogwatch.os.Environment;
import dev.dogwatch.os.Memory;
import dev.dogwatch.os.Messages;
import dev.dogwatch.os.Options;
import dev.dogwatch.os.Poll;
import dev.dogwatch.os.Release;
import dev.dogwatch.service.Lifecycle;
import dev.dogwatch.service.Status;
import dev.dogwatch.service.Tai64;

/**
 * sv: controls services and tells how they are (contract, sv). Under any name but sv it is an LSB init script for the
 * service of that name.
 *
 * <p>Where C runit looks every 0.42 s whether a command has had its effect, this one is told ({@link StatusWatch}) and
 * returns at once; a time limit is measured on the monotonic clock, and whether a service was restarted by the change of its
 * time stamp, so that a clock that jumps deceives neither.
 */
public final class Sv {
    /** ns between two looks at what cannot be watched: a ./check that has not passed yet. As C runit. */
    static final long POLL_PERIOD = 420 * Clock.MILLISECOND;

    private static final String DEFAULT_DIRECTORY = "/etc/service/";
    private static final long DEFAULT_WAIT_SECONDS = 7;
    private static final int USAGE = 100;
    private static final int STAMP_AND_PID = Tai64.SIZE + 4;
    private static final int LSB_USAGE = 2;
    private static final int LSB_FATAL = 151;
    private static final int LSB_DOWN = 3;
    private static final int LSB_UNKNOWN = 4;
    /** What is counted of more failures. */
    static final int MOST_FAILURES = 99;

    private final Report report = new Report();
    private final CheckScript checkScript = new CheckScript(report);
    private final long logDirectory = CString.of("log");
    private final boolean lsb;
    private final long program;
    private long directory;
    private long waitSeconds = DEFAULT_WAIT_SECONDS;
    private boolean verbose;
    /** What {@code -v} itself says; {@code -w} includes it for runit's commands only. */
    private boolean aloud;
    private Arguments words;
    private boolean observes;
    private Command command;
    private Arguments services;
    private SuperviseReader reader;
    private StatusWatch watch;
    private ServiceDirectories directories;
    private long startLabel;
    /** For each service: what is still to be waited for. */
    private boolean[] open;
    /** For each service: whether its ./check decides, whose mind no file tells. */
    private boolean[] polled;
    /** For each service: whether it is to be started afresh, being crash-only and up. */
    private boolean[] again;
    /** For each service, the first bytes of the status before the command: the time stamp and the pid. */
    private long stampsBefore;

    private Sv(Arguments arguments) {
        program = CString.lastPart(arguments.name());
        lsb = !CString.equals(program, "sv");
        parse(arguments);
    }

    /** The program; does not return. */
    public static void main(Arguments arguments) {
        Sv sv = new Sv(arguments);
        sv.run();
        sv.leave(Math.min(sv.report.failures(), MOST_FAILURES));
    }

    private void parse(Arguments arguments) {
        directory = Environment.get("SVDIR");
        if (directory == 0) {
            directory = CString.of(DEFAULT_DIRECTORY);
        }
        long limit = Environment.get("SVWAIT");
        if (limit != 0) {
            waitSeconds = DecimalNumber.leading(limit, waitSeconds);
        }
        Options options = new Options(arguments, "w:vV");
        for (int letter = options.next(); letter != Options.END; letter = options.next()) {
            switch (letter) {
                case 'w' -> {
                    waitSeconds = DecimalNumber.leading(options.argument(), waitSeconds);
                    verbose = true;
                }
                case 'v' -> {
                    verbose = true;
                    aloud = true;
                }
                case 'V' -> {
                    Messages.line("sv (dogwatch) " + Release.VERSION);
                    usage();
                }
                default -> usage();
            }
        }
        words = options.rest();
        if (words.count() == 0) {
            usage();
        }
        observes = !lsb && Observation.isOne(words);
        if (observes) {
            return;
        }
        command = Command.of(words.get(0), lsb);
        services = lsb ? arguments : words.from(1);
        if (command == null || services.count() == 0) {
            usage();
        }
    }

    private void usage() {
        Messages.usage(lsb ? LSB_USAGE : USAGE, program, lsb ? " [-w sec] command" : " [-v] [-w sec] command service ...");
    }

    private int count() {
        return lsb ? 1 : services.count();
    }

    private long name(int service) {
        return lsb ? program : services.get(service);
    }

    private void run() {
        startLabel = Report.now();
        directories = new ServiceDirectories(report, directory, lsb ? LSB_FATAL : USAGE);
        if (observes) {
            leave(new Observation(report, directories, words).run(waitSeconds, aloud));
        }
        reader = new SuperviseReader(report, command.bytes().equals("x"));
        again = new boolean[Math.max(count(), 0)];
        boolean waits = command.waits() || verbose && command.sends();
        long start = Clock.monotonic();
        if (waits) {
            open = new boolean[Math.max(count(), 0)];
            polled = new boolean[Math.max(count(), 0)];
            watch = new StatusWatch(count());
            stampsBefore = Memory.permanent((long) count() * STAMP_AND_PID);
        }
        for (int i = 0; i < count(); i++) {
            begin(i, waits);
        }
        if (waits) {
            report.flush();
            await(start + Math.max(waitSeconds * Clock.SECOND, POLL_PERIOD));
        }
    }

    /** Sends the command to a service, or tells its status. */
    private void begin(int i, boolean waits) {
        if (!enter(i)) {
            return;
        }
        if (waits) {
            watch.add(i);
        }
        if (command.sends()) {
            boolean sent = reader.read(name(i), false) == SuperviseReader.READ;
            if (sent && waits) {
                libc.memmove(stampBefore(i), reader.status(), STAMP_AND_PID);
            }
            again[i] = sent && startsAfresh();
            sent = sent && reader.send(name(i), bytes(i));
            if (waits) {
                open[i] = sent;
            }
        } else if (waits) {
            open[i] = true;
        } else {
            status(name(i));
        }
    }

    private boolean startsAfresh() {
        return command == Command.UP && (reader.flags() & Status.CRASH_ONLY) != 0
                && Status.pid(reader.status()) != 0 && Status.state(reader.status()) == Lifecycle.RUN;
    }

    /** What is written to the service's supervise/control and waited for. */
    private String bytes(int i) {
        return again[i] ? Command.UP_AGAIN : command.bytes();
    }

    private long stampBefore(int i) {
        return stampsBefore + (long) i * STAMP_AND_PID;
    }

    private boolean enter(int i) {
        int result = directories.enter(name(i));
        if (result < 0) {
            report.fail(name(i), false, "unable to change to service directory", -result);
        }
        return result == 0;
    }

    private void status(long name) {
        int result = reader.read(name, false);
        if (result != SuperviseReader.READ) {
            if (lsb && result == SuperviseReader.FAILED) {
                leave(LSB_UNKNOWN);
            }
            return;
        }
        boolean known = report.status(reader.status(), reader.flags(), startLabel, name, null);
        boolean up = Status.pid(reader.status()) != 0;
        int error = libc.chdir(logDirectory);
        if (error == 0) {
            report.put("; ");
            if (reader.read(name, true) != SuperviseReader.NOT_RUNNING) {
                report.status(reader.status(), reader.flags(), startLabel, name, "log");
                report.put("\n");
            }
        } else if (error == -Abi.ENOENT) {
            report.put("\n");
        } else {
            report.put("; ");
            report.warn(name, true, "unable to change directory", -error);
        }
        if (lsb) {
            leave(!known ? LSB_UNKNOWN : up ? 0 : LSB_DOWN);
        }
    }

    /** Looks at each service whenever it may have changed, until all have obeyed or the time is up. */
    private void await(long limit) {
        boolean all = true;
        while (true) {
            boolean timeIsUp = Clock.monotonic() >= limit;
            boolean waiting = false;
            long next = limit;
            for (int i = 0; i < count(); i++) {
                if (open[i] && (all || timeIsUp || watch.changed(i))) {
                    open[i] = look(i, timeIsUp);
                }
                waiting |= open[i];
                next = open[i] ? Math.min(next, nextLook(i)) : next;
            }
            if (!waiting) {
                return;
            }
            report.flush();
            watch.waitUntil(next);
            all = Clock.monotonic() >= next;
        }
    }

    /** When a service is to be looked at again although no change was told. */
    private long nextLook(int i) {
        if (!watch.watches(i)) {
            return watch.nextLook();
        }
        return polled[i] ? Clock.monotonic() + POLL_PERIOD : Poll.NEVER;
    }

    /** Whether the service is still to be waited for. */
    private boolean look(int i, boolean timeIsUp) {
        if (!enter(i)) {
            return false;
        }
        long name = name(i);
        int result = reader.read(name, false);
        boolean waiting = false;
        if (result == SuperviseReader.READ) {
            waiting = !obeyed(i);
            if (!waiting) {
                report.put("ok: ");
                report.status(reader.status(), reader.flags(), Report.now(), name, null);
                report.put("\n");
            } else if (timeIsUp) {
                giveUp(name);
                waiting = false;
            }
        }
        return waiting;
    }

    private void giveUp(long name) {
        report.put(command.kills() ? "kill: " : "timeout: ");
        if (reader.read(name, false) == SuperviseReader.READ) {
            report.status(reader.status(), reader.flags(), Report.now(), name, null);
            report.countFailure();
        }
        report.put("\n");
        if (command.kills()) {
            reader.send(name, "k");
        }
    }

    /** Whether each byte of the command has had its effect, by the status just read (contract, sv, "waiting"). */
    private boolean obeyed(int i) {
        long status = reader.status();
        boolean up = Status.pid(status) != 0;
        boolean wantedDown = Status.want(status) == 'd';
        String bytes = bytes(i);
        polled[i] = false;
        for (int at = 0; at < bytes.length(); at++) {
            int wanted = bytes.charAt(at) == 'C' ? wantedDown ? 'd' : 'u' : bytes.charAt(at);
            boolean done = switch (wanted) {
                case 'x' -> false;
                case 'u' -> up && Status.state(status) == Lifecycle.RUN && isReady() && checkPasses(i);
                // Not of one that is wanted up: it may have been started already, and the d is still to be read.
                case 'd' -> !up && Status.state(status) == Lifecycle.DOWN && wantedDown;
                case 't', 'k' -> !up && wantedDown
                        || restarted(i) && up && !Status.gotTerm(status) && isReady() && checkPasses(i);
                case 'o' -> up ? wantedDown : restarted(i);
                case 'p' -> !up || Status.paused(status);
                case 'c' -> !up || !Status.paused(status);
                default -> true;
            };
            if (!done) {
                return false;
            }
        }
        return true;
    }

    /** Whether it has told that it is ready, or never does. */
    private boolean isReady() {
        return (reader.flags() & (Status.TELLS_READINESS | Status.READY)) != Status.TELLS_READINESS;
    }

    /** The stamp moves with every start and every end, and else only when the clock was set: then the pid stays. */
    private boolean restarted(int i) {
        long before = stampBefore(i);
        int pid = Status.pid(reader.status());
        if (pid != 0 && pid == Status.pid(before)) {
            return false;
        }
        for (int at = 0; at < Tai64.SIZE; at++) {
            if (libc.getByte(before + at) != libc.getByte(reader.status() + at)) {
                return true;
            }
        }
        return false;
    }

    private boolean checkPasses(int i) {
        polled[i] = checkScript.exists();
        return checkScript.passes(name(i),
                (reader.flags() & Status.CRASH_ONLY) != 0 ? CheckScript.CRASH_ONLY_LIMIT : CheckScript.UNLIMITED);
    }

    private void leave(int code) {
        report.flush();
        libc.exit(code);
    }
}
