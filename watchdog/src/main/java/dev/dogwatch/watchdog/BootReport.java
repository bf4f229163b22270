package dev.dogwatch.watchdog;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.AtomicFile;
import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.ValueFile;

/**
 * Why the node has started: from what the driver tells and from what the boot before has left in the {@link Record}.
 * Either may be silent: there are drivers that tell nothing, and ends that leave nothing.
 */
final class BootReport {
    private static final int LONGEST = 2000;

    private final Record record;
    private final AtomicFile file;
    private final Bytes text = new Bytes(512);
    private final Bytes reason = new Bytes(256);
    private String cause = "unknown";
    private int bootStatus;
    private boolean unclean;
    /** How the boot before had ended by its own record, and whether there was one. */
    private int ending;
    private boolean knewBefore;
    private long endedAt;

    /** {@code run}: the directory for what lives as long as the boot. */
    BootReport(Record record, long run) {
        this.record = record;
        Bytes name = new Bytes(256);
        long path = CString.copy(name.putCString(run).put("/boot").terminate());
        file = new AtomicFile(CString.copy(name.put(".new").terminate()), path);
    }

    /** Whether there is a report of the boot with this id: then this is no boot, but another runsvdir of it. */
    boolean isThere(long bootId) {
        ValueFile old = new ValueFile(text, LONGEST);
        return bootId != 0 && old.read(file.path()) == 0 && CString.beginsWith(old.text(), "boot-id=")
                && CString.equals(old.text() + "boot-id=".length(), bootId);
    }

    /** A boot: takes over what the one before has left, and finds out the cause. */
    void begin(long bootId, int bits) {
        knewBefore = record.boots > 0;
        ending = record.ending;
        reason.clear().putMemory(record.reason.address(), record.reason.length());
        endedAt = record.uptimeBefore + record.uptime;
        record.boot(bootId);
        record.boots++;
        record.deathsBefore += record.deaths;
        record.deaths = 0;
        record.uptimeBefore = endedAt;
        record.uptime = 0;
        record.ending = Record.RUNNING;
        record.reason.clear();
        decide(bits);
    }

    private void decide(int bits) {
        bootStatus = bits;
        boolean reset = (bits & Abi.WDIOF_CARDRESET) != 0;
        record.driverTells |= reset;
        if (reset || ending == Record.STARVED) {
            cause = "watchdog";
            if (ending == Record.RUNNING) {
                reason.clear().put("nothing was written down: a hang, a kernel panic, or no supervisor");
            } else if (ending != Record.STARVED) {
                // Why it was to reboot, if it was our wish, is still the reason.
                reason.put(reason.length() == 0 ? "" : "; ").put("the shutdown did not come to its end");
            }
        } else if (ending == Record.REBOOT || ending == Record.POWEROFF) {
            cause = ending == Record.REBOOT ? "reboot" : "poweroff";
        } else {
            reason.clear();
            cause = record.driverTells ? "power-on" : "unknown";
            if ((bits & (Abi.WDIOF_OVERHEAT | Abi.WDIOF_FANFAULT | Abi.WDIOF_POWERUNDER | Abi.WDIOF_POWEROVER)) != 0) {
                Devices.putBootStatus(reason, bits);
            } else if (!knewBefore) {
                reason.put("no boot before this one is on record");
            } else {
                reason.put("the boot before ended without a word: power, a reset button")
                        .put(record.driverTells ? "" : ", a hang or a kernel panic");
            }
        }
        unclean = knewBefore && !reset && ending == Record.RUNNING;
        record.unclean += unclean ? 1 : 0;
        if (isReset()) {
            record.resets++;
            record.history.add(endedAt);
        }
    }

    /** Whether a watchdog, or our wish, has ended the boot before. */
    private boolean isReset() {
        return isWatchdog() || ending == Record.REBOOT && reason.length() > 0;
    }

    private boolean isWatchdog() {
        return (bootStatus & Abi.WDIOF_CARDRESET) != 0 || ending == Record.STARVED;
    }

    /** A device that came late tells its boot status; whether that changes anything. */
    boolean learn(int bits) {
        if ((bits & ~bootStatus) == 0) {
            return false;
        }
        if (!isReset()) {
            record.unclean -= unclean ? 1 : 0;
            decide(bits | bootStatus);
        }
        bootStatus |= bits;
        return true;
    }

    /** Writes it; 0 or {@code -errno}. */
    int write(boolean safeMode) {
        text.clear().put("boot-id=").putCString(record.boot);
        text.put("\nboots=").putNumber(record.boots);
        text.put("\ncause=").put(cause);
        text.put("\nreason=").putMemory(reason.address(), reason.length());
        text.put("\nbootstatus=").putNumber(bootStatus);
        text.put("\nbootstatus-text=");
        Devices.putBootStatus(text, bootStatus);
        text.put("\nresets=").putNumber(record.resets);
        text.put("\nstarved=").putNumber(record.starved);
        text.put("\nunclean=").putNumber(record.unclean);
        text.put("\nservice-deaths=").putNumber(record.deathsBefore);
        text.put("\nuptime-before=").putNumber(record.uptimeBefore);
        text.put("\nsafe-mode=").put(safeMode ? "yes" : "no").put("\n");
        return file.replace(text.address(), text.length());
    }

    /** Puts {@code CAUSE: REASON}. */
    void putCause(Bytes out) {
        out.put(cause).put(reason.length() == 0 ? "" : ": ").putMemory(reason.address(), reason.length());
    }
}
