package dev.dogwatch.sv;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.os.CString;
import dev.dogwatch.os.DirectoryStream;
import dev.dogwatch.os.FileStatus;
import dev.dogwatch.os.Memory;

/**
 * The services of a directory as runsvdir sees them: its directories, also by symbolic link, that do not begin with a
 * dot; sorted by the bytes of their names.
 */
final class ServiceNames {
    private long array;
    private int count;

    /** Reads the current directory: 0, or {@code -errno}. */
    int read() {
        DirectoryStream stream = new DirectoryStream();
        int result = stream.open(CString.of("."));
        if (result < 0) {
            return result;
        }
        FileStatus look = new FileStatus();
        for (long name = stream.next(); name != 0; name = stream.next()) {
            if (libc.getByte(name) != '.' && look.of(name) == 0 && look.isDirectory()) {
                // Twice as much whenever all is used.
                if ((count & count - 1) == 0) {
                    array = Memory.resize(array, 2L * (count + 1) * libc.pointerSize());
                }
                put(count++, CString.copy(name));
            }
        }
        stream.close();
        sort();
        return -stream.error();
    }

    /** How many there are. */
    int count() {
        return count;
    }

    /** Where their C strings' addresses stand. */
    long array() {
        return array;
    }

    /** Shell's sort: not quadratic, and small. */
    private void sort() {
        for (int gap = count / 2; gap > 0; gap /= 2) {
            for (int i = gap; i < count; i++) {
                long name = get(i);
                int at = i;
                for (; at >= gap && CString.isBefore(name, get(at - gap)); at -= gap) {
                    put(at, get(at - gap));
                }
                put(at, name);
            }
        }
    }

    private long get(int i) {
        return libc.getPointer(array + (long) i * libc.pointerSize());
    }

    private void put(int i, long name) {
        libc.putPointer(array + (long) i * libc.pointerSize(), name);
    }
}
