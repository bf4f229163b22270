package dev.dogwatch.os;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;

/**
 * A small file in which a user gives a value, or one a line: read whole, then taken line by line. One object reads file
 * after file.
 */
public final class ValueFile {
    /** In place of a number: there is none. */
    public static final int BAD = -1;

    private final Bytes buffer;
    private final int most;
    /** The line that counts now: a C string without blanks behind it. */
    private long line;
    /** Behind it. */
    private long next;
    private long end;
    /** Where in the line the next number is looked for. */
    private long rest;

    /** {@code buffer}: used during a call, and until the last line is taken; {@code most} bytes of a file count. */
    public ValueFile(Bytes buffer, int most) {
        this.buffer = buffer;
        this.most = most;
    }

    /** Reads a file, and is at its first line then, be it empty: 0 or {@code -errno}. */
    public int read(long path) {
        int fd = libc.open(path, Abi.O_RDONLY | Abi.O_NONBLOCK | Abi.O_CLOEXEC, 0);
        if (fd < 0) {
            return fd;
        }
        long n = buffer.clear().readFrom(fd, most);
        libc.close(fd);
        if (n < 0) {
            return (int) n;
        }
        next = buffer.terminate();
        end = next + buffer.length();
        takeLine();
        return 0;
    }

    /** Goes back to the first line, as after reading. */
    public void rewind() {
        next = buffer.address();
        takeLine();
    }

    /** Goes to the next line that is neither empty nor a comment (#): false when there is no more. */
    public boolean nextLine() {
        while (next < end) {
            takeLine();
            if (isUsed()) {
                return true;
            }
        }
        return false;
    }

    /** Whether the line is neither empty nor a comment. */
    public boolean isUsed() {
        int first = libc.getByte(line);
        return first != 0 && first != '#';
    }

    /** The line as a C string; valid until the next file, or change of the buffer. */
    public long text() {
        return line;
    }

    /** The next number of the line, in {@code unit}s (up to nine decimals where the unit has them); {@link #BAD} for none. */
    public long number(long unit) {
        while (isBlank(libc.getByte(rest))) {
            rest++;
        }
        long whole = DecimalNumber.leading(rest, BAD);
        if (whole == BAD) {
            return BAD;
        }
        rest = DecimalNumber.end(rest);
        // Some 100 years of ns: sums with the clock stay in range.
        long value = Math.min(whole, Long.MAX_VALUE / 4 / Math.max(unit, 1)) * unit;
        if (libc.getByte(rest) == '.') {
            rest++;
            for (long digit = unit / 10; libc.getByte(rest) >= '0' && libc.getByte(rest) <= '9'; digit /= 10) {
                value += (libc.getByte(rest) - '0') * digit;
                rest++;
            }
        }
        return libc.getByte(rest) == 0 || isBlank(libc.getByte(rest)) ? value : BAD;
    }

    /** The number that a part of the line begins with, as {@link #number}; what is behind it follows. */
    public long numberIn(long part, long unit) {
        rest = part;
        return number(unit);
    }

    /** Cuts the line behind its first word, and goes on behind that: the word as a C string. */
    public long word() {
        long word = rest;
        while (libc.getByte(rest) != 0 && !isBlank(libc.getByte(rest))) {
            rest++;
        }
        if (libc.getByte(rest) != 0) {
            libc.putByte(rest++, 0);
        }
        return word;
    }

    private void takeLine() {
        line = next;
        while (next < end && libc.getByte(next) != '\n' && libc.getByte(next) != 0) {
            next++;
        }
        long last = next;
        while (last > line && isBlank(libc.getByte(last - 1))) {
            last--;
        }
        // The NUL behind the whole is there to be overwritten when the last line has no newline.
        libc.putByte(last, 0);
        next = Math.min(next + 1, end);
        rest = line;
    }

    private static boolean isBlank(int c) {
        return c == ' ' || c == '\t' || c == '\r';
    }
}
