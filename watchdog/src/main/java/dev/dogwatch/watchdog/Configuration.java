package dev.dogwatch.watchdog;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.Clock;
import dev.dogwatch.os.DirectoryStream;
import dev.dogwatch.os.Environment;
import dev.dogwatch.os.Messages;
import dev.dogwatch.os.ValueFile;

/**
 * The directory /etc/dogwatch/watchdog, or the one that DOGWATCH_WATCHDOG names: one value a file (docs/watchdog.md).
 * A file that means nothing, or whose value cannot be understood, is told and ignored: the node is guarded as well as
 * it can be.
 */
final class Configuration {
    /** Longer than that are neither names nor numbers. */
    private static final int LONGEST = 4000;
    private static final int BAD = ValueFile.BAD;
    /** In the order of the cases in {@link #take}. */
    private static final String FILES = "device safe disk timeout pretimeout enable lock-memory stop state memory descriptors"
            + " realtime shutdown reboot boot-loop check-interval check-limit ";

    /** Paths of devices. */
    final Names devices = new Names();
    /** Names of the services that are started even when the node resets again and again; empty: all. */
    final Names safe = new Names();
    /** Paths of file systems to look after, and how full they may be. */
    final Names disks = new Names();
    Sustained[] diskLimits = new Sustained[8];
    /** s, 0: as the driver has it. */
    int timeout;
    /** s, {@link ValueFile#BAD}: as the driver has it. */
    int pretimeout = BAD;
    boolean enable;
    /** At an orderly end the device is disarmed. */
    boolean disarm;
    /** ns for which a device is fed on after our end. */
    long shutdown = 60 * Clock.SECOND;
    /** ns that an orderly reboot may take; 0: none is tried. */
    long reboot;
    /** A C string: the directory for what must outlive a reset. */
    long state;
    /** So many resets within {@link #loopWindow} are a boot loop. */
    int loopResets = 5;
    /** s of uptime. */
    long loopWindow = 600;
    /** ns. */
    long checkInterval = 5 * Clock.SECOND;
    /** ns. */
    long checkLimit = 10 * Clock.SECOND;
    /** Null: not looked at. */
    Sustained memory;
    /** Null: not looked at. */
    Sustained descriptors;
    /** Priority, 0: as every process. */
    int realtime;
    boolean lockMemory;

    private final Messages messages;
    private final Bytes path = new Bytes(256);
    private final ValueFile file = new ValueFile(new Bytes(512), LONGEST);
    private final long directory;
    private boolean bad;

    Configuration(Messages messages) {
        this.messages = messages;
        long named = Environment.get("DOGWATCH_WATCHDOG");
        directory = named != 0 && libc.getByte(named) != 0 ? named : CString.of("/etc/dogwatch/watchdog");
        state = CString.of("/var/lib/dogwatch");
    }

    /** Reads it; false when there is no such directory, which has been told. */
    boolean read() {
        DirectoryStream names = new DirectoryStream();
        int result = names.open(directory);
        if (result < 0) {
            messages.warn("watchdog: unable to read directory ", directory, ": no watchdog is fed", -result);
            return false;
        }
        for (long name = names.next(); name != 0; name = names.next()) {
            if (libc.getByte(name) != '.') {
                take(name);
            }
        }
        names.close();
        if (devices.count() == 0) {
            devices.add(CString.of("/dev/watchdog"));
        }
        return true;
    }

    private void take(long name) {
        int result = file.read(path.clear().putCString(directory).put("/").putCString(name).terminate());
        if (result < 0) {
            complain(name, " cannot be read, ignored", -result);
            return;
        }
        bad = false;
        switch (WordList.index(FILES, name, CString.length(name))) {
            case 0 -> takeLines(devices);
            case 1 -> takeLines(safe);
            case 2 -> takeDisks(name);
            case 3 -> timeout = (int) number(1, Integer.MAX_VALUE, 1, timeout);
            case 4 -> pretimeout = (int) number(0, Integer.MAX_VALUE, 1, pretimeout);
            case 5 -> enable = true;
            case 6 -> lockMemory = true;
            case 7 -> {
                disarm = CString.equals(file.text(), "disarmed");
                bad = !disarm && !CString.equals(file.text(), "armed");
            }
            case 8 -> {
                bad = libc.getByte(file.text()) != '/';
                state = bad ? state : CString.copy(file.text());
            }
            case 9 -> memory = threshold();
            case 10 -> descriptors = threshold();
            case 11 -> realtime = (int) number(1, 99, 1, realtime);
            case 12 -> shutdown = number(0, Integer.MAX_VALUE, Clock.SECOND, shutdown);
            case 13 -> reboot = file.isUsed() ? number(1, Integer.MAX_VALUE, Clock.SECOND, reboot) : 60 * Clock.SECOND;
            case 14 -> takeBootLoop();
            case 15 -> checkInterval = number(1, Integer.MAX_VALUE, Clock.SECOND, checkInterval);
            case 16 -> checkLimit = number(1, Integer.MAX_VALUE, Clock.SECOND, checkLimit);
            default -> complain(name, " means nothing here, ignored", 0);
        }
        if (bad) {
            messages.begin("warning").put("watchdog: ").putCString(directory).put("/").putCString(name).put(": \"")
                    .putCString(file.text()).put("\" is not what this file may say, ignored");
            messages.send();
        }
    }

    private void takeBootLoop() {
        long resets = number(2, ResetHistory.MOST, 1, loopResets);
        long minutes = bad ? BAD : file.number(60);
        bad = minutes < 60;
        loopResets = bad ? loopResets : (int) resets;
        loopWindow = bad ? loopWindow : minutes;
    }

    private Sustained threshold() {
        Sustained value = Sustained.parse(file, Clock.SECOND);
        bad = value == null;
        return value;
    }

    /** The number that the line begins with, in units, if it is so many of them; else it is bad, and as it was. */
    private long number(long least, long most, long unit, long otherwise) {
        long value = file.number(unit);
        bad = value == BAD || value < least * unit || value > most * unit;
        return bad ? otherwise : value;
    }

    private void takeLines(Names to) {
        if (file.isUsed()) {
            to.add(file.text());
        }
        while (file.nextLine()) {
            to.add(file.text());
        }
    }

    /** Lines {@code PATH PERCENT SECONDS}. */
    private void takeDisks(long name) {
        boolean more = file.isUsed() || file.nextLine();
        while (more) {
            long disk = file.word();
            Sustained limit = Sustained.parse(file, Clock.SECOND);
            if (limit == null || disks.count() == diskLimits.length || libc.getByte(disk) != '/') {
                complain(name, ": a line is not PATH PERCENT SECONDS, or one too many, ignored", 0);
            } else {
                diskLimits[disks.count()] = limit;
                disks.add(disk);
            }
            more = file.nextLine();
        }
    }

    private void complain(long name, String text, int errno) {
        messages.begin("warning").put("watchdog: ").putCString(directory).put("/").putCString(name).put(text);
        messages.send(errno);
    }
}
