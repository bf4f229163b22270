package dev.dogwatch.libc;

import org.teavm.interop.Address;
import org.teavm.interop.Import;
import org.teavm.interop.Unmanaged;
import org.teavm.interop.c.Include;

/**
 * The C library as the ahead-of-time program calls it: each method is one function of {@code libc.h}, compiled
 * into its caller. Only numbers cross; the shim casts, because the compiler's own handling of pointers, arrays
 * and imported variables is where it goes wrong silently.
 */
@Include(value = "libc.h", isSystem = false)
public final class NativeLibc implements Libc {

    @Override
    public long malloc(long size) {
        return c_malloc(size);
    }

    @Import(name = "dw_malloc")
    @Unmanaged
    private static native long c_malloc(long size);

    @Override
    public long realloc(long address, long size) {
        return c_realloc(address, size);
    }

    @Import(name = "dw_realloc")
    @Unmanaged
    private static native long c_realloc(long address, long size);

    @Override
    public void free(long address) {
        c_free(address);
    }

    @Import(name = "dw_free")
    @Unmanaged
    private static native void c_free(long address);

    @Override
    public void memmove(long to, long from, long n) {
        c_memmove(to, from, n);
    }

    @Import(name = "dw_memmove")
    @Unmanaged
    private static native void c_memmove(long to, long from, long n);

    @Override
    public long memchr(long address, int value, long n) {
        return c_memchr(address, value, n);
    }

    @Import(name = "dw_memchr")
    @Unmanaged
    private static native long c_memchr(long address, int value, long n);

    @Override
    public long memrchr(long address, int value, long n) {
        return c_memrchr(address, value, n);
    }

    @Import(name = "dw_memrchr")
    @Unmanaged
    private static native long c_memrchr(long address, int value, long n);

    @Override
    public byte getByte(long address) {
        return Address.fromLong(address).getByte();
    }

    @Override
    public void putByte(long address, int value) {
        Address.fromLong(address).putByte((byte) value);
    }

    @Override
    public short getShort(long address) {
        return Address.fromLong(address).getShort();
    }

    @Override
    public void putShort(long address, int value) {
        Address.fromLong(address).putShort((short) value);
    }

    @Override
    public int getInt(long address) {
        return Address.fromLong(address).getInt();
    }

    @Override
    public void putInt(long address, int value) {
        Address.fromLong(address).putInt(value);
    }

    @Override
    public long getLong(long address) {
        return Address.fromLong(address).getLong();
    }

    @Override
    public void putLong(long address, long value) {
        Address.fromLong(address).putLong(value);
    }

    @Override
    public long getPointer(long address) {
        return Address.fromLong(address).getAddress().toLong();
    }

    @Override
    public void putPointer(long address, long value) {
        Address.fromLong(address).putAddress(Address.fromLong(value));
    }

    @Override
    public int pointerSize() {
        return Address.sizeOf();
    }

    @Override
    public int open(long path, int flags, int mode) {
        return c_open(path, flags, mode);
    }

    @Import(name = "dw_open")
    @Unmanaged
    private static native int c_open(long path, int flags, int mode);

    @Override
    public int close(int fd) {
        return c_close(fd);
    }

    @Import(name = "dw_close")
    @Unmanaged
    private static native int c_close(int fd);

    @Override
    public long read(int fd, long buffer, long n) {
        return c_read(fd, buffer, n);
    }

    @Import(name = "dw_read")
    @Unmanaged
    private static native long c_read(int fd, long buffer, long n);

    @Override
    public long write(int fd, long buffer, long n) {
        return c_write(fd, buffer, n);
    }

    @Import(name = "dw_write")
    @Unmanaged
    private static native long c_write(int fd, long buffer, long n);

    @Override
    public long pread(int fd, long buffer, long n, long offset) {
        return c_pread(fd, buffer, n, offset);
    }

    @Import(name = "dw_pread")
    @Unmanaged
    private static native long c_pread(int fd, long buffer, long n, long offset);

    @Override
    public long pwrite(int fd, long buffer, long n, long offset) {
        return c_pwrite(fd, buffer, n, offset);
    }

    @Import(name = "dw_pwrite")
    @Unmanaged
    private static native long c_pwrite(int fd, long buffer, long n, long offset);

    @Override
    public int pipe2(long fds, int flags) {
        return c_pipe2(fds, flags);
    }

    @Import(name = "dw_pipe2")
    @Unmanaged
    private static native int c_pipe2(long fds, int flags);

    @Override
    public int dup2(int from, int to) {
        return c_dup2(from, to);
    }

    @Import(name = "dw_dup2")
    @Unmanaged
    private static native int c_dup2(int from, int to);

    @Override
    public int fcntl(int fd, int command, int argument) {
        return c_fcntl(fd, command, argument);
    }

    @Import(name = "dw_fcntl")
    @Unmanaged
    private static native int c_fcntl(int fd, int command, int argument);

    @Override
    public int ioctl(int fd, long request, long argument) {
        return c_ioctl(fd, request, argument);
    }

    @Import(name = "dw_ioctl")
    @Unmanaged
    private static native int c_ioctl(int fd, long request, long argument);

    @Override
    public int flock(int fd, int operation) {
        return c_flock(fd, operation);
    }

    @Import(name = "dw_flock")
    @Unmanaged
    private static native int c_flock(int fd, int operation);

    @Override
    public int statx(int dirfd, long path, int flags, int mask, long buffer) {
        return c_statx(dirfd, path, flags, mask, buffer);
    }

    @Import(name = "dw_statx")
    @Unmanaged
    private static native int c_statx(int dirfd, long path, int flags, int mask, long buffer);

    @Override
    public int mkdir(long path, int mode) {
        return c_mkdir(path, mode);
    }

    @Import(name = "dw_mkdir")
    @Unmanaged
    private static native int c_mkdir(long path, int mode);

    @Override
    public int mkfifo(long path, int mode) {
        return c_mkfifo(path, mode);
    }

    @Import(name = "dw_mkfifo")
    @Unmanaged
    private static native int c_mkfifo(long path, int mode);

    @Override
    public int rename(long from, long to) {
        return c_rename(from, to);
    }

    @Import(name = "dw_rename")
    @Unmanaged
    private static native int c_rename(long from, long to);

    @Override
    public int unlink(long path) {
        return c_unlink(path);
    }

    @Import(name = "dw_unlink")
    @Unmanaged
    private static native int c_unlink(long path);

    @Override
    public long readlink(long path, long buffer, long n) {
        return c_readlink(path, buffer, n);
    }

    @Import(name = "dw_readlink")
    @Unmanaged
    private static native long c_readlink(long path, long buffer, long n);

    @Override
    public int chdir(long path) {
        return c_chdir(path);
    }

    @Import(name = "dw_chdir")
    @Unmanaged
    private static native int c_chdir(long path);

    @Override
    public int fchdir(int fd) {
        return c_fchdir(fd);
    }

    @Import(name = "dw_fchdir")
    @Unmanaged
    private static native int c_fchdir(int fd);

    @Override
    public long getdents64(int fd, long buffer, long n) {
        return c_getdents64(fd, buffer, n);
    }

    @Import(name = "dw_getdents64")
    @Unmanaged
    private static native long c_getdents64(int fd, long buffer, long n);

    @Override
    public int fsync(int fd) {
        return c_fsync(fd);
    }

    @Import(name = "dw_fsync")
    @Unmanaged
    private static native int c_fsync(int fd);

    @Override
    public int fchmod(int fd, int mode) {
        return c_fchmod(fd, mode);
    }

    @Import(name = "dw_fchmod")
    @Unmanaged
    private static native int c_fchmod(int fd, int mode);

    @Override
    public int chmod(long path, int mode) {
        return c_chmod(path, mode);
    }

    @Import(name = "dw_chmod")
    @Unmanaged
    private static native int c_chmod(long path, int mode);

    @Override
    public long tee(int from, int to, long n, int flags) {
        return c_tee(from, to, n, flags);
    }

    @Import(name = "dw_tee")
    @Unmanaged
    private static native long c_tee(int from, int to, long n, int flags);

    @Override
    public long splice(int from, int to, long n, int flags) {
        return c_splice(from, to, n, flags);
    }

    @Import(name = "dw_splice")
    @Unmanaged
    private static native long c_splice(int from, int to, long n, int flags);

    @Override
    public int socket(int domain, int type, int protocol) {
        return c_socket(domain, type, protocol);
    }

    @Import(name = "dw_socket")
    @Unmanaged
    private static native int c_socket(int domain, int type, int protocol);

    @Override
    public long sendto(int fd, long buffer, long n, int flags, long to, int size) {
        return c_sendto(fd, buffer, n, flags, to, size);
    }

    @Import(name = "dw_sendto")
    @Unmanaged
    private static native long c_sendto(int fd, long buffer, long n, int flags, long to, int size);

    @Override
    public int symlink(long target, long path) {
        return c_symlink(target, path);
    }

    @Import(name = "dw_symlink")
    @Unmanaged
    private static native int c_symlink(long target, long path);

    @Override
    public int ftruncate(int fd, long length) {
        return c_ftruncate(fd, length);
    }

    @Import(name = "dw_ftruncate")
    @Unmanaged
    private static native int c_ftruncate(int fd, long length);

    @Override
    public void sync() {
        c_sync();
    }

    @Import(name = "dw_sync")
    @Unmanaged
    private static native void c_sync();

    @Override
    public int chroot(long path) {
        return c_chroot(path);
    }

    @Import(name = "dw_chroot")
    @Unmanaged
    private static native int c_chroot(long path);

    @Override
    public int rmdir(long path) {
        return c_rmdir(path);
    }

    @Import(name = "dw_rmdir")
    @Unmanaged
    private static native int c_rmdir(long path);

    @Override
    public int statvfs(long path, long numbers) {
        return c_statvfs(path, numbers);
    }

    @Import(name = "dw_statvfs")
    @Unmanaged
    private static native int c_statvfs(long path, long numbers);

    @Override
    public int bind(int fd, long address, int size) {
        return c_bind(fd, address, size);
    }

    @Import(name = "dw_bind")
    @Unmanaged
    private static native int c_bind(int fd, long address, int size);

    @Override
    public int setsockopt(int fd, int level, int option, int value) {
        return c_setsockopt(fd, level, option, value);
    }

    @Import(name = "dw_setsockopt")
    @Unmanaged
    private static native int c_setsockopt(int fd, int level, int option, int value);

    @Override
    public long recvmsg(int fd, long buffer, long n, long credentials) {
        return c_recvmsg(fd, buffer, n, credentials);
    }

    @Import(name = "dw_recvmsg")
    @Unmanaged
    private static native long c_recvmsg(int fd, long buffer, long n, long credentials);

    @Override
    public int fork() {
        return c_fork();
    }

    @Import(name = "dw_fork")
    @Unmanaged
    private static native int c_fork();

    @Override
    public int spawn(long request) {
        return c_spawn(request);
    }

    @Import(name = "dw_spawn")
    @Unmanaged
    private static native int c_spawn(long request);

    @Override
    public int execve(long path, long argv, long envp) {
        return c_execve(path, argv, envp);
    }

    @Import(name = "dw_execve")
    @Unmanaged
    private static native int c_execve(long path, long argv, long envp);

    @Override
    public void exit(int code) {
        c_exit(code);
    }

    @Import(name = "dw_exit")
    @Unmanaged
    private static native void c_exit(int code);

    @Override
    public int waitpid(int pid, long status, int options) {
        return c_waitpid(pid, status, options);
    }

    @Import(name = "dw_waitpid")
    @Unmanaged
    private static native int c_waitpid(int pid, long status, int options);

    @Override
    public int kill(int pid, int signal) {
        return c_kill(pid, signal);
    }

    @Import(name = "dw_kill")
    @Unmanaged
    private static native int c_kill(int pid, int signal);

    @Override
    public int pidfd_open(int pid, int flags) {
        return c_pidfd_open(pid, flags);
    }

    @Import(name = "dw_pidfd_open")
    @Unmanaged
    private static native int c_pidfd_open(int pid, int flags);

    @Override
    public int getpid() {
        return c_getpid();
    }

    @Import(name = "dw_getpid")
    @Unmanaged
    private static native int c_getpid();

    @Override
    public int setsid() {
        return c_setsid();
    }

    @Import(name = "dw_setsid")
    @Unmanaged
    private static native int c_setsid();

    @Override
    public int prctl(int option, long a2, long a3, long a4, long a5) {
        return c_prctl(option, a2, a3, a4, a5);
    }

    @Import(name = "dw_prctl")
    @Unmanaged
    private static native int c_prctl(int option, long a2, long a3, long a4, long a5);

    @Override
    public long sbrk(long increment) {
        return c_sbrk(increment);
    }

    @Import(name = "dw_sbrk")
    @Unmanaged
    private static native long c_sbrk(long increment);

    @Override
    public long environ() {
        return c_environ();
    }

    @Import(name = "dw_environ")
    @Unmanaged
    private static native long c_environ();

    @Override
    public int reboot(int command) {
        return c_reboot(command);
    }

    @Import(name = "dw_reboot")
    @Unmanaged
    private static native int c_reboot(int command);

    @Override
    public int utmpSize() {
        return c_utmpSize();
    }

    @Import(name = "dw_utmpSize")
    @Unmanaged
    private static native int c_utmpSize();

    @Override
    public int setuid(int uid) {
        return c_setuid(uid);
    }

    @Import(name = "dw_setuid")
    @Unmanaged
    private static native int c_setuid(int uid);

    @Override
    public int setgid(int gid) {
        return c_setgid(gid);
    }

    @Import(name = "dw_setgid")
    @Unmanaged
    private static native int c_setgid(int gid);

    @Override
    public int setgroups(int n, long gids) {
        return c_setgroups(n, gids);
    }

    @Import(name = "dw_setgroups")
    @Unmanaged
    private static native int c_setgroups(int n, long gids);

    @Override
    public int nice(int increment) {
        return c_nice(increment);
    }

    @Import(name = "dw_nice")
    @Unmanaged
    private static native int c_nice(int increment);

    @Override
    public int prlimit(int resource, long fresh, long old) {
        return c_prlimit(resource, fresh, old);
    }

    @Import(name = "dw_prlimit")
    @Unmanaged
    private static native int c_prlimit(int resource, long fresh, long old);

    @Override
    public int sched_setscheduler(int policy, int priority) {
        return c_sched_setscheduler(policy, priority);
    }

    @Import(name = "dw_sched_setscheduler")
    @Unmanaged
    private static native int c_sched_setscheduler(int policy, int priority);

    @Override
    public int mlockall(int flags) {
        return c_mlockall(flags);
    }

    @Import(name = "dw_mlockall")
    @Unmanaged
    private static native int c_mlockall(int flags);

    @Override
    public int sigprocmask(int how, long mask) {
        return c_sigprocmask(how, mask);
    }

    @Import(name = "dw_sigprocmask")
    @Unmanaged
    private static native int c_sigprocmask(int how, long mask);

    @Override
    public int sigignored(int signal) {
        return c_sigignored(signal);
    }

    @Import(name = "dw_sigignored")
    @Unmanaged
    private static native int c_sigignored(int signal);

    @Override
    public int sigdefault(int signal) {
        return c_sigdefault(signal);
    }

    @Import(name = "dw_sigdefault")
    @Unmanaged
    private static native int c_sigdefault(int signal);

    @Override
    public int signalfd(int fd, long mask, int flags) {
        return c_signalfd(fd, mask, flags);
    }

    @Import(name = "dw_signalfd")
    @Unmanaged
    private static native int c_signalfd(int fd, long mask, int flags);

    @Override
    public int ppoll(long fds, int n, long timeoutNanos) {
        return c_ppoll(fds, n, timeoutNanos);
    }

    @Import(name = "dw_ppoll")
    @Unmanaged
    private static native int c_ppoll(long fds, int n, long timeoutNanos);

    @Override
    public long clock_gettime(int clock) {
        return c_clock_gettime(clock);
    }

    @Import(name = "dw_clock_gettime")
    @Unmanaged
    private static native long c_clock_gettime(int clock);

    @Override
    public int timerfd_create(int clock, int flags) {
        return c_timerfd_create(clock, flags);
    }

    @Import(name = "dw_timerfd_create")
    @Unmanaged
    private static native int c_timerfd_create(int clock, int flags);

    @Override
    public int timerfd_settime(int fd, int flags, long nanos) {
        return c_timerfd_settime(fd, flags, nanos);
    }

    @Import(name = "dw_timerfd_settime")
    @Unmanaged
    private static native int c_timerfd_settime(int fd, int flags, long nanos);

    @Override
    public int inotify_init1(int flags) {
        return c_inotify_init1(flags);
    }

    @Import(name = "dw_inotify_init1")
    @Unmanaged
    private static native int c_inotify_init1(int flags);

    @Override
    public int inotify_add_watch(int fd, long path, int mask) {
        return c_inotify_add_watch(fd, path, mask);
    }

    @Import(name = "dw_inotify_add_watch")
    @Unmanaged
    private static native int c_inotify_add_watch(int fd, long path, int mask);

    @Override
    public int inotify_rm_watch(int fd, int watch) {
        return c_inotify_rm_watch(fd, watch);
    }

    @Import(name = "dw_inotify_rm_watch")
    @Unmanaged
    private static native int c_inotify_rm_watch(int fd, int watch);

    @Override
    public int epoll_create1(int flags) {
        return c_epoll_create1(flags);
    }

    @Import(name = "dw_epoll_create1")
    @Unmanaged
    private static native int c_epoll_create1(int flags);

    @Override
    public int epoll_ctl(int epoll, int operation, int fd, long event) {
        return c_epoll_ctl(epoll, operation, fd, event);
    }

    @Import(name = "dw_epoll_ctl")
    @Unmanaged
    private static native int c_epoll_ctl(int epoll, int operation, int fd, long event);

    @Override
    public int epoll_wait(int epoll, long events, int n, int timeoutMillis) {
        return c_epoll_wait(epoll, events, n, timeoutMillis);
    }

    @Import(name = "dw_epoll_wait")
    @Unmanaged
    private static native int c_epoll_wait(int epoll, long events, int n, int timeoutMillis);
}
