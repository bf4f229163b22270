package dev.dogwatch.watchdog;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.os.BootId;
import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.Memory;
import dev.dogwatch.os.ValueFile;

/**
 * What outlives a reset: text, a {@code KEY=VALUE} a line, the last of which says that it is whole. Any bytes can be
 * read; what is no record leaves one that knows nothing.
 */
final class Record {
    /** How a boot has ended, or how it would be taken to have ended if it did now. */
    static final int RUNNING = 0;
    static final int STARVED = 1;
    static final int REBOOT = 2;
    static final int POWEROFF = 3;

    private static final String ENDINGS = "running starved reboot poweroff ";

    private static final String FIRST = "dogwatch-watchdog 1";
    private static final String LAST = "end=";
    private static final int MOST_REASON = 200;

    /** C string: the boot that wrote it; empty for none. */
    final long boot = Memory.permanent(BootId.SIZE + 1);
    /** Boots, this one included. */
    long boots;
    /** Boots that a watchdog has ended. */
    long resets;
    /** Times that a gate was closed. */
    long starved;
    /** Boots that ended without a word: power, panic, or a hang with no watchdog. */
    long unclean;
    /** Ends of services in all boots before this one. */
    long deathsBefore;
    /** Those in this boot, when it was written. */
    long deaths;
    /** s that the node was up in all boots before this one. */
    long uptimeBefore;
    /** s that it was up in this boot, when it was written. */
    long uptime;
    /** A driver of this node has told of a reset once, so that its silence means something. */
    boolean driverTells;
    /** {@link #RUNNING} ... */
    int ending;
    final ResetHistory history = new ResetHistory();
    /** Why it was starved, or is to be rebooted. */
    final Bytes reason = new Bytes(MOST_REASON + 1);

    Record() {
        libc.putByte(boot, 0);
    }

    /** Whether the boot with this id, a C string or 0, wrote it. */
    boolean isOf(long bootId) {
        return bootId != 0 && CString.equals(boot, bootId);
    }

    /** Sets which boot writes it. */
    void boot(long bootId) {
        libc.putByte(boot, 0);
        if (bootId != 0) {
            libc.memmove(boot, bootId, BootId.SIZE + 1);
        }
    }

    void put(Bytes out) {
        out.clear().put(FIRST).put("\nboot-id=").putCString(boot);
        out.put("\nboots=").putNumber(boots);
        out.put("\nresets=").putNumber(resets);
        out.put("\nstarved=").putNumber(starved);
        out.put("\nunclean=").putNumber(unclean);
        out.put("\ndeaths-before=").putNumber(deathsBefore);
        out.put("\ndeaths=").putNumber(deaths);
        out.put("\nuptime-before=").putNumber(uptimeBefore);
        out.put("\nuptime=").putNumber(uptime);
        out.put("\ndriver-tells=").put(driverTells ? "yes" : "no");
        out.put("\nending=");
        putWord(out);
        out.put("\nreset-at=");
        history.put(out);
        out.put("\nreason=").putMemory(reason.address(), reason.length());
        out.put("\n").put(LAST).put("\n");
    }

    /** Takes over the file that was read; false, and it knows nothing, when it is no whole record. */
    boolean parse(ValueFile file) {
        boolean whole = false;
        if (CString.equals(file.text(), FIRST)) {
            while (!whole && file.nextLine()) {
                whole = CString.equals(file.text(), LAST);
                take(file, file.text());
            }
        }
        if (!whole) {
            forget();
        }
        return whole;
    }

    private void forget() {
        libc.putByte(boot, 0);
        boots = 0;
        resets = 0;
        starved = 0;
        unclean = 0;
        deathsBefore = 0;
        deaths = 0;
        uptimeBefore = 0;
        uptime = 0;
        driverTells = false;
        ending = RUNNING;
        history.clear();
        reason.clear();
    }

    private void take(ValueFile file, long line) {
        boots = number(file, line, "boots=", boots);
        resets = number(file, line, "resets=", resets);
        starved = number(file, line, "starved=", starved);
        unclean = number(file, line, "unclean=", unclean);
        deathsBefore = number(file, line, "deaths-before=", deathsBefore);
        deaths = number(file, line, "deaths=", deaths);
        uptimeBefore = number(file, line, "uptime-before=", uptimeBefore);
        uptime = number(file, line, "uptime=", uptime);
        if (CString.equals(line, "driver-tells=yes")) {
            driverTells = true;
        } else if (CString.beginsWith(line, "ending=")) {
            takeEnding(line + "ending=".length());
        } else if (CString.beginsWith(line, "reset-at=")) {
            history.parse(file, line + "reset-at=".length());
        } else if (CString.beginsWith(line, "reason=")) {
            long text = line + "reason=".length();
            reason.clear().putMemory(text, Math.min(CString.length(text), MOST_REASON));
        } else if (CString.beginsWith(line, "boot-id=") && CString.length(line + "boot-id=".length()) == BootId.SIZE) {
            boot(line + "boot-id=".length());
        }
    }

    private void takeEnding(long word) {
        ending = Math.max(WordList.index(ENDINGS, word, CString.length(word)), RUNNING);
    }

    private void putWord(Bytes out) {
        int at = 0;
        for (int i = 0; i < ending; i++) {
            at = ENDINGS.indexOf(' ', at) + 1;
        }
        for (; ENDINGS.charAt(at) != ' '; at++) {
            out.putByte(ENDINGS.charAt(at));
        }
    }

    private static long number(ValueFile file, long line, String key, long otherwise) {
        if (!CString.beginsWith(line, key)) {
            return otherwise;
        }
        return Math.max(file.numberIn(line + key.length(), 1), 0);
    }
}
