package dev.dogwatch.svlogd;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.Arguments;
import dev.dogwatch.os.Children;
import dev.dogwatch.os.Clock;
import dev.dogwatch.os.Messages;
import dev.dogwatch.os.Poll;
import dev.dogwatch.os.Signals;

/**
 * svlogd: one loop that waits for input, signals and deadlines. SIGTERM ends it behind the current line, SIGALRM rotates,
 * SIGHUP opens everything anew (contract, svlogd).
 */
public final class Svlogd {
    private static final int SIGNALS = 0;
    private static final int INPUT = 1;
    private static final int FAILED = 111;

    private final Messages messages = new Messages("svlogd");
    private final Poll poll = new Poll(2);
    private final Signals signals = new Signals();
    private final StderrCopy stderr = new StderrCopy();
    private final Settings settings;
    private final LogDirectory[] directories;
    private final LineSplitter splitter;
    private final Input input;
    private boolean rotate;
    private boolean reopen;
    /** SIGTERM, once or several times. */
    private boolean stop;
    private boolean stopNow;
    private boolean ended;

    private Svlogd(Arguments arguments) {
        settings = new Settings(arguments);
        WorkingDirectory place = new WorkingDirectory(messages);
        directories = new LogDirectory[Math.max(settings.names.count(), 0)];
        for (int i = 0; i < directories.length; i++) {
            directories[i] = new LogDirectory(settings.names.get(i), messages, settings, place, stderr);
        }
        splitter = new LineSplitter(settings, directories);
        input = new Input(messages, settings.lineLength);
    }

    /** The program; does not return. */
    public static void main(Arguments arguments) {
        new Svlogd(arguments).run();
    }

    private void run() {
        // Whoever started us may have left them ignored, and then nobody would tell us.
        libc.sigdefault(Abi.SIGHUP);
        libc.sigdefault(Abi.SIGALRM);
        signals.open(Signals.bit(Abi.SIGCHLD) | Signals.bit(Abi.SIGTERM) | Signals.bit(Abi.SIGHUP)
                | Signals.bit(Abi.SIGALRM), messages);
        poll.watch(SIGNALS, signals.fd(), Abi.POLLIN);
        open();
        while (!ended) {
            obey();
            if (stop && !input.isInLine() && !splitter.isInLongLine()) {
                break;
            }
            boolean reading = mayRead();
            if (await(reading)) {
                turn();
            }
        }
        leave();
    }

    private void open() {
        boolean any = false;
        for (LogDirectory directory : directories) {
            directory.close(Clock.monotonic());
            any |= directory.open(Clock.monotonic());
        }
        if (!any) {
            messages.die(FAILED, "no functional log directories.", 0);
        }
        splitter.reconsider();
    }

    /** Does what signals asked for and what is due. */
    private void obey() {
        if (rotate) {
            rotate = false;
            for (LogDirectory directory : directories) {
                directory.rotate(Clock.monotonic());
            }
        }
        if (reopen && !stop) {
            reopen = false;
            open();
        }
        long now = Clock.monotonic();
        for (LogDirectory directory : directories) {
            if (now >= directory.deadline()) {
                directory.tick(now);
            }
        }
    }

    /** Not where no directory can write and one of them would lose lines: then whoever writes to us has to wait. */
    private boolean mayRead() {
        boolean full = false;
        boolean writable = false;
        for (LogDirectory directory : directories) {
            if (directory.isOpen()) {
                full |= directory.isFull();
                writable |= !directory.isPaused();
            }
        }
        for (LogDirectory directory : directories) {
            directory.mayLose(writable);
        }
        return writable || !full;
    }

    /** Waits for something to happen: whether to look for input. */
    private boolean await(boolean reading) {
        long deadline = reading ? input.deadline() : Poll.NEVER;
        for (LogDirectory directory : directories) {
            deadline = Math.min(deadline, directory.deadline());
        }
        poll.watch(INPUT, reading ? input.fd() : -1, Abi.POLLIN);
        poll.waitUntil(deadline);
        if (poll.happened(SIGNALS)) {
            take();
        }
        return reading && (poll.happened(INPUT) || Clock.monotonic() >= input.deadline());
    }

    private void take() {
        long arrived = signals.take();
        if ((arrived & Signals.bit(Abi.SIGTERM)) != 0) {
            stopNow = stop;
            stop = true;
            inform("sigterm received.");
        }
        if ((arrived & Signals.bit(Abi.SIGALRM)) != 0) {
            rotate = true;
            inform("sigalarm received.");
        }
        if ((arrived & Signals.bit(Abi.SIGHUP)) != 0) {
            reopen = true;
            inform("sighangup received.");
        }
        if ((arrived & Signals.bit(Abi.SIGCHLD)) != 0) {
            inform("sigchild received.");
        }
        for (int child = Children.reap(); child != 0; child = Children.reap()) {
            for (LogDirectory directory : directories) {
                if (directory.ended(child, Children.status(), stop || ended, Clock.monotonic())) {
                    break;
                }
            }
        }
    }

    private void inform(String what) {
        if (settings.verbose) {
            messages.begin("info").put(what);
            messages.send();
        }
    }

    private void turn() {
        int result = input.read(stop);
        if (result == Input.NOTHING) {
            return;
        }
        long now = Clock.monotonic();
        long done = 0;
        if (result == Input.END) {
            splitter.finish(input.address(), input.length(), now);
            ended = true;
        } else {
            done = splitter.split(input.address(), input.length(), stop, now);
        }
        for (LogDirectory directory : directories) {
            directory.flush(now);
        }
        stderr.flush();
        if (result == Input.BYTES) {
            input.consume(done);
            ended = stop && done > 0 && !splitter.isInLongLine();
        }
    }

    /** Everything written, every processor ended, unless SIGTERM comes once more. */
    private void leave() {
        ended = true;
        while (!stopNow && !isSettled()) {
            obey();
            await(false);
        }
        for (LogDirectory directory : directories) {
            directory.close(Clock.monotonic());
            directory.giveUp();
        }
        libc.exit(0);
    }

    private boolean isSettled() {
        boolean settled = true;
        for (LogDirectory directory : directories) {
            settled &= directory.isSettled();
        }
        return settled;
    }
}
