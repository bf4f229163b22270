package dev.dogwatch.utmpset;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.Clock;
import dev.dogwatch.os.Memory;

/**
 * One struct utmp in memory, as glibc lays it out on this architecture (utmp(5)), since that is what the logins of a
 * target write, whatever libc this program is made with.
 */
final class LoginRecord {
    private static final int SIZE = libc.utmpSize();
    /** Where the time of login stands as a 64-bit number; in the smaller structure it has 32 bits and another place. */
    private static final int SIZE_OF_64_BIT_TIME = 400;
    private static final int AT_SECONDS_64 = 344;
    private static final int AT_SECONDS_32 = 340;

    private final long address = Memory.permanent(SIZE);

    long address() {
        return address;
    }

    int size() {
        return SIZE;
    }

    /** Makes every byte of it 0. */
    void clear() {
        Memory.clear(address, SIZE);
    }

    /** Whether somebody is logged in on this line (a C string of at most {@link Abi#UTMP_LINE_SIZE} bytes). */
    boolean isLoginOn(long line) {
        if (libc.getByte(address + Abi.UTMP_AT_USER) == 0) {
            return false;
        }
        int n = Math.min(CString.length(line) + 1, Abi.UTMP_LINE_SIZE);
        for (int i = 0; i < n; i++) {
            if (libc.getByte(address + Abi.UTMP_AT_LINE + i) != libc.getByte(line + i)) {
                return false;
            }
        }
        return true;
    }

    /** Sets the line, without a NUL when it fills the field. */
    void setLine(long line) {
        libc.memmove(address + Abi.UTMP_AT_LINE, line, Math.min(CString.length(line), Abi.UTMP_LINE_SIZE));
    }

    /** Nobody is logged in there any more, as of now. */
    void logOut() {
        Memory.clear(address + Abi.UTMP_AT_USER, Abi.UTMP_USER_SIZE);
        Memory.clear(address + Abi.UTMP_AT_HOST, Abi.UTMP_HOST_SIZE);
        libc.putShort(address, Abi.UTMP_DEAD_PROCESS);
        long seconds = Clock.wall() / Clock.SECOND;
        if (SIZE == SIZE_OF_64_BIT_TIME) {
            libc.putLong(address + AT_SECONDS_64, seconds);
        } else {
            libc.putInt(address + AT_SECONDS_32, (int) seconds);
        }
    }
}
