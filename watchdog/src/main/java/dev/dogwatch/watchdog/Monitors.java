package dev.dogwatch.watchdog;

import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.Messages;
import dev.dogwatch.os.ValueFile;

/** The resources of the node, each looked at only where the configuration gives a threshold. */
final class Monitors {
    private static final int BAD = ValueFile.BAD;

    private final Configuration configuration;
    private final Messages messages;
    private final ValueFile file = new ValueFile(new Bytes(256), 200);
    private final long memory = CString.of("/proc/pressure/memory");
    private final long descriptors = CString.of("/proc/sys/fs/file-nr");
    private final DiskProbe[] disks;
    private boolean toldMemory;
    private boolean toldDescriptors;

    Monitors(Configuration configuration, Messages messages, Watchdog watchdog) {
        this.configuration = configuration;
        this.messages = messages;
        disks = new DiskProbe[Math.max(configuration.disks.count(), 0)];
        for (int i = 0; i < disks.length; i++) {
            disks[i] = new DiskProbe(configuration.disks.get(i), configuration.diskLimits[i], messages, watchdog);
        }
    }

    /** Whether there is anything to look at. */
    boolean any() {
        return configuration.memory != null || configuration.descriptors != null || disks.length > 0;
    }

    /** Puts what is wrong, if anything is, and tells whether nothing is. */
    boolean areWell(Bytes reason, long now) {
        if (configuration.memory != null && configuration.memory.exceeds(pressure(), now)) {
            reason.put("memory: all wait for it ").putNumber(configuration.memory.percent).put(" % of the time, or more");
            return false;
        }
        if (configuration.descriptors != null && configuration.descriptors.exceeds(descriptorsInUse(), now)) {
            reason.put("descriptors: ").putNumber(configuration.descriptors.percent).put(" % of all in use, or more");
            return false;
        }
        for (DiskProbe disk : disks) {
            if (!disk.isWell(reason, now)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the child that has ended was one of ours. */
    boolean reaped(int child, int waitStatus, long now) {
        for (DiskProbe disk : disks) {
            if (disk.reaped(child, waitStatus, now)) {
                return true;
            }
        }
        return false;
    }

    /** Hundredths of a percent of the last ten seconds in which all processes waited for memory (PSI, full avg10). */
    private long pressure() {
        int result = file.read(memory);
        long value = BAD;
        if (result == 0) {
            boolean more = true;
            while (more && !CString.beginsWith(file.text(), "full ")) {
                more = file.nextLine();
            }
            if (more) {
                file.word();
                value = averaged();
            }
        }
        if (value == BAD && !toldMemory) {
            toldMemory = true;
            messages.warn("watchdog: unable to read /proc/pressure/memory, memory is not looked at", -result);
        }
        return value;
    }

    /** Of {@code avg10=12.34}, where the line goes on. */
    private long averaged() {
        long text = file.word();
        return CString.beginsWith(text, "avg10=") ? file.numberIn(text + "avg10=".length(), 100) : BAD;
    }

    /** Hundredths of a percent of the most descriptors that the system has. */
    private long descriptorsInUse() {
        int result = file.read(descriptors);
        if (result < 0) {
            if (!toldDescriptors) {
                toldDescriptors = true;
                messages.warn("watchdog: unable to read /proc/sys/fs/file-nr, descriptors are not looked at", -result);
            }
            return BAD;
        }
        // Behind tabs: in use, unused (always 0), the most. More than fits 64 bits is "no limit".
        long used = file.number(1);
        file.number(1);
        long most = file.number(1);
        return most <= 0 ? BAD : used * 10_000 / Math.max(most, 1);
    }
}
