package dev.dogwatch.watchdog;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.Arguments;
import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.Clock;
import dev.dogwatch.os.Messages;
import dev.dogwatch.os.ValueFile;

/**
 * {@code sv watchdog [--json]}: what the runsvdir that has the watchdog tells of it, and why the node has started. Exits
 * 0 while the gate is open and a device is fed, 1 when not, 100 when no such runsvdir lives.
 */
public final class Report {
    private static final int STDOUT = 1;
    private static final int NOT_FED = 1;
    private static final int NOT_THERE = 100;
    private static final int MOST = 60_000;

    private final Messages messages = new Messages("sv: watchdog");
    private final Bytes out = new Bytes(1024);
    private final Bytes path = new Bytes(256);
    private final ValueFile boot = new ValueFile(new Bytes(1024), MOST);
    private final ValueFile live = new ValueFile(new Bytes(1024), MOST);
    private final long run = Watchdog.runDirectory();
    private final Bytes fed = new Bytes(LiveFiles.FED_SIZE + 8);
    private long pid;
    private boolean open;
    private boolean anyFed;

    private Report() {
    }

    /** Whether the arguments of sv ask for it. */
    public static boolean isAskedFor(Arguments arguments) {
        long word = arguments.get(1);
        return word != 0 && CString.equals(word, "watchdog")
                && (arguments.count() == 2 || arguments.count() == 3 && CString.equals(arguments.get(2), "--json"));
    }

    /** The program; does not return. */
    public static void main(Arguments arguments) {
        new Report().run(arguments.count() == 3);
    }

    private void run(boolean json) {
        read(boot, "/boot");
        read(live, "/watchdog");
        readFed();
        readHead();
        boolean lives = pid > 0 && libc.kill((int) pid, 0) != -Abi.ESRCH;
        if (!lives) {
            messages.warn("the runsvdir that had it lives no more", 0);
        }
        if (json) {
            new ReportJson(out, boot, live, fed).put();
        } else {
            summarise(lives);
        }
        out.flushTo(STDOUT);
        libc.exit(!lives ? NOT_THERE : open && anyFed ? 0 : NOT_FED);
    }

    private void read(ValueFile file, String name) {
        int result = file.read(path.clear().putCString(run).put(name).terminate());
        if (result < 0) {
            messages.warn("unable to read ", path.address(), result == -Abi.ENOENT ? ": no runsvdir -w has run" : "", -result);
            libc.exit(NOT_THERE);
        }
    }

    private void readFed() {
        int fd = libc.open(path.clear().putCString(run).put("/fed").terminate(), Abi.O_RDONLY | Abi.O_CLOEXEC, 0);
        if (fd >= 0) {
            fed.readFrom(fd, LiveFiles.FED_SIZE);
            libc.close(fd);
        }
    }

    /** Finds out what the exit code depends on. */
    private void readHead() {
        boolean more = true;
        while (more) {
            long line = live.text();
            if (CString.beginsWith(line, "pid=")) {
                pid = live.numberIn(line + "pid=".length(), 1);
            }
            open |= CString.equals(line, "gate=open");
            anyFed |= CString.equals(line, "state=fed");
            more = live.nextLine();
        }
        live.rewind();
    }

    private void summarise(boolean lives) {
        if (lives) {
            putSections(putGate());
        }
        putBoot();
    }

    /** What stands before the first section; whether there is one. */
    private boolean putGate() {
        boolean more = true;
        while (more && libc.getByte(live.text()) != '[') {
            long line = live.text();
            if (CString.beginsWith(line, "gate=")) {
                out.put("gate: ").putCString(line + "gate=".length());
            } else if (CString.beginsWith(line, "reason=")) {
                putBehind(line + "reason=".length(), ", ");
                out.put("\n");
            } else if (CString.equals(line, "safe-mode=yes")) {
                out.put("safe mode: only the safe services are started; remove ").putCString(run).put("/safe-mode to end it\n");
            }
            more = live.nextLine();
        }
        putFed();
        return more && live.nextLine();
    }

    private void putBehind(long text, String separator) {
        if (libc.getByte(text) != 0) {
            out.put(separator).putCString(text);
        }
    }

    private void putFed() {
        if (fed.length() == LiveFiles.FED_SIZE && libc.getLong(fed.address()) > 0) {
            long ago = Math.max(Clock.monotonic() - libc.getLong(fed.address()), 0) / Clock.MILLISECOND;
            out.put("fed: ").putNumber(libc.getLong(fed.address() + 8)).put(" times, the last ").putNumber(ago / 1000).put(".")
                    .putNumber(ago % 1000 / 100).put(" s ago");
            if (libc.getLong(fed.address() + 16) >= 0) {
                out.put(", never with less than ").putNumber(libc.getLong(fed.address() + 16)).put(" s left");
            }
            out.put("\n");
        }
    }

    private void putSections(boolean any) {
        boolean more = any;
        while (more) {
            long line = live.text();
            put(line, "path=", "device: ", ": ");
            put(line, "name=", "critical: ", ": ");
            put(line, "state=", "", "");
            put(line, "identity=", ", ", "");
            put(line, "timeout=", ", timeout ", " s");
            if (!CString.equals(line, "pretimeout=0")) {
                put(line, "pretimeout=", ", pretimeout ", " s");
            }
            put(line, "grace=", ", grace ", " s");
            more = live.nextLine();
            if (!more || libc.getByte(live.text()) == '[') {
                out.put("\n");
            }
            more = more && (libc.getByte(live.text()) != '[' || live.nextLine());
        }
    }

    private void putBoot() {
        boolean more = true;
        while (more) {
            long line = boot.text();
            put(line, "boots=", "boot: ", "");
            put(line, "cause=", ", cause: ", "");
            if (CString.beginsWith(line, "reason=")) {
                putBehind(line + "reason=".length(), ": ");
                out.put("\n");
            }
            put(line, "resets=", "ever: ", " resets");
            put(line, "starved=", ", ", " times unhealthy");
            put(line, "unclean=", ", ", " ends without a word");
            put(line, "service-deaths=", ", ", " services died before this boot\n");
            more = boot.nextLine();
        }
    }

    /** The value of the line, if it is this key's, between two texts. */
    private void put(long line, String key, String before, String after) {
        if (CString.beginsWith(line, key)) {
            out.put(before).putCString(line + key.length()).put(after);
        }
    }
}
