package dev.dogwatch.sv;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.os.Arguments;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.DirectoryStream;
import dev.dogwatch.os.FileStatus;

/** The names of services, as C strings, in the order in which they are told of. */
final class ServiceNames {
    private static final long HERE = CString.of(".");

    private long[] names = new long[64];
    private int count;

    /** Takes those that the user gave. */
    void addAll(Arguments given) {
        for (int i = 0; i < given.count(); i++) {
            add(given.get(i));
        }
    }

    /**
     * Takes what runsvdir would supervise in the current directory, sorted: directories, also by symbolic link, that
     * do not begin with a dot.
     *
     * @return 0, or {@code -errno} when the directory cannot be read
     */
    int addDirectories() {
        DirectoryStream stream = new DirectoryStream();
        int result = stream.open(HERE);
        if (result < 0) {
            return result;
        }
        FileStatus look = new FileStatus();
        for (long name = stream.next(); name != 0; name = stream.next()) {
            if (libc.getByte(name) != '.' && look.of(name) == 0 && look.isDirectory()) {
                add(CString.copy(name));
            }
        }
        stream.close();
        sort();
        return -stream.error();
    }

    int count() {
        return count;
    }

    long get(int i) {
        return names[i];
    }

    private void add(long name) {
        if (count == names.length) {
            long[] larger = new long[names.length * 2];
            System.arraycopy(names, 0, larger, 0, count);
            names = larger;
        }
        names[count++] = name;
    }

    /** Shell's sort: by bytes, as the kernel's own order of names is not one for people. */
    private void sort() {
        int gap = count;
        while (gap > 1) {
            gap = Math.max(gap * 5 / 11, 1);
            for (int i = gap; i < count; i++) {
                long name = names[i];
                int at = i;
                while (at >= gap && CString.isBefore(name, names[at - gap])) {
                    names[at] = names[at - gap];
                    at -= gap;
                }
                names[at] = name;
            }
        }
    }
}
