package dev.dogwatch.svlogd;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.DecimalNumber;
import dev.dogwatch.os.Messages;

/**
 * The file {@code config} of a log directory (contract, svlogd, "config"): any bytes at all. What cannot be understood
 * is told on stderr and left out; the rest counts.
 */
final class Config {
    private static final long DEFAULT_SIZE = 1_000_000;
    private static final long DEFAULT_KEPT = 10;
    private static final long LONGEST_AGE = 1_000_000_000;
    private static final int LARGEST = 1024 * 1024;
    private static final int CHUNK = 4096;

    /** Bytes at which current is rotated; 0 never. */
    long size;
    /** How many old logs are kept; 0 all. */
    long most;
    /** How many old logs are kept even where the disk is full. */
    long least;
    /** Seconds after which current is rotated; 0 never. */
    long age;
    /** A C string for the shell, empty for none. */
    final Bytes processor = new Bytes(1);
    /** A C string to put before each line, empty for none. */
    final Bytes prefix = new Bytes(1);
    final Selection selection = new Selection();
    final UdpCopy udp;

    private final Messages messages;
    private final Bytes text = new Bytes(1);
    private final long path = CString.of("config");
    private long directory;

    Config(Messages messages) {
        this.messages = messages;
        this.udp = new UdpCopy();
        reset();
    }

    /**
     * Reads the file in the current directory, whose name (a C string) is for messages: 1 when there is one, 0 when
     * not, {@code -errno} when it cannot be read. Without one everything has its default.
     */
    int read(long directoryName) {
        directory = directoryName;
        reset();
        int result = load();
        if (result == 1) {
            parse();
        }
        return result;
    }

    private void reset() {
        size = DEFAULT_SIZE;
        most = DEFAULT_KEPT;
        least = DEFAULT_KEPT;
        age = 0;
        processor.clear().terminate();
        prefix.clear().terminate();
        selection.clear();
        udp.off();
    }

    private int load() {
        text.clear();
        int fd = libc.open(path, Abi.O_RDONLY | Abi.O_NONBLOCK | Abi.O_CLOEXEC, 0);
        if (fd < 0) {
            return fd == -Abi.ENOENT ? 0 : fd;
        }
        long n;
        do {
            n = text.readFrom(fd, CHUNK);
        } while (n == -Abi.EINTR || n > 0 && text.length() < LARGEST);
        libc.close(fd);
        return n < 0 ? (int) n : 1;
    }

    private void parse() {
        // May move the text, so first of all.
        long at = text.terminate();
        long end = at + text.length();
        int number = 1;
        while (at < end) {
            long newline = libc.memchr(at, '\n', end - at);
            long next = newline == 0 ? end : newline;
            int n = (int) (next - at);
            libc.putByte(next, 0);
            // C runit overlooks a last line that is a single byte without a newline.
            if (n > 1 || n == 1 && newline != 0) {
                line(at, n, number);
            }
            at = next + 1;
            number++;
        }
    }

    private void line(long at, int n, int number) {
        long rest = at + 1;
        switch (libc.getByte(at)) {
            case '#' -> {
            }
            case '+', '-', 'e', 'E' -> selection.add(at, n);
            case 's' -> size = number(rest, number, 'k', 1024, 'm', 1024 * 1024);
            case 'n' -> most = number(rest, number, 0, 1, 0, 1);
            case 'N' -> least = number(rest, number, 0, 1, 0, 1);
            case 't' -> age = Math.min(number(rest, number, 'm', 60, 'h', 3600), LONGEST_AGE);
            case '!' -> keep(processor, rest, n);
            case 'p' -> keep(prefix, rest, n);
            case 'u' -> udp(rest, false);
            case 'U' -> udp(rest, true);
            default -> complain("unknown setting in config", number, at);
        }
    }

    private static void keep(Bytes to, long string, int n) {
        if (n > 1) {
            to.clear().putCString(string).terminate();
        }
    }

    private long number(long string, int number, int unit, long factor, int otherUnit, long otherFactor) {
        long value = DecimalNumber.leading(string, 0);
        long at = DecimalNumber.end(string);
        byte after = libc.getByte(at);
        if (after != 0 && after == unit) {
            return value * factor;
        }
        if (after != 0 && after == otherUnit) {
            return value * otherFactor;
        }
        if (after != 0 || at == string) {
            complain("bad number in config", number, string - 1);
        }
        return value;
    }

    private void udp(long string, boolean only) {
        long fault = udp.parse(string, only);
        if (fault != 0) {
            messages.begin("warning").put(fault == string ? "unable to scan ip address: " : "unable to scan port number: ")
                    .putCString(fault);
            messages.send();
        }
    }

    private void complain(String what, int number, long line) {
        messages.begin("warning").put(what).put(": ").putCString(directory).put("/config, line ").putNumber(number)
                .put(": ").putCString(line);
        messages.send();
    }
}
