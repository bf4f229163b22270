package dev.dogwatch.libc;

/**
 * The edge to the C library: one method per libc function, numbers and addresses only.
 *
 * <p>Addresses are plain {@code long}s that point into C memory (a C string is the address of its first
 * byte). Nothing here takes a Java object, so nothing can move under the callee: see the rules that the
 * ahead-of-time compiler imposes, in {@code docs/ahead-of-time.md}.
 *
 * <p>Errors: a method that can fail returns {@code -errno} (a small negative number, see {@link Abi}) where
 * the C function returns -1, and never throws. No method retries; EINTR comes back as {@code -EINTR}.
 *
 * <p>Two implementations exist: {@link NativeLibc} calls C directly in the ahead-of-time program,
 * {@code PanamaLibc} goes through java.lang.foreign on a JVM. The same checks are run on both.
 * Single-threaded use only, as everything in this program.
 */
public interface Libc {

    // Memory. Addresses given to get and put must be valid: a wild one is a SIGSEGV, as in C.

    /** malloc(3): the address, or 0 when there is no memory. */
    long malloc(long size);

    /** realloc(3): the new address, or 0 when there is no memory (the old block stays valid then). */
    long realloc(long address, long size);

    /** free(3); 0 is allowed. */
    void free(long address);

    /** memmove(3): {@code n} bytes; the areas may overlap. */
    void memmove(long to, long from, long n);

    /** memchr(3): the address of the first such byte among {@code n}, or 0. */
    long memchr(long address, int value, long n);

    /** memrchr(3): the address of the last such byte among {@code n}, or 0. */
    long memrchr(long address, int value, long n);

    /** The byte at the address, sign-extended. */
    byte getByte(long address);

    /** Stores the low eight bits. */
    void putByte(long address, int value);

    /** The 16-bit number at the address, in the machine's byte order, sign-extended. */
    short getShort(long address);

    /** Stores the low sixteen bits, in the machine's byte order. */
    void putShort(long address, int value);

    /** The 32-bit number at the address, in the machine's byte order. */
    int getInt(long address);

    /** Stores 32 bits, in the machine's byte order. */
    void putInt(long address, int value);

    /** The 64-bit number at the address, in the machine's byte order. */
    long getLong(long address);

    /** Stores 64 bits, in the machine's byte order. */
    void putLong(long address, long value);

    /** The pointer at the address, of the machine's width. */
    long getPointer(long address);

    /** Stores a pointer of the machine's width. */
    void putPointer(long address, long value);

    /** sizeof(void *): 8 or 4. */
    int pointerSize();

    // Files.

    /** open(2): the descriptor. The mode counts only with {@link Abi#O_CREAT}; the umask applies. */
    int open(long path, int flags, int mode);

    /** close(2). On Linux the descriptor is gone even when this fails. */
    int close(int fd);

    /** read(2): the bytes read, 0 at end of file. */
    long read(int fd, long buffer, long n);

    /** write(2): the bytes written, which may be fewer than asked for. */
    long write(int fd, long buffer, long n);

    /** pread(2): the bytes read at a place in the file; the file's own position stays. */
    long pread(int fd, long buffer, long n, long offset);

    /** pwrite(2): the bytes written at a place in the file; the file's own position stays. */
    long pwrite(int fd, long buffer, long n, long offset);

    /** pipe2(2): stores the reading and the writing descriptor as two ints at {@code fds}. */
    int pipe2(long fds, int flags);

    /** dup2(2). */
    int dup2(int from, int to);

    /** fcntl(2) with an int argument. */
    int fcntl(int fd, int command, int argument);

    /** ioctl(2) with a pointer (or integer) argument. */
    int ioctl(int fd, long request, long argument);

    /** flock(2). EWOULDBLOCK comes back as {@code -EAGAIN}. */
    int flock(int fd, int operation);

    /** statx(2): fills 256 bytes whose layout ({@link Abi} STATX_*) is the same on every architecture. */
    int statx(int dirfd, long path, int flags, int mask, long buffer);

    /** mkdir(2). */
    int mkdir(long path, int mode);

    /** mkfifo(3). */
    int mkfifo(long path, int mode);

    /** rename(2). */
    int rename(long from, long to);

    /** unlink(2). */
    int unlink(long path);

    /** readlink(2): the length; the target is not NUL-terminated. */
    long readlink(long path, long buffer, long n);

    /** chdir(2). */
    int chdir(long path);

    /** fchdir(2). */
    int fchdir(int fd);

    /** getdents64(2): bytes of directory entries stored, 0 at the end of the directory. */
    long getdents64(int fd, long buffer, long n);

    /** fsync(2). It may take as long as the disk takes. */
    int fsync(int fd);

    /** fchmod(2). */
    int fchmod(int fd, int mode);

    /** chmod(2). */
    int chmod(long path, int mode);

    /** tee(2): how many bytes of one pipe are now in the other as well; EINVAL where one is no pipe. */
    long tee(int from, int to, long n, int flags);

    /** splice(2) at the current position of both: the bytes moved; EINVAL where neither is a pipe. */
    long splice(int from, int to, long n, int flags);

    /** socket(2): the descriptor. */
    int socket(int domain, int type, int protocol);

    /** sendto(2) to the socket address at {@code to}, which is {@code size} bytes long: the bytes sent. */
    long sendto(int fd, long buffer, long n, int flags, long to, int size);

    /** symlink(2). */
    int symlink(long target, long path);

    /** ftruncate(2). */
    int ftruncate(int fd, long length);

    /** sync(2). */
    void sync();

    /** chroot(2). */
    int chroot(long path);

    /** rmdir(2). */
    int rmdir(long path);

    /**
     * statvfs(3), also of a file system that does not answer: then as long as that takes.
     *
     * <p>Stores three 64-bit numbers: all blocks, those that users may still take, and the mount's flags
     * ({@link Abi#ST_RDONLY} ...).
     */
    int statvfs(long path, long numbers);

    /** bind(2) to the socket address at {@code address}, which is {@code size} bytes long. */
    int bind(int fd, long address, int size);

    /** setsockopt(2) with an int as value. */
    int setsockopt(int fd, int level, int option, int value);

    /**
     * recvmsg(2) of one datagram, MSG_DONTWAIT; with it, where the socket has SO_PASSCRED, pid, uid and gid of the
     * sender as three ints at {@code credentials} (-1 each when there are none). Descriptors sent along are closed.
     *
     * @return the bytes stored; what does not fit is lost
     */
    long recvmsg(int fd, long buffer, long n, long credentials);

    // Processes.

    /** fork(2): 0 in the child. {@code -ENOSYS} on a JVM, whose other threads would be gone in the child. */
    int fork();

    /**
     * vfork(2) and execve(2) in one, because the frame that called vfork must not return in the child: starts
     * the program that the request at {@code request} (layout: {@link SpawnRequest}) describes.
     *
     * @return the child's pid, or {@code -errno} when no child could be made. When the child could not become
     *     the program it exits with 111 and its errno is in the request's error slot.
     */
    int spawn(long request);

    /** execve(2): returns only on failure. */
    int execve(long path, long argv, long envp);

    /** _exit(2): no handlers, no buffers. */
    void exit(int code);

    /** waitpid(2): the pid, 0 when {@link Abi#WNOHANG} found none; the wait status is stored as an int. */
    int waitpid(int pid, long status, int options);

    /** kill(2). */
    int kill(int pid, int signal);

    /** pidfd_open(2): a descriptor, close-on-exec, that is readable once the process has ended. */
    int pidfd_open(int pid, int flags);

    /** getpid(2). */
    int getpid();

    /** setsid(2). */
    int setsid();

    /** prctl(2). */
    int prctl(int option, long a2, long a3, long a4, long a5);

    /** sbrk(2): where the data segment ended before; 0 only asks. */
    long sbrk(long increment);

    /** environ(7): the address of the NULL-terminated array of C strings. */
    long environ();

    /** reboot(2) with one of {@link Abi}'s RB_ numbers; does not return where the machine goes down at once. */
    int reboot(int command);

    /**
     * sizeof(struct utmp) as glibc has it on this architecture, whatever libc this is: what logins of the target write.
     * 400 where the time in it is 64 bits wide (aarch64), 384 where it is 32 (x86_64, arm, riscv64).
     */
    int utmpSize();

    /** setuid(2), of this thread (there is one). */
    int setuid(int uid);

    /** setgid(2), of this thread. */
    int setgid(int gid);

    /** setgroups(2), of this thread: {@code n} ids, 32 bits each. */
    int setgroups(int n, long gids);

    /** nice(2): 0, not the new level, which may be any small number. Beyond the range is the end of the range. */
    int nice(int increment);

    /**
     * prlimit(2) of this process: sets the limit from {@code fresh} and tells the old one at {@code old}; 0 for either
     * leaves it out. Both are two 64-bit numbers, soft and hard, whatever the machine's width.
     */
    int prlimit(int resource, long fresh, long old);

    // Signals; a set is a bit mask with bit (signal - 1).

    /** sched_setscheduler(2) of this process, with a static priority. */
    int sched_setscheduler(int policy, int priority);

    /** mlockall(2). */
    int mlockall(int flags);

    /** sigprocmask(2) with {@link Abi#SIG_BLOCK}, {@link Abi#SIG_UNBLOCK} or {@link Abi#SIG_SETMASK}. */
    int sigprocmask(int how, long mask);

    /** sigaction(2), asking only: 1 when the signal is ignored, 0 when not. */
    int sigignored(int signal);

    /** sigaction(2): the signal does again what it does by default. */
    int sigdefault(int signal);

    /** signalfd(2): a descriptor; reads give 128-byte signalfd_siginfo structures. */
    int signalfd(int fd, long mask, int flags);

    // Waiting and time.

    /** ppoll(2) without a signal mask: {@code fds} are 8-byte pollfd structures; timeout in ns, negative for ever. */
    int ppoll(long fds, int n, long timeoutNanos);

    /** clock_gettime(2): nanoseconds; {@link Abi#CLOCK_MONOTONIC} decides, {@link Abi#CLOCK_REALTIME} is shown. */
    long clock_gettime(int clock);

    /** timerfd_create(2). */
    int timerfd_create(int clock, int flags);

    /** timerfd_settime(2): once, at {@code nanos} by the timer's clock (with {@link Abi#TFD_TIMER_ABSTIME}) or after them. */
    int timerfd_settime(int fd, int flags, long nanos);

    /** inotify_init1(2). */
    int inotify_init1(int flags);

    /** inotify_add_watch(2): the watch descriptor. */
    int inotify_add_watch(int fd, long path, int mask);

    /** inotify_rm_watch(2). */
    int inotify_rm_watch(int fd, int watch);

    /** epoll_create1(2): the descriptor. */
    int epoll_create1(int flags);

    /** epoll_ctl(2); the event is {@link Abi#EPOLL_EVENT_SIZE} bytes, of which the first four are the events. */
    int epoll_ctl(int epoll, int operation, int fd, long event);

    /** epoll_wait(2): how many events were stored, each {@link Abi#EPOLL_EVENT_SIZE} bytes at most. */
    int epoll_wait(int epoll, long events, int n, int timeoutMillis);
}
