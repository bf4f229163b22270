package dev.dogwatch.chpst;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.DirectoryStream;
import dev.dogwatch.os.Memory;

/**
 * A directory of which each file is a variable: its name the variable's, its first line the value (contract, chpst, "-e").
 * An empty file removes the variable, and so does a name behind which there is no file: where C runit meets a dangling
 * link, it takes the value of the file before.
 */
final class EnvironmentDirectory {
    private static final int CHUNK = 4096;
    /** Bytes of a line without an end. No kernel takes a variable that long. */
    private static final int LONGEST = 4 << 20;

    private final long directory;
    private final EnvironmentChanges changes;
    private final long here = CString.of(".");
    private final long chunk = Memory.permanent(CHUNK);
    private final Bytes value = new Bytes(256);
    private boolean empty;

    /** The directory of this path, a C string. */
    EnvironmentDirectory(long directory, EnvironmentChanges changes) {
        this.directory = directory;
        this.changes = changes;
    }

    /**
     * Takes all variables over. What cannot be read ends the program; other than for envdir a directory in it does not:
     * {@code tolerant} passes it over, {@code verbose} says so.
     */
    void read(boolean tolerant, boolean verbose) {
        int start = libc.open(here, Abi.O_RDONLY | Abi.O_NONBLOCK | Abi.O_CLOEXEC, 0);
        if (start < 0) {
            Chpst.die("unable to open current working directory", -start);
        }
        int result = libc.chdir(directory);
        if (result < 0) {
            Chpst.die("unable to switch to directory: ", directory, -result);
        }
        readFiles(tolerant, verbose);
        result = libc.fchdir(start);
        if (result < 0) {
            Chpst.die("unable to switch to starting directory", -result);
        }
        libc.close(start);
    }

    private void readFiles(boolean tolerant, boolean verbose) {
        DirectoryStream files = new DirectoryStream();
        int result = files.open(here);
        if (result < 0) {
            Chpst.die("unable to open directory: ", directory, -result);
        }
        for (long name = files.next(); name != 0; name = files.next()) {
            if (libc.getByte(name) != '.') {
                take(name, tolerant, verbose);
            }
        }
        if (files.error() != 0) {
            Chpst.die("unable to read directory: ", directory, files.error());
        }
        files.close();
    }

    private void take(long name, boolean tolerant, boolean verbose) {
        int result = readLine(name);
        if (result < 0) {
            long file = new Bytes(256).putCString(directory).putByte('/').putCString(name).terminate();
            if (result != -Abi.EISDIR || !tolerant) {
                Chpst.die("unable to read ", file, -result);
            }
            if (verbose) {
                Chpst.messages().warn("unable to read ", file, "", -result);
            }
        } else if (empty) {
            changes.remove(name);
        } else {
            changes.set(name, tidiedValue());
        }
    }

    /** Reads the first line of a file to {@link #value}: 0 or {@code -errno}. */
    private int readLine(long file) {
        value.clear();
        empty = true;
        int fd = libc.open(file, Abi.O_RDONLY | Abi.O_NONBLOCK | Abi.O_CLOEXEC, 0);
        if (fd < 0) {
            return fd == -Abi.ENOENT ? 0 : fd;
        }
        int more = 1;
        while (more > 0) {
            more = readChunk(fd);
        }
        libc.close(fd);
        return more;
    }

    /** 1 when the line goes on, 0 when it has ended, {@code -errno}. */
    private int readChunk(int fd) {
        long n = libc.read(fd, chunk, CHUNK);
        if (n == -Abi.EINTR) {
            return 1;
        }
        if (n <= 0) {
            return (int) n;
        }
        empty = false;
        int length = 0;
        while (length < n && libc.getByte(chunk + length) != '\n') {
            length++;
        }
        value.putMemory(chunk, length);
        if (value.length() > LONGEST) {
            return -Abi.EFBIG;
        }
        return length < n ? 0 : 1;
    }

    /** Without blanks and tabs at the end; a NUL, which no variable can hold, becomes a newline. */
    private long tidiedValue() {
        long text = value.address();
        int length = value.length();
        while (length > 0 && (libc.getByte(text + length - 1) == ' ' || libc.getByte(text + length - 1) == '\t')) {
            length--;
        }
        for (int i = 0; i < length; i++) {
            if (libc.getByte(text + i) == 0) {
                libc.putByte(text + i, '\n');
            }
        }
        return value.cut(length).terminate();
    }
}
