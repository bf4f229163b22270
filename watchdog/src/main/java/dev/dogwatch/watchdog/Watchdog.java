package dev.dogwatch.watchdog;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.os.BootId;
import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.Clock;
import dev.dogwatch.os.Environment;
import dev.dogwatch.os.FileStatus;
import dev.dogwatch.os.Messages;
import dev.dogwatch.os.Poll;
import dev.dogwatch.os.Spawn;
import dev.dogwatch.runsvdir.Duty;
import dev.dogwatch.runsvdir.ServiceTable;

/**
 * The duty of {@code runsvdir -w}: feeds the hardware watchdog from the loop that supervises, and only while the node is
 * healthy (docs/watchdog.md). No other process has the device open, so none can be alive for a supervisor that is not.
 *
 * <p>A turn looks at what is due, judges, and feeds; it waits for nothing. All memory is taken at the beginning, but for
 * services that become critical later.
 */
public final class Watchdog implements Duty {
    /** From one look to the next while there is something that must be looked at. */
    private static final long LOOK = Clock.SECOND;
    /** The same while the gate is not open: who recovers is to be fed again in time. */
    private static final long LOOK_AGAIN = Clock.SECOND / 2;
    /** Where no device tells how often. */
    private static final long PROBE = 10 * Clock.SECOND;
    /** From one writing of the record to the next, when only the count of dead services has changed. */
    private static final long COUNT = 3600 * Clock.SECOND;
    /** How long a node must be healthy again until its record says so, and starve on until another reason is written: flash. */
    private static final long STEADY = 10 * Clock.SECOND;

    private ServiceTable services;
    private Messages messages;
    private Configuration configuration;
    private Gate gate;
    private Devices devices;
    private Supervisors supervisors;
    private CriticalServices critical;
    private Monitors monitors;
    private ServiceDeaths deaths;
    private Record record;
    private RecordStore store;
    private BootReport boot;
    private SafeMode safeMode;
    private Backstop backstop;
    private LiveFiles live;
    private Bytes reason;
    private long bootId;
    /** There is a configuration, so that there is something to do. */
    private boolean works;
    private boolean well = true;
    private boolean changed = true;
    private boolean admitsMore;
    private boolean lookNow;
    private long lookAt;
    private long probeAt;
    private long feedAt;
    private long settledAt;
    private long countAt;
    /** When the record is to say that the node is healthy again. */
    private long forgiveAt = Poll.NEVER;
    /** When it was written last that the node starves. */
    private long blamedAt;
    private Spawn runitInit;

    @Override
    public void begin(ServiceTable table, long directory, Messages complaints) {
        services = table;
        messages = complaints;
        Protection.fromOutOfMemory(messages);
        configuration = new Configuration(messages);
        works = configuration.read();
        if (!works) {
            return;
        }
        Protection.asConfigured(configuration, messages);
        long run = runDirectory();
        libc.mkdir(run, 0755);
        gate = new Gate(configuration.reboot);
        reason = new Bytes(256);
        supervisors = new Supervisors(services, directory);
        critical = new CriticalServices(services, directory, configuration, messages);
        monitors = new Monitors(configuration, messages, this);
        deaths = new ServiceDeaths(services, directory);
        live = new LiveFiles(run, messages);
        backstop = new Backstop(run);
        safeMode = new SafeMode(configuration.safe, run);
        record = new Record();
        store = new RecordStore(configuration.state, messages, this);
        boot = new BootReport(record, run);
        devices = new Devices(configuration, messages);
        runitInit = new Spawn(CString.of("/proc/self/exe"), CString.of("runit-init")).argument(1, CString.of("6"));
        backstop.dismiss();
        long now = Clock.monotonic();
        devices.openMissing(now);
        settledAt = configuration.loopWindow * Clock.SECOND;
        beginBoot();
        countAt = now + COUNT;
    }

    /** The directory for what lives as long as the boot; DOGWATCH_RUN names another one. */
    static long runDirectory() {
        long named = Environment.get("DOGWATCH_RUN");
        return named != 0 && libc.getByte(named) == '/' ? named : CString.of("/run/dogwatch");
    }

    private void beginBoot() {
        store.load(record);
        bootId = BootId.read();
        if (boot.isThere(bootId)) {
            safeMode.resume();
            settledAt = Clock.monotonic() < settledAt ? settledAt : Poll.NEVER;
            if (!record.isOf(bootId) || record.ending != Record.RUNNING) {
                record.boot(bootId);
                record.ending = Record.RUNNING;
                record.reason.clear();
                store.save(record, false);
            }
            return;
        }
        boot.begin(bootId, devices.bootStatus());
        long moment = record.uptimeBefore;
        int resets = record.history.within(configuration.loopWindow, moment);
        if (configuration.safe.count() > 0 && resets >= configuration.loopResets) {
            safeMode.enter();
            messages.begin("warning").put("watchdog: safe mode after ").putNumber(resets)
                    .put(" resets: only the safe services are started; remove ").putCString(safeMode.path()).put(" to end it");
            messages.send();
        }
        writeBoot();
        boot.putCause(messages.begin("info").put("watchdog: boot ").putNumber(record.boots).put(", cause: "));
        messages.send();
        store.save(record, false);
    }

    private void writeBoot() {
        int result = boot.write(safeMode.isOn());
        if (result < 0) {
            messages.warn("watchdog: unable to write the report of the boot", -result);
        }
    }

    @Override
    public long turn(long now) {
        if (!works) {
            return Poll.NEVER;
        }
        if (devices.openMissing(now)) {
            changed = true;
            feedAt = now;
            if (boot.learn(devices.bootStatus())) {
                writeBoot();
                store.save(record, false);
            }
        }
        if (now >= lookAt || lookNow || supervisors.stoppedOrGoesOn()) {
            look(now);
        }
        for (int event = judge(now); event != Gate.NOTHING; event = judge(now)) {
            changed = true;
            happened(event, now);
        }
        if (gate.feeds() && now >= feedAt) {
            feed(now);
        }
        if (changed || critical.changed()) {
            describe();
        }
        long next = gate.feeds() ? Math.min(lookAt, feedAt) : lookAt;
        return Math.min(gate.deadline(next), Math.min(next, devices.nextTry()));
    }

    private void look(long now) {
        lookNow = false;
        if (now >= probeAt || supervisors.watches()) {
            supervisors.probe(now);
        }
        if (now >= probeAt) {
            critical.find(now);
            probeAt = now + Math.min(devices.feedInterval(), PROBE);
        }
        critical.look(now);
        reason.clear();
        // In safe mode it is known that not all is well, and the node is kept alive for whoever looks after it.
        well = supervisors.areWell(reason, now) && (safeMode.isOn() || critical.areWell(reason, now))
                && monitors.areWell(reason, now);
        if (safeMode.ends()) {
            admitsMore = true;
            changed = true;
            writeBoot();
            tell("safe mode is over");
        }
        store.retry(record);
        keepCount(now);
        boolean often = critical.count() > 0 || monitors.any() || supervisors.watches() || safeMode.isOn();
        lookAt = gate.state() != Gate.OPEN || !well ? now + LOOK_AGAIN : often ? Math.min(now + LOOK, probeAt) : probeAt;
        lookAt = Math.min(lookAt, forgiveAt);
    }

    private int judge(long now) {
        return gate.judge(well, store.settled(), now);
    }

    private void happened(int event, long now) {
        switch (event) {
            case Gate.STARVES -> {
                record.starved++;
                blame(now);
                feedAt = now;
                messages.begin("warning").put("watchdog: the node is not healthy: ").putMemory(reason.address(), reason.length());
                messages.send();
            }
            case Gate.RECOVERS -> {
                forgiveAt = now + STEADY;
                feedAt = now;
                tell("the node is healthy again");
            }
            case Gate.ENDS -> reboot();
            default -> messages.warn("watchdog: the devices are fed no more", 0);
        }
    }

    private void blame(long now) {
        boolean written = record.ending == Record.STARVED && now - blamedAt < STEADY;
        forgiveAt = Poll.NEVER;
        record.ending = Record.STARVED;
        record.reason.clear().putMemory(reason.address(), reason.length());
        if (!written) {
            blamedAt = now;
            count();
            store.save(record, true);
        }
    }

    private void tell(String text) {
        messages.begin("info").put("watchdog: ").put(text);
        messages.send();
    }

    private void reboot() {
        messages.warn("watchdog: asking for an orderly reboot", 0);
        int result = runitInit.start();
        if (result < 0) {
            messages.warn("watchdog: unable to fork for it", -result);
        }
    }

    private void feed(long now) {
        if (!devices.feed(now)) {
            changed = true;
        }
        long interval = devices.feedInterval();
        feedAt = interval == Poll.NEVER ? Poll.NEVER : now + interval;
        if (interval != Poll.NEVER) {
            live.fed(now, devices.leastTimeLeft());
        }
    }

    /** Writes the record when the node has been healthy again for long enough, once more when the boot has lasted so long that no reset before it counts, and then seldom. */
    private void keepCount(long now) {
        if (now >= forgiveAt) {
            forgiveAt = Poll.NEVER;
            record.ending = Record.RUNNING;
            record.reason.clear();
            count();
            store.save(record, false);
        }
        if (now >= settledAt) {
            settledAt = Poll.NEVER;
            count();
            store.save(record, false);
        } else if (now >= countAt) {
            countAt = now + COUNT;
            long before = record.deaths;
            count();
            if (record.deaths != before) {
                store.save(record, false);
            }
        }
    }

    private void count() {
        record.deaths = deaths.count();
        record.uptime = Clock.monotonic() / Clock.SECOND;
    }

    private void describe() {
        changed = false;
        Bytes out = live.begin().put("boot-id=");
        if (bootId != 0) {
            out.putCString(bootId);
        }
        out.put("\npid=").putNumber(libc.getpid());
        out.put("\ngate=").put(Gate.word(gate.state()));
        out.put("\nreason=");
        if (gate.state() != Gate.OPEN) {
            out.putMemory(record.reason.address(), record.reason.length());
        }
        out.put("\nsafe-mode=").put(safeMode.isOn() ? "yes" : "no").put("\n");
        devices.describe(out);
        critical.describe(out);
        live.write();
    }

    @Override
    public void reaped(int child, int status) {
        if (!works) {
            return;
        }
        long now = Clock.monotonic();
        lookNow = critical.reaped(child, status) || monitors.reaped(child, status, now) || lookNow;
        store.reaped(child, status, record);
    }

    @Override
    public boolean admits(long name) {
        return !works || safeMode.admits(name);
    }

    @Override
    public boolean admitsMore() {
        boolean more = admitsMore;
        admitsMore = false;
        return more;
    }

    @Override
    public void closeInChild() {
        if (works) {
            devices.close();
            live.closeInChild();
        }
    }

    @Override
    public void end() {
        if (!works) {
            return;
        }
        long now = Clock.monotonic();
        if (configuration.disarm) {
            devices.disarm();
        } else if (gate.feeds() && devices.open() > 0) {
            backstop.leave(devices, gate.state() == Gate.ENDING ? gate.deadline(now) - now : configuration.shutdown, messages);
        }
        if (gate.state() != Gate.CLOSED) {
            FileStatus look = new FileStatus();
            boolean again = look.of(CString.of("/run/runit.reboot")) == 0 && look.ownerMayExecute()
                    || look.of(CString.of("/etc/runit/reboot")) == 0 && look.ownerMayExecute();
            record.ending = again ? Record.REBOOT : Record.POWEROFF;
            if (gate.state() != Gate.ENDING) {
                record.reason.clear();
            }
            count();
            store.saveNow(record);
        }
    }
}
