package dev.dogwatch.init;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.FileStatus;

/**
 * A request to process 1 that is a file: it is up while its owner may execute it.
 *
 * <p>Two places count, upstream's below /etc/runit and Debian's in /run, so that either's scripts work and a read-only
 * root needs no links: the flag is up when it is up in either, and taken down in both (docs/process-1.md).
 */
final class FlagFile {
    private static final int UP = 0100;
    private static final int CREATE = Abi.O_WRONLY | Abi.O_NONBLOCK | Abi.O_TRUNC | Abi.O_CREAT | Abi.O_CLOEXEC;

    private final long upstream;
    private final long debian;
    private final FileStatus look;

    private FlagFile(String upstream, String debian, FileStatus look) {
        this.upstream = CString.of(upstream);
        this.debian = CString.of(debian);
        this.look = look;
    }

    /** To leave stage 2 on CONT. */
    static FlagFile stop(FileStatus look) {
        return new FlagFile("/etc/runit/stopit", "/run/runit.stopit", look);
    }

    /** To reboot at the end instead of powering off. */
    static FlagFile reboot(FileStatus look) {
        return new FlagFile("/etc/runit/reboot", "/run/runit.reboot", look);
    }

    /** Whether it is up in either place. */
    boolean isUp() {
        return isUp(upstream) || isUp(debian);
    }

    /** Takes it down in both places, as far as they let it be done; a missing file is down. */
    void lower() {
        lower(upstream);
        lower(debian);
    }

    /** Where to put it up: in Debian's place where its stage 1 made a file, else in upstream's. */
    long place() {
        return look.of(debian) == 0 ? debian : upstream;
    }

    /** Upstream's place, a C string. */
    long upstream() {
        return upstream;
    }

    /** Debian's place, a C string; the one to use when upstream's is on a read-only file system. */
    long debian() {
        return debian;
    }

    /** Makes an empty file there, whose mode stays if there is one: 0 or {@code -errno}. */
    int create(long place) {
        int fd = libc.open(place, CREATE, 0644);
        if (fd < 0) {
            return fd;
        }
        libc.close(fd);
        return 0;
    }

    /** Puts the flag up in a file that is there: 0 or {@code -errno}. */
    int raise(long place) {
        return libc.chmod(place, UP);
    }

    /** Takes it down in one place: 0, also when there is no file, or {@code -errno} when it may still be up there. */
    int lower(long place) {
        int result = libc.chmod(place, 0);
        return result == -Abi.ENOENT || result == -Abi.EROFS && !isUp(place) ? 0 : result;
    }

    private boolean isUp(long place) {
        return look.of(place) == 0 && look.ownerMayExecute();
    }
}
