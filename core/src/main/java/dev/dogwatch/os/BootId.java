package dev.dogwatch.os;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;

/** The kernel's boot id (random(4)): another one after every boot. */
public final class BootId {
    /** Characters of it. */
    public static final int SIZE = 36;

    private BootId() {
    }

    /** That of this boot as a C string; 0 when the kernel tells none. */
    public static long read() {
        int fd = libc.open(CString.of("/proc/sys/kernel/random/boot_id"), Abi.O_RDONLY | Abi.O_CLOEXEC, 0);
        if (fd < 0) {
            return 0;
        }
        long id = Memory.permanent(SIZE + 1);
        long n = libc.read(fd, id, SIZE);
        libc.close(fd);
        libc.putByte(id + SIZE, 0);
        return n == SIZE ? id : 0;
    }
}
