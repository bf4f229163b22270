package dev.dogwatch.os;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;

/** How large a page of memory is here, which arm machines differ in: 4, 16 or 64 KiB. */
public final class PageSize {
    private static final int USUAL = 4096;
    /** AT_PAGESZ of getauxval(3). */
    private static final int KEY = 6;
    private static final int LONGEST = 1024;

    private PageSize() {
    }

    /** Bytes, as the kernel told this process at its start (/proc/self/auxv); 4096 where there is no /proc. */
    public static int bytes() {
        int fd = libc.open(CString.of("/proc/self/auxv"), Abi.O_RDONLY | Abi.O_CLOEXEC, 0);
        if (fd < 0) {
            return USUAL;
        }
        long table = Memory.allocate(LONGEST);
        long n = libc.read(fd, table, LONGEST);
        libc.close(fd);
        int word = libc.pointerSize();
        int bytes = USUAL;
        for (long at = table; at + 2 * word <= table + n; at += 2 * word) {
            if (libc.getPointer(at) == KEY) {
                bytes = (int) libc.getPointer(at + word);
            }
        }
        libc.free(table);
        return bytes;
    }
}
