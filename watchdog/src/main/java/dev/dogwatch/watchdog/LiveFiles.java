package dev.dogwatch.watchdog;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.AtomicFile;
import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.Memory;
import dev.dogwatch.os.Messages;

/**
 * What the others are told of the watchdog while it works, in the directory for what lives as long as the boot: the file
 * watchdog, text, replaced when something has changed; and the file fed, three 64-bit numbers in the machine's order
 * that are written with each feeding: when (monotonic ns), how often, and the least time that was left (s, or -1).
 */
final class LiveFiles {
    static final int FED_SIZE = 24;

    private final Messages messages;
    private final AtomicFile state;
    private final long fedPath;
    private final long fed = Memory.permanent(FED_SIZE);
    private final Bytes text = new Bytes(1024);
    private int fd = -1;
    private int told;

    LiveFiles(long run, Messages messages) {
        this.messages = messages;
        Bytes name = new Bytes(256);
        fedPath = CString.copy(name.putCString(run).put("/fed").terminate());
        long path = CString.copy(name.clear().putCString(run).put("/watchdog").terminate());
        state = new AtomicFile(CString.copy(name.put(".new").terminate()), path);
        Memory.clear(fed, FED_SIZE);
    }

    /** The devices were fed. */
    void fed(long now, int leastTimeLeft) {
        libc.putLong(fed, now);
        libc.putLong(fed + 8, libc.getLong(fed + 8) + 1);
        libc.putLong(fed + 16, leastTimeLeft);
        if (fd < 0) {
            fd = libc.open(fedPath, Abi.O_WRONLY | Abi.O_CREAT | Abi.O_NONBLOCK | Abi.O_CLOEXEC, 0644);
        }
        if (fd >= 0) {
            // A full tmpfs has had room for it before.
            libc.pwrite(fd, fed, FED_SIZE, 0);
        }
    }

    /** Begins the file watchdog anew. */
    Bytes begin() {
        return text.clear();
    }

    /** Writes what was put. */
    void write() {
        int result = state.replace(text.address(), text.length());
        if (result < 0 && result != told) {
            messages.warn("watchdog: unable to write ", state.path(), "", -result);
        }
        told = result;
    }

    void closeInChild() {
        if (fd >= 0) {
            libc.close(fd);
        }
    }
}
