package dev.dogwatch.chpst;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.Memory;

/**
 * passwd(5) or group(5), read directly: a line's name, its password, and the numbers that follow. What counts as a line is
 * what glibc's "files" takes: blanks in front are skipped, so are comments and lines whose numbers are none; names that
 * begin with + or - are for others (nsswitch's "compat") and are never found; a NUL ends what a line says.
 *
 * <p>Lines may be of any length: the file is taken byte by byte out of one buffer, which is
 * small: a page more to start with takes longer than the reads that it saves.
 */
final class AccountFile {
    private static final int BUFFER = 400;
    private static final int END_OF_FILE = -1;
    private static final long LARGEST_ID = 0xffffffffL;

    private final long path;
    private final int[] numbers;
    private final long buffer = Memory.permanent(BUFFER);
    private int fd;
    private long at;
    private long end;
    private int error;
    /** The byte that is looked at, 0 to 255, or {@link #END_OF_FILE}. */
    private int current;

    /** The file at a path, in whose lines {@code numbers} numbers follow the password. */
    AccountFile(long path, int numbers) {
        this.path = path;
        this.numbers = new int[Math.max(numbers, 0)];
    }

    /**
     * Looks for the first line of this name.
     *
     * @return 1 when there is one, whose numbers {@link #number} gives; 0 when there is none; {@code -errno} when the file
     *     cannot be opened or read
     */
    int find(long name, int length) {
        fd = libc.open(path, Abi.O_RDONLY | Abi.O_CLOEXEC, 0);
        if (fd < 0) {
            return fd;
        }
        at = 0;
        end = 0;
        error = 0;
        boolean found = false;
        advance();
        while (!found && current != END_OF_FILE) {
            found = lineIsOf(name, length);
        }
        libc.close(fd);
        return found ? 1 : error;
    }

    /** Number {@code i} of the line that was found: the 32 bits of an id. */
    int number(int i) {
        return numbers[i];
    }

    /** Whether the line is a sound one of this name. If not, it is left behind. */
    private boolean lineIsOf(long name, int length) {
        skipBlanks();
        boolean found = current != '#' && current != '+' && current != '-' && nameIs(name, length) && skipPassword();
        for (int i = 0; found && i < numbers.length; i++) {
            found = readNumber(i);
        }
        while (!found && current != '\n' && current != END_OF_FILE) {
            advance();
        }
        if (!found) {
            advance();
        }
        return found;
    }

    private boolean nameIs(long name, int length) {
        int i = 0;
        while (!atEndOfField() && i < length && (libc.getByte(name + i) & 0xff) == current) {
            i++;
            advance();
        }
        return i == length && passColon();
    }

    private boolean skipPassword() {
        while (!atEndOfField()) {
            advance();
        }
        return passColon();
    }

    /** Blanks and a sign may precede the digits, as for strtoul(3). What is not an id of 32 bits is no number. */
    private boolean readNumber(int i) {
        skipBlanks();
        boolean negative = current == '-';
        if (negative || current == '+') {
            advance();
        }
        boolean any = false;
        long value = 0;
        while (current >= '0' && current <= '9') {
            any = true;
            value = Math.min(value * 10 + (current - '0'), LARGEST_ID + 1);
            advance();
        }
        numbers[i] = (int) value;
        boolean isId = any && value <= (negative ? 0 : LARGEST_ID);
        return isId && (passColon() || atEndOfField());
    }

    private boolean passColon() {
        boolean colon = current == ':';
        if (colon) {
            advance();
        }
        return colon;
    }

    private boolean atEndOfField() {
        return current == ':' || current == '\n' || current == 0 || current == END_OF_FILE;
    }

    /** isspace(3) of the C locale, but for the end of the line. */
    private void skipBlanks() {
        while (current == ' ' || current == '\t' || current >= 0x0b && current <= '\r') {
            advance();
        }
    }

    private void advance() {
        if (at >= end) {
            fill();
        }
        current = at < end ? libc.getByte(at++) & 0xff : END_OF_FILE;
    }

    private void fill() {
        long n;
        do {
            n = libc.read(fd, buffer, BUFFER);
        } while (n == -Abi.EINTR);
        if (n < 0) {
            error = (int) n;
        }
        at = buffer;
        end = buffer + Math.max(n, 0);
    }
}
