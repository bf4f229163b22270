package dev.dogwatch.os;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;

/** A growing run of bytes in C memory: messages and output are put together here, nothing on the Java heap. */
public final class Bytes {
    private long address;
    private int length;
    private int capacity;
    /** Whether the bytes have outgrown the permanent memory that they were given first. */
    private boolean grown;

    /** Room for {@code capacity} bytes at first. */
    public Bytes(int capacity) {
        this.address = Memory.permanent(capacity);
        this.capacity = capacity;
    }

    /** In {@code capacity} bytes of permanent memory at {@code address} at first. */
    public Bytes(long address, int capacity) {
        this.address = address;
        this.capacity = capacity;
    }

    public long address() {
        return address;
    }

    public int length() {
        return length;
    }

    /** Forgets the content and keeps the room. */
    public Bytes clear() {
        length = 0;
        return this;
    }

    /** Appends one byte. */
    public Bytes putByte(int value) {
        reserve(1);
        libc.putByte(address + length, value);
        length++;
        return this;
    }

    /** Appends an ASCII text. */
    public Bytes put(String ascii) {
        int n = ascii.length();
        reserve(n);
        for (int i = 0; i < n; i++) {
            libc.putByte(address + length + i, ascii.charAt(i));
        }
        length += n;
        return this;
    }

    /** Appends a C string without its NUL. */
    public Bytes putCString(long string) {
        return putMemory(string, CString.length(string));
    }

    /** Appends a number in decimal. */
    public Bytes putNumber(long value) {
        if (value < 0) {
            return putByte('-').putUnsigned(-value);
        }
        return putUnsigned(value);
    }

    /** Appends a number in decimal, its 64 bits read as unsigned. */
    public Bytes putUnsigned(long value) {
        // Halving first makes any unsigned number a positive one, which / then divides right.
        long tens = (value >>> 1) / 5;
        if (tens != 0) {
            putUnsigned(tens);
        }
        return putByte('0' + (int) (value - tens * 10));
    }

    /** Appends {@code n} bytes of C memory. */
    public Bytes putMemory(long from, int n) {
        reserve(n);
        libc.memmove(address + length, from, n);
        length += n;
        return this;
    }

    /** Appends what one read(2) of at most {@code most} bytes gives: how many, or {@code -errno}. */
    public long readFrom(int fd, int most) {
        reserve(most);
        long n = libc.read(fd, address + length, most);
        length += (int) Math.max(n, 0);
        return n;
    }

    /** Forgets all but the first {@code n} bytes. */
    public Bytes cut(int n) {
        length = Math.min(length, n);
        return this;
    }

    /** Appends a NUL, so that the whole is a C string, and gives its address; valid until the next change. */
    public long terminate() {
        putByte(0);
        length--;
        return address;
    }

    /**
     * Writes everything to a descriptor and clears. Short writes and EINTR are continued; on another error (EAGAIN
     * of a full non-blocking pipe, EPIPE, ENOSPC, EBADF) the rest is dropped.
     *
     * @return 0 or {@code -errno}
     */
    public int flushTo(int fd) {
        int done = 0;
        int result = 0;
        while (done < length && result == 0) {
            long n = libc.write(fd, address + done, length - done);
            if (n >= 0) {
                done += (int) n;
            } else if (n != -Abi.EINTR) {
                result = (int) n;
            }
        }
        length = 0;
        return result;
    }

    private void reserve(int n) {
        if (length + n > capacity) {
            capacity = (length + n) * 2;
            long larger = Memory.resize(grown ? address : 0, capacity);
            if (!grown) {
                libc.memmove(larger, address, length);
            }
            address = larger;
            grown = true;
        }
    }
}
