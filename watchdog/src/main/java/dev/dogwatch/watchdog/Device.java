package dev.dogwatch.watchdog;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.Clock;
import dev.dogwatch.os.Memory;
import dev.dogwatch.os.Messages;

/**
 * One watchdog device (the kernel's Documentation/watchdog/watchdog-api.rst). Opening it starts its timer, a write
 * starts it anew, closing it leaves it armed unless a {@code V} was written last.
 *
 * <p>Drivers differ in what they know. An ioctl that one refuses is told once and done without: all that is needed is
 * that it can be written to.
 */
final class Device {
    /** s that a device is taken to have whose driver tells no timeout: what most drivers begin with. */
    static final int USUAL_TIMEOUT = 60;
    /** In place of a number that the driver does not know. */
    static final int UNKNOWN = -1;

    private final long path;
    private final Configuration configuration;
    private final Messages messages;
    private final long number = Memory.permanent(8);
    private final long information = Memory.permanent(Abi.WATCHDOG_INFO_SIZE + 8);
    private int fd = -1;
    /** Why it could not be opened last, to say it once. */
    private int errno;
    private int options;
    private boolean supports;
    private int timeout;
    private int pretimeout;
    private int bootStatus;
    private boolean tellsTimeLeft;
    private int leastTimeLeft = UNKNOWN;

    Device(long path, Configuration configuration, Messages messages) {
        this.path = path;
        this.configuration = configuration;
        this.messages = messages;
    }

    /**
     * Opens it, feeds it and sets it up; whether it is open then. ENOENT, ENXIO and ENODEV are a driver that is loaded
     * later, EBUSY is another process that has it.
     */
    boolean open() {
        int result = libc.open(path, Abi.O_WRONLY | Abi.O_NONBLOCK | Abi.O_CLOEXEC, 0);
        if (result < 0) {
            if (errno != -result) {
                errno = -result;
                messages.warn("watchdog: unable to open ", path, ", will try again", errno);
            }
            return false;
        }
        fd = result;
        errno = 0;
        if (!feed()) {
            return false;
        }
        askSupport();
        if (configuration.enable) {
            set(Abi.WDIOC_SETOPTIONS, Abi.WDIOS_ENABLECARD, "WDIOS_ENABLECARD");
        }
        setTimeout();
        setPretimeout();
        bootStatus = Math.max(get(Abi.WDIOC_GETBOOTSTATUS), 0);
        tellsTimeLeft = get(Abi.WDIOC_GETTIMELEFT) >= 0;
        // Some drivers take what was set from the next keepalive on.
        if (!feed()) {
            return false;
        }
        Bytes line = begin("info").put(": ");
        putIdentity(line);
        line.put(", fed, timeout ").putNumber(timeout).put(" s");
        if (pretimeout > 0) {
            line.put(", pretimeout ").putNumber(pretimeout).put(" s");
        }
        messages.send();
        return true;
    }

    private void askSupport() {
        Memory.clear(information, Abi.WATCHDOG_INFO_SIZE + 8);
        int result = libc.ioctl(fd, Abi.WDIOC_GETSUPPORT, information);
        supports = result >= 0;
        options = supports ? libc.getInt(information) : 0;
        if (!supports) {
            begin("warning").put(" does not tell what it can");
            messages.send(-result);
        }
    }

    private void setTimeout() {
        int wanted = configuration.timeout;
        if (wanted > 0) {
            set(Abi.WDIOC_SETTIMEOUT, wanted, "the timeout");
        }
        timeout = get(Abi.WDIOC_GETTIMEOUT);
        if (timeout < 0) {
            begin("warning").put(" does not tell its timeout, taken for ").putNumber(wanted > 0 ? wanted : USUAL_TIMEOUT)
                    .put(" s");
            messages.send(-timeout);
        } else if (wanted > 0 && timeout != wanted) {
            begin("warning").put(" has a timeout of ").putNumber(timeout).put(" s, not ").putNumber(wanted).put(" s");
            messages.send();
        }
        timeout = timeout > 0 ? timeout : wanted > 0 ? wanted : USUAL_TIMEOUT;
    }

    private void setPretimeout() {
        int wanted = configuration.pretimeout;
        if (wanted >= 0) {
            set(Abi.WDIOC_SETPRETIMEOUT, wanted, "the pretimeout");
        }
        pretimeout = Math.max(get(Abi.WDIOC_GETPRETIMEOUT), 0);
        if (wanted >= 0 && pretimeout != wanted) {
            begin("warning").put(" has a pretimeout of ").putNumber(pretimeout).put(" s, not ").putNumber(wanted).put(" s");
            messages.send();
        }
    }

    private void set(long request, int value, String what) {
        libc.putInt(number, value);
        int result = libc.ioctl(fd, request, number);
        if (result < 0) {
            begin("warning").put(" does not take ").put(what).put(" ").putNumber(value);
            messages.send(-result);
        }
    }

    /** What an ioctl tells, or {@code -errno}. */
    private int get(long request) {
        libc.putInt(number, 0);
        int result = libc.ioctl(fd, request, number);
        return result < 0 ? result : libc.getInt(number);
    }

    private Bytes begin(String level) {
        return messages.begin(level).put("watchdog: ").putCString(path);
    }

    /**
     * Starts its timer anew; whether that could be done. A device that has gone (ENODEV, EIO) is closed, to be opened
     * again.
     */
    boolean feed() {
        if (tellsTimeLeft) {
            int left = get(Abi.WDIOC_GETTIMELEFT);
            // What is more than the whole is none (sbsa_gwdt in its second half).
            if (left >= 0 && left <= timeout && (leastTimeLeft == UNKNOWN || left < leastTimeLeft)) {
                leastTimeLeft = left;
            }
        }
        libc.putByte(number, 0);
        long n;
        do {
            n = libc.write(fd, number, 1);
        } while (n == -Abi.EINTR);
        if (n == 1) {
            return true;
        }
        begin("warning").put(" cannot be fed, will be opened again");
        messages.send((int) -Math.min(n, 0));
        close();
        return false;
    }

    /** Leaves it so that it resets nobody; a driver with nowayout does not care. */
    void disarm() {
        if (fd < 0) {
            return;
        }
        if (supports && (options & Abi.WDIOF_MAGICCLOSE) == 0) {
            set(Abi.WDIOC_SETOPTIONS, Abi.WDIOS_DISABLECARD, "WDIOS_DISABLECARD");
        }
        libc.putByte(number, 'V');
        libc.write(fd, number, 1);
        close();
    }

    /** Closes it and leaves it armed. */
    void close() {
        if (fd >= 0) {
            libc.close(fd);
            fd = -1;
        }
    }

    boolean isOpen() {
        return fd >= 0;
    }

    /** ns from one feeding to the next: a third of the time until something happens. */
    long interval() {
        int time = pretimeout > 0 && pretimeout < timeout ? timeout - pretimeout : timeout;
        return time * Clock.SECOND / 3;
    }

    /** The bits of {@link Abi}'s WDIOF that tell why the machine has started; 0 also of a driver that never tells. */
    int bootStatus() {
        return bootStatus;
    }

    /** Describes it, a {@code KEY=VALUE} a line. */
    void describe(Bytes out) {
        out.put("[device]\npath=").putCString(path);
        out.put("\nstate=").put(isOpen() ? "fed" : errno == Abi.EBUSY ? "busy" : "missing");
        if (!isOpen()) {
            out.put("\n");
            return;
        }
        out.put("\nidentity=");
        putIdentity(out);
        out.put("\ntimeout=").putNumber(timeout).put("\npretimeout=").putNumber(pretimeout);
        out.put("\ninterval-ms=").putNumber(interval() / Clock.MILLISECOND);
        out.put("\noptions=").putNumber(options).put("\nbootstatus=").putNumber(bootStatus).put("\n");
    }

    /** s that were left when it was fed, at the least; {@link #UNKNOWN} when the driver does not tell. */
    int leastTimeLeft() {
        return leastTimeLeft;
    }

    private void putIdentity(Bytes out) {
        long name = information + Abi.WATCHDOG_INFO_AT_IDENTITY;
        out.put(supports && libc.getByte(name) != 0 ? "" : "unknown");
        if (supports) {
            CleanText.put(out, name, Math.min(CString.length(name), Abi.WATCHDOG_IDENTITY_SIZE));
        }
    }
}
