package dev.dogwatch.libc;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

/**
 * The C library as a JVM calls it, by java.lang.foreign: for development, so that a program can be stepped through
 * in a Java debugger or profiled. The product is the ahead-of-time program over {@link NativeLibc}; the same checks
 * hold the two to the same answers.
 *
 * <p>Needs a 64-bit Linux with glibc 2.36 or newer and {@code --enable-native-access=ALL-UNNAMED}. A JVM is not a
 * clean process, and four differences remain:
 * <ul>
 *   <li>{@link #fork} is refused: the child would have lost every thread of the JVM but one.
 *   <li>{@link #sigprocmask} changes the calling thread only, and a signal for the process goes to any thread that
 *       does not block it. What a program reads from {@link #signalfd} must be blocked before the JVM starts:
 *       {@code env --block-signal=CHLD,TERM,... java -Xrs ...} (-Xrs: the JVM then leaves HUP, INT and TERM alone).
 *   <li>HotSpot raises the soft limit of open files, and children inherit that, unless {@code -XX:-MaxFDLimit}. It
 *       catches PIPE, USR2 and XFSZ, so a child does not inherit that they were ignored.
 *   <li>glibc's posix_spawn leaves signals 32 and 33 ignored in every child. Nothing but glibc uses them.
 * </ul>
 *
 * <p>Single-threaded use only: errno and the scratch memory exist once.
 */
public final class PanamaLibc implements Libc {

    /** All of memory; an address is an offset in it. */
    private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    /** C pointers. */
    private static final ValueLayout.OfLong POINTER = JAVA_LONG;

    // Larger than the structures of any 64-bit libc (glibc: 152, 128, 336, 80 bytes).
    private static final long SIGACTION_SIZE = 256;
    private static final long SIGSET_SIZE = 128;
    private static final long SPAWN_ATTRIBUTES_SIZE = 512;
    private static final long SPAWN_ACTIONS_SIZE = 512;
    private static final long TIMESPEC_SIZE = 16;
    /** struct statvfs: glibc's has 112 bytes; all but the numbers of blocks and the flags is left alone. */
    private static final long STATVFS_SIZE = 256;
    private static final long STATVFS_AT_BLOCKS = 16;
    private static final long STATVFS_AT_AVAILABLE = 32;
    private static final long STATVFS_AT_FLAGS = 72;
    // Of every 64-bit Linux.
    private static final long MSGHDR_SIZE = 56;
    private static final int MSGHDR_AT_VECTOR = 16;
    private static final int MSGHDR_AT_CONTROL = 32;
    private static final long IOVEC_SIZE = 16;
    /** cmsg_len, cmsg_level and cmsg_type, then what it carries: room for credentials and some descriptors. */
    private static final int CMSG_DATA = 16;
    private static final long CONTROL_SIZE = 256;
    private static final int SCM_RIGHTS = 1;
    private static final int SCM_CREDENTIALS = 2;

    private static final int NANOS_PER_SECOND = 1_000_000_000;

    private static final long SIG_IGN = 1;
    private static final int POSIX_SPAWN_SETSIGDEF = 0x04;
    private static final int POSIX_SPAWN_SETSIGMASK = 0x08;
    private static final int POSIX_SPAWN_SETSID = 0x80;

    private static final CFunction MALLOC = new CFunction("malloc");
    private static final CFunction REALLOC = new CFunction("realloc");
    private static final CFunction FREE = new CFunction("free");
    private static final CFunction MEMCHR = new CFunction("memchr");
    private static final CFunction MEMRCHR = new CFunction("memrchr");

    private static final CFunction OPEN = new CFunction("open");
    private static final CFunction CLOSE = new CFunction("close");
    private static final CFunction READ = new CFunction("read");
    private static final CFunction WRITE = new CFunction("write");
    private static final CFunction PREAD = new CFunction("pread");
    private static final CFunction PWRITE = new CFunction("pwrite");
    private static final CFunction PIPE2 = new CFunction("pipe2");
    private static final CFunction DUP2 = new CFunction("dup2");
    private static final CFunction FCNTL = new CFunction("fcntl");
    private static final CFunction IOCTL = new CFunction("ioctl");
    private static final CFunction FLOCK = new CFunction("flock");
    private static final CFunction STATX = new CFunction("statx");
    private static final CFunction MKDIR = new CFunction("mkdir");
    private static final CFunction MKFIFO = new CFunction("mkfifo");
    private static final CFunction RENAME = new CFunction("rename");
    private static final CFunction UNLINK = new CFunction("unlink");
    private static final CFunction READLINK = new CFunction("readlink");
    private static final CFunction CHDIR = new CFunction("chdir");
    private static final CFunction FCHDIR = new CFunction("fchdir");
    private static final CFunction GETDENTS64 = new CFunction("getdents64");
    private static final CFunction FSYNC = new CFunction("fsync");
    private static final CFunction FCHMOD = new CFunction("fchmod");
    private static final CFunction CHMOD = new CFunction("chmod");
    private static final CFunction TEE = new CFunction("tee");
    private static final CFunction SPLICE = new CFunction("splice");
    private static final CFunction SOCKET = new CFunction("socket");
    private static final CFunction SENDTO = new CFunction("sendto");
    private static final CFunction SYMLINK = new CFunction("symlink");
    private static final CFunction FTRUNCATE = new CFunction("ftruncate");
    private static final CFunction SYNC = new CFunction("sync");
    private static final CFunction CHROOT = new CFunction("chroot");

    private static final CFunction RMDIR = new CFunction("rmdir");
    private static final CFunction STATVFS = new CFunction("statvfs");
    private static final CFunction BIND = new CFunction("bind");
    private static final CFunction SETSOCKOPT = new CFunction("setsockopt");
    private static final CFunction RECVMSG = new CFunction("recvmsg");

    private static final CFunction POSIX_SPAWN = new CFunction("posix_spawn");
    private static final CFunction ATTRIBUTES_INIT = new CFunction("posix_spawnattr_init");
    private static final CFunction ATTRIBUTES_DESTROY = new CFunction("posix_spawnattr_destroy");
    private static final CFunction SET_FLAGS = new CFunction("posix_spawnattr_setflags");
    private static final CFunction SET_SIGDEFAULT = new CFunction("posix_spawnattr_setsigdefault");
    private static final CFunction SET_SIGMASK = new CFunction("posix_spawnattr_setsigmask");
    private static final CFunction ACTIONS_INIT = new CFunction("posix_spawn_file_actions_init");
    private static final CFunction ACTIONS_DESTROY = new CFunction("posix_spawn_file_actions_destroy");
    private static final CFunction ADD_DUP2 = new CFunction("posix_spawn_file_actions_adddup2");
    private static final CFunction ADD_CLOSE = new CFunction("posix_spawn_file_actions_addclose");
    private static final CFunction ADD_CHDIR = new CFunction("posix_spawn_file_actions_addchdir_np");
    private static final CFunction EXECVE = new CFunction("execve");
    private static final CFunction EXIT = new CFunction("_exit");
    private static final CFunction WAITPID = new CFunction("waitpid");
    private static final CFunction KILL = new CFunction("kill");
    private static final CFunction PIDFD_OPEN = new CFunction("pidfd_open");
    private static final CFunction GETPID = new CFunction("getpid");
    private static final CFunction SETSID = new CFunction("setsid");
    private static final CFunction PRCTL = new CFunction("prctl");

    private static final CFunction SBRK = new CFunction("sbrk");
    private static final CFunction REBOOT = new CFunction("reboot");
    private static final CFunction SETUID = new CFunction("setuid");
    private static final CFunction SETGID = new CFunction("setgid");
    private static final CFunction SETGROUPS = new CFunction("setgroups");
    private static final CFunction NICE = new CFunction("nice");
    private static final CFunction ERRNO_LOCATION = new CFunction("__errno_location");
    private static final CFunction PRLIMIT = new CFunction("prlimit");

    private static final CFunction SCHED_SETSCHEDULER = new CFunction("sched_setscheduler");
    private static final CFunction MLOCKALL = new CFunction("mlockall");

    private static final CFunction SIGPROCMASK = new CFunction("sigprocmask");
    private static final CFunction SIGACTION = new CFunction("sigaction");
    private static final CFunction SIGNALFD = new CFunction("signalfd");

    private static final CFunction PPOLL = new CFunction("ppoll");
    private static final CFunction CLOCK_GETTIME = new CFunction("clock_gettime");
    private static final CFunction TIMERFD_CREATE = new CFunction("timerfd_create");
    private static final CFunction TIMERFD_SETTIME = new CFunction("timerfd_settime");
    private static final CFunction INOTIFY_INIT1 = new CFunction("inotify_init1");
    private static final CFunction INOTIFY_ADD_WATCH = new CFunction("inotify_add_watch");
    private static final CFunction INOTIFY_RM_WATCH = new CFunction("inotify_rm_watch");
    private static final CFunction EPOLL_CREATE1 = new CFunction("epoll_create1");
    private static final CFunction EPOLL_CTL = new CFunction("epoll_ctl");
    private static final CFunction EPOLL_WAIT = new CFunction("epoll_wait");

    private static final long ENVIRON = CFunction.address("environ").address();

    // Structures that live for one call.
    private final long sigaction = permanent(SIGACTION_SIZE);
    private final long sigset = permanent(SIGSET_SIZE);
    private final long timespec = permanent(TIMESPEC_SIZE);
    private final long spawnAttributes = permanent(SPAWN_ATTRIBUTES_SIZE);
    private final long spawnActions = permanent(SPAWN_ACTIONS_SIZE);
    private final long itimerspec = permanent(2 * TIMESPEC_SIZE);
    private final long fileSystem = permanent(STATVFS_SIZE);
    private final long optionValue = permanent(JAVA_INT.byteSize());
    private final long message = permanent(MSGHDR_SIZE);
    private final long vector = permanent(IOVEC_SIZE);
    private final long control = permanent(CONTROL_SIZE);
    private final long spawnPid = permanent(JAVA_INT.byteSize());

    private final StandIn standIn = new StandIn();
    private final JvmFiles jvmFiles = new JvmFiles();

    // Memory.

    @Override
    public long malloc(long size) {
        return MALLOC.call(size);
    }

    @Override
    public long realloc(long address, long size) {
        return REALLOC.call(address, size);
    }

    @Override
    public void free(long address) {
        FREE.call(address);
    }

    @Override
    public void memmove(long to, long from, long n) {
        MemorySegment.copy(MEMORY, from, MEMORY, to, n);
    }

    @Override
    public long memchr(long address, int value, long n) {
        return MEMCHR.call(address, value, n);
    }

    @Override
    public long memrchr(long address, int value, long n) {
        return MEMRCHR.call(address, value, n);
    }

    @Override
    public byte getByte(long address) {
        return MEMORY.get(ValueLayout.JAVA_BYTE, address);
    }

    @Override
    public void putByte(long address, int value) {
        MEMORY.set(ValueLayout.JAVA_BYTE, address, (byte) value);
    }

    @Override
    public short getShort(long address) {
        return MEMORY.get(ValueLayout.JAVA_SHORT_UNALIGNED, address);
    }

    @Override
    public void putShort(long address, int value) {
        MEMORY.set(ValueLayout.JAVA_SHORT_UNALIGNED, address, (short) value);
    }

    @Override
    public int getInt(long address) {
        return MEMORY.get(ValueLayout.JAVA_INT_UNALIGNED, address);
    }

    @Override
    public void putInt(long address, int value) {
        MEMORY.set(ValueLayout.JAVA_INT_UNALIGNED, address, value);
    }

    @Override
    public long getLong(long address) {
        return MEMORY.get(ValueLayout.JAVA_LONG_UNALIGNED, address);
    }

    @Override
    public void putLong(long address, long value) {
        MEMORY.set(ValueLayout.JAVA_LONG_UNALIGNED, address, value);
    }

    @Override
    public long getPointer(long address) {
        return getLong(address);
    }

    @Override
    public void putPointer(long address, long value) {
        putLong(address, value);
    }

    @Override
    public int pointerSize() {
        return (int) POINTER.byteSize();
    }

    // Files.

    @Override
    public int open(long path, int flags, int mode) {
        return OPEN.result(path, flags, mode);
    }

    @Override
    public int close(int fd) {
        return CLOSE.result(fd);
    }

    @Override
    public long read(int fd, long buffer, long n) {
        return READ.length(fd, buffer, n);
    }

    @Override
    public long write(int fd, long buffer, long n) {
        return WRITE.length(fd, buffer, n);
    }

    @Override
    public long pread(int fd, long buffer, long n, long offset) {
        return PREAD.length(fd, buffer, n, offset);
    }

    @Override
    public long pwrite(int fd, long buffer, long n, long offset) {
        return PWRITE.length(fd, buffer, n, offset);
    }

    @Override
    public int pipe2(long fds, int flags) {
        return PIPE2.result(fds, flags);
    }

    @Override
    public int dup2(int from, int to) {
        return DUP2.result(from, to);
    }

    @Override
    public int fcntl(int fd, int command, int argument) {
        return FCNTL.result(fd, command, argument);
    }

    @Override
    public int ioctl(int fd, long request, long argument) {
        return IOCTL.result(fd, request, argument);
    }

    @Override
    public int flock(int fd, int operation) {
        return FLOCK.result(fd, operation);
    }

    @Override
    public int statx(int dirfd, long path, int flags, int mask, long buffer) {
        return STATX.result(dirfd, path, flags, mask, buffer);
    }

    @Override
    public int mkdir(long path, int mode) {
        return MKDIR.result(path, mode);
    }

    @Override
    public int mkfifo(long path, int mode) {
        return MKFIFO.result(path, mode);
    }

    @Override
    public int rename(long from, long to) {
        return RENAME.result(from, to);
    }

    @Override
    public int unlink(long path) {
        return UNLINK.result(path);
    }

    @Override
    public long readlink(long path, long buffer, long n) {
        return READLINK.length(path, buffer, n);
    }

    @Override
    public int chdir(long path) {
        return CHDIR.result(path);
    }

    @Override
    public int fchdir(int fd) {
        return FCHDIR.result(fd);
    }

    @Override
    public long getdents64(int fd, long buffer, long n) {
        return GETDENTS64.length(fd, buffer, n);
    }

    @Override
    public int fsync(int fd) {
        return FSYNC.result(fd);
    }

    @Override
    public int fchmod(int fd, int mode) {
        return FCHMOD.result(fd, mode);
    }

    @Override
    public int chmod(long path, int mode) {
        return CHMOD.result(path, mode);
    }

    @Override
    public long tee(int from, int to, long n, int flags) {
        return TEE.length(from, to, n, flags);
    }

    @Override
    public long splice(int from, int to, long n, int flags) {
        return SPLICE.length(from, 0, to, 0, n, flags);
    }

    @Override
    public int socket(int domain, int type, int protocol) {
        return SOCKET.result(domain, type, protocol);
    }

    @Override
    public long sendto(int fd, long buffer, long n, int flags, long to, int size) {
        return SENDTO.length(fd, buffer, n, flags, to, size);
    }

    @Override
    public int symlink(long target, long path) {
        return SYMLINK.result(target, path);
    }

    @Override
    public int ftruncate(int fd, long length) {
        return FTRUNCATE.result(fd, length);
    }

    @Override
    public void sync() {
        SYNC.call();
    }

    @Override
    public int chroot(long path) {
        return CHROOT.result(path);
    }

    @Override
    public int rmdir(long path) {
        return RMDIR.result(path);
    }

    @Override
    public int statvfs(long path, long numbers) {
        int result = STATVFS.result(path, fileSystem);
        if (result == 0) {
            putLong(numbers, getLong(fileSystem + STATVFS_AT_BLOCKS));
            putLong(numbers + 8, getLong(fileSystem + STATVFS_AT_AVAILABLE));
            putLong(numbers + 16, getLong(fileSystem + STATVFS_AT_FLAGS));
        }
        return result;
    }

    @Override
    public int bind(int fd, long address, int size) {
        return BIND.result(fd, address, size);
    }

    @Override
    public int setsockopt(int fd, int level, int option, int value) {
        putInt(optionValue, value);
        return SETSOCKOPT.result(fd, level, option, optionValue, (int) JAVA_INT.byteSize());
    }

    @Override
    public long recvmsg(int fd, long buffer, long n, long credentials) {
        MEMORY.asSlice(message, MSGHDR_SIZE).fill((byte) 0);
        putLong(vector, buffer);
        putLong(vector + POINTER.byteSize(), n);
        putLong(message + MSGHDR_AT_VECTOR, vector);
        putLong(message + MSGHDR_AT_VECTOR + POINTER.byteSize(), 1);
        putLong(message + MSGHDR_AT_CONTROL, control);
        putLong(message + MSGHDR_AT_CONTROL + POINTER.byteSize(), CONTROL_SIZE);
        for (int i = 0; i < 3; i++) {
            putInt(credentials + i * JAVA_INT.byteSize(), -1);
        }
        long result = RECVMSG.length(fd, message, Abi.MSG_DONTWAIT);
        long end = result < 0 ? control : control + getLong(message + MSGHDR_AT_CONTROL + POINTER.byteSize());
        for (long at = control; at + CMSG_DATA <= end;) {
            long length = getLong(at);
            int type = getInt(at + 12);
            if (type == SCM_CREDENTIALS) {
                memmove(credentials, at + CMSG_DATA, 3 * JAVA_INT.byteSize());
            }
            for (long data = at + CMSG_DATA; type == SCM_RIGHTS && data < at + length; data += JAVA_INT.byteSize()) {
                close(getInt(data));
            }
            at += (length + 7) / 8 * 8;
        }
        return result;
    }

    // Processes.

    @Override
    public int fork() {
        return -Abi.ENOSYS;
    }

    /**
     * posix_spawn(3), which makes no child at all where a step fails, and does not tell which. So the stand-in is
     * started with ever fewer of the steps: the first that starts had all but the faulty one.
     *
     * <p>The child's descriptors are those that the kernel's rule gives it, all that are not close-on-exec, and
     * {@link JvmFiles} first makes the JVM's own close-on-exec.
     */
    @Override
    public int spawn(long request) {
        jvmFiles.closeOnExec();

        long error = getLong(request + SpawnRequest.AT_ERROR);
        long step = getLong(request + SpawnRequest.AT_STEP);
        int pid = start(request, SpawnRequest.STEP_EXEC);
        if (pid > 0) {
            putInt(step, SpawnRequest.STEP_EXEC);
            enter(getLong(request + SpawnRequest.AT_CONTROL_GROUP), pid);
            score(getLong(request + SpawnRequest.AT_OOM_SCORE), pid);
            note(getLong(request + SpawnRequest.AT_NOTE), getLong(request + SpawnRequest.AT_NOTE_FD), pid);
            return pid;
        }
        for (int faulty = SpawnRequest.STEP_EXEC; faulty >= SpawnRequest.STEP_DESCRIPTOR; faulty--) {
            int failed = start(request, faulty - 1);
            if (failed > 0) {
                putInt(error, -pid);
                putInt(step, faulty);
                return failed;
            }
        }
        return pid;
    }

    /** posix_spawn cannot have the child write: a note is missing if we are killed just now. */
    private void note(long note, long fd, int pid) {
        if (note != 0) {
            putLong(note + SpawnRequest.NOTE_AT_MOMENT, clock_gettime(Abi.CLOCK_BOOTTIME));
            putInt(note + SpawnRequest.NOTE_AT_PID, pid);
            pwrite((int) fd, note, SpawnRequest.NOTE_SIZE, 0);
        }
    }

    private void score(long score, int pid) {
        if (score != 0) {
            try {
                Files.writeString(Path.of("/proc/" + pid + "/oom_score_adj"), MEMORY.getString(score));
            } catch (IOException refused) {
                // As in the ahead-of-time program: the child becomes the program all the same.
            }
        }
    }

    /** posix_spawn cannot have the child enter a control group: what it forked until now stays outside. */
    private void enter(long procs, int pid) {
        if (procs != 0) {
            try {
                Files.writeString(Path.of(MEMORY.getString(procs)), Integer.toString(pid));
            } catch (IOException refused) {
                // As in the ahead-of-time program: the child becomes the program all the same.
            }
        }
    }

    /**
     * Starts a child that takes the steps of the request up to {@code last}: its program when that is STEP_EXEC,
     * else the stand-in.
     *
     * @return its pid, or {@code -errno}
     */
    private int start(long request, int last) {
        int flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK;
        if (getLong(request + SpawnRequest.AT_SETSID) != 0) {
            flags |= POSIX_SPAWN_SETSID;
        }
        ATTRIBUTES_INIT.call(spawnAttributes);
        SET_FLAGS.call(spawnAttributes, flags);
        SET_SIGDEFAULT.call(spawnAttributes, sigset(1L << Abi.SIGCHLD - 1 | 1L << Abi.SIGTERM - 1));
        SET_SIGMASK.call(spawnAttributes, sigset(0));

        ACTIONS_INIT.call(spawnActions);
        if (last >= SpawnRequest.STEP_DESCRIPTOR) {
            long stdin = getLong(request + SpawnRequest.AT_STDIN);
            long stdout = getLong(request + SpawnRequest.AT_STDOUT);
            if (stdin >= 0) {
                ADD_DUP2.call(spawnActions, stdin, 0);
            }
            if (stdout >= 0) {
                ADD_DUP2.call(spawnActions, stdout, 1);
            } else if (stdout == SpawnRequest.CLOSE) {
                ADD_CLOSE.call(spawnActions, 1);
            }
            long fd4 = getLong(request + SpawnRequest.AT_FD4);
            long fd5 = getLong(request + SpawnRequest.AT_FD5);
            if (fd4 >= 0) {
                ADD_DUP2.call(spawnActions, fd4, 4);
            }
            if (fd5 >= 0) {
                ADD_DUP2.call(spawnActions, fd5, 5);
            }
            long notification = getLong(request + SpawnRequest.AT_NOTIFICATION);
            if (notification >= 0) {
                ADD_DUP2.call(spawnActions, notification, getLong(request + SpawnRequest.AT_NOTIFICATION_TARGET));
            }
        }
        long directory = getLong(request + SpawnRequest.AT_DIRECTORY);
        if (last >= SpawnRequest.STEP_DIRECTORY && directory != 0) {
            ADD_CHDIR.call(spawnActions, directory);
        }

        boolean own = last >= SpawnRequest.STEP_EXEC;
        long path = own ? getLong(request + SpawnRequest.AT_PATH) : standIn.path;
        long argv = own ? getLong(request + SpawnRequest.AT_ARGV) : standIn.argv;
        long envp = own ? getLong(request + SpawnRequest.AT_ENVP) : standIn.envp;
        int error = (int) POSIX_SPAWN.call(spawnPid, path, spawnActions, spawnAttributes, argv, envp);

        ACTIONS_DESTROY.call(spawnActions);
        ATTRIBUTES_DESTROY.call(spawnAttributes);
        return error == 0 ? getInt(spawnPid) : -error;
    }

    @Override
    public int execve(long path, long argv, long envp) {
        return EXECVE.result(path, argv, envp);
    }

    @Override
    public void exit(int code) {
        EXIT.call(code);
    }

    /** Takes children of java.lang.Process too when asked for any: the two do not go together in one JVM. */
    @Override
    public int waitpid(int pid, long status, int options) {
        putInt(status, 0);
        return WAITPID.result(pid, status, options);
    }

    @Override
    public int kill(int pid, int signal) {
        return KILL.result(pid, signal);
    }

    @Override
    public int pidfd_open(int pid, int flags) {
        return PIDFD_OPEN.result(pid, flags);
    }

    @Override
    public int getpid() {
        return (int) GETPID.call();
    }

    @Override
    public int setsid() {
        return SETSID.result();
    }

    @Override
    public int prctl(int option, long a2, long a3, long a4, long a5) {
        return PRCTL.result(option, a2, a3, a4, a5);
    }

    @Override
    public long sbrk(long increment) {
        return SBRK.length(increment);
    }

    @Override
    public long environ() {
        return getPointer(ENVIRON);
    }

    @Override
    public int reboot(int command) {
        return REBOOT.result(command);
    }

    @Override
    public int utmpSize() {
        return System.getProperty("os.arch").equals("aarch64") ? 400 : 384;
    }

    @Override
    public int setuid(int uid) {
        return SETUID.result(uid);
    }

    @Override
    public int setgid(int gid) {
        return SETGID.result(gid);
    }

    @Override
    public int setgroups(int n, long gids) {
        return SETGROUPS.result(n, gids);
    }

    /** A level of -1 and a failure differ in errno alone. */
    @Override
    public int nice(int increment) {
        putInt(ERRNO_LOCATION.call(), 0);
        return (int) NICE.call(increment) == -1 ? -CFunction.errno() : 0;
    }

    @Override
    public int prlimit(int resource, long fresh, long old) {
        return PRLIMIT.result(0, resource, fresh, old);
    }

    @Override
    public int sched_setscheduler(int policy, int priority) {
        putInt(optionValue, priority);
        return SCHED_SETSCHEDULER.result(0, policy, optionValue);
    }

    @Override
    public int mlockall(int flags) {
        return MLOCKALL.result(flags);
    }

    // Signals.

    @Override
    public int sigprocmask(int how, long mask) {
        return SIGPROCMASK.result(how, sigset(mask), 0);
    }

    @Override
    public int sigignored(int signal) {
        int result = SIGACTION.result(signal, 0, sigaction);
        if (result < 0) {
            return result;
        }
        return getPointer(sigaction) == SIG_IGN ? 1 : 0; // sa_handler comes first
    }

    @Override
    public int sigdefault(int signal) {
        MEMORY.asSlice(sigaction, SIGACTION_SIZE).fill((byte) 0);
        return SIGACTION.result(signal, sigaction, 0);
    }

    @Override
    public int signalfd(int fd, long mask, int flags) {
        return SIGNALFD.result(fd, sigset(mask), flags);
    }

    /** The one sigset_t, holding the mask: bit (signal - 1) of the first 64, as in the kernel; the rest stays 0. */
    private long sigset(long mask) {
        putLong(sigset, mask);
        return sigset;
    }

    // Waiting and time.

    @Override
    public int ppoll(long fds, int n, long timeoutNanos) {
        if (timeoutNanos < 0) {
            return PPOLL.result(fds, n, 0, 0);
        }
        putLong(timespec, timeoutNanos / NANOS_PER_SECOND);
        putLong(timespec + 8, timeoutNanos % NANOS_PER_SECOND);
        return PPOLL.result(fds, n, timespec, 0);
    }

    @Override
    public long clock_gettime(int clock) {
        int result = CLOCK_GETTIME.result(clock, timespec);
        return result < 0 ? result : getLong(timespec) * NANOS_PER_SECOND + getLong(timespec + 8);
    }

    @Override
    public int timerfd_create(int clock, int flags) {
        return TIMERFD_CREATE.result(clock, flags);
    }

    @Override
    public int timerfd_settime(int fd, int flags, long nanos) {
        putLong(itimerspec, 0);
        putLong(itimerspec + JAVA_LONG.byteSize(), 0);
        putLong(itimerspec + TIMESPEC_SIZE, nanos / NANOS_PER_SECOND);
        putLong(itimerspec + TIMESPEC_SIZE + JAVA_LONG.byteSize(), nanos % NANOS_PER_SECOND);
        return TIMERFD_SETTIME.result(fd, flags, itimerspec, 0);
    }

    @Override
    public int inotify_init1(int flags) {
        return INOTIFY_INIT1.result(flags);
    }

    @Override
    public int inotify_add_watch(int fd, long path, int mask) {
        return INOTIFY_ADD_WATCH.result(fd, path, mask);
    }

    @Override
    public int inotify_rm_watch(int fd, int watch) {
        return INOTIFY_RM_WATCH.result(fd, watch);
    }

    @Override
    public int epoll_create1(int flags) {
        return EPOLL_CREATE1.result(flags);
    }

    @Override
    public int epoll_ctl(int epoll, int operation, int fd, long event) {
        return EPOLL_CTL.result(epoll, operation, fd, event);
    }

    @Override
    public int epoll_wait(int epoll, long events, int n, int timeoutMillis) {
        return EPOLL_WAIT.result(epoll, events, n, timeoutMillis);
    }

    /** Zeroed memory that is never freed. */
    private static long permanent(long size) {
        return Arena.global().allocate(size, POINTER.byteSize()).address();
    }

    /**
     * A function of the C library whose parameters and result are integers or pointers, called with {@code long}s. All 64-bit
     * Linux ABIs pass these in the same registers, whatever their width, to functions with "..." as well, and let the callee
     * look at the width that it has declared. So there is one method handle for each number of parameters, made when it is first used:
     * making them takes a JVM more time and memory than all that a program does with them.
     */
    private static final class CFunction {
        private static final Linker LINKER = Linker.nativeLinker();
        private static final SymbolLookup LIBRARY = LINKER.defaultLookup();
        private static final StructLayout STATE = Linker.Option.captureStateLayout();
        private static final MemorySegment CAPTURED = Arena.global().allocate(STATE);
        private static final long AT_ERRNO = STATE.byteOffset(PathElement.groupElement("errno"));
        private static final int MOST_PARAMETERS = 6;
        private static final MethodHandle[] HANDLES = new MethodHandle[MOST_PARAMETERS + 1];

        private final String name;
        private MemorySegment function;

        CFunction(String name) {
            this.name = name;
        }

        static MemorySegment address(String symbol) {
            return LIBRARY.find(symbol).orElseThrow(() -> new UnsatisfiedLinkError("no " + symbol + " in libc"));
        }

        private static MethodHandle handle(int parameters) {
            if (HANDLES[parameters] == null) {
                MemoryLayout[] types = new MemoryLayout[parameters];
                Arrays.fill(types, JAVA_LONG);
                HANDLES[parameters] = LINKER.downcallHandle(FunctionDescriptor.of(JAVA_LONG, types),
                        Linker.Option.captureCallState("errno"));
            }
            return HANDLES[parameters];
        }

        /** What the result's register held: the caller cuts it to the width of the C result, or ignores it. */
        long call(long... a) {
            if (function == null) {
                function = address(name);
            }
            MethodHandle handle = handle(a.length);
            try {
                return switch (a.length) {
                    case 0 -> (long) handle.invokeExact(function, CAPTURED);
                    case 1 -> (long) handle.invokeExact(function, CAPTURED, a[0]);
                    case 2 -> (long) handle.invokeExact(function, CAPTURED, a[0], a[1]);
                    case 3 -> (long) handle.invokeExact(function, CAPTURED, a[0], a[1], a[2]);
                    case 4 -> (long) handle.invokeExact(function, CAPTURED, a[0], a[1], a[2], a[3]);
                    case 5 -> (long) handle.invokeExact(function, CAPTURED, a[0], a[1], a[2], a[3], a[4]);
                    default -> (long) handle.invokeExact(function, CAPTURED, a[0], a[1], a[2], a[3], a[4], a[5]);
                };
            } catch (Throwable impossible) {
                throw new AssertionError("a C function threw", impossible);
            }
        }

        /** What a function returned whose result has 64 bits, or {@code -errno} where that is negative. */
        long length(long... arguments) {
            long returned = call(arguments);
            return returned < 0 ? -errno() : returned;
        }

        /** As the last call left it. */
        static int errno() {
            return CAPTURED.get(JAVA_INT, AT_ERRNO);
        }

        /** What a function returned whose result is an int, or {@code -errno} where that is negative. */
        int result(long... arguments) {
            int returned = (int) call(arguments);
            return returned < 0 ? -errno() : returned;
        }
    }

    /** The program that takes the place of a child that could not become its own: it exits with 111 at once. */
    private static final class StandIn {
        final long path = string("/bin/sh");
        final long argv = array(path, string("-c"), string("exit " + SpawnRequest.EXIT_FAILED));
        final long envp = array();

        private static long string(String text) {
            return Arena.global().allocateFrom(text).address();
        }

        /** NULL-terminated. */
        private static long array(long... elements) {
            long address = permanent((elements.length + 1) * POINTER.byteSize());
            MemorySegment.copy(elements, 0, MEMORY, POINTER, address, elements.length);
            return address;
        }
    }

    /**
     * The files that the JVM holds open for itself. It does not open them close-on-exec: java.lang.Process closes
     * everything in its children, but a supervisor's child must keep what its supervisor was given.
     *
     * <p>Its own are the files under java.home, those of the class path, and sockets: a debugger's, since
     * {@link Libc} makes none. (So a child on a JVM does not get a socket that the JVM inherited.)
     */
    private static final class JvmFiles {
        private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

        private final Path home;
        private final Set<Path> classPath = new HashSet<>();

        JvmFiles() {
            try {
                home = Path.of(System.getProperty("java.home")).toRealPath();
                for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
                    Path file = Path.of(entry);
                    if (Files.isRegularFile(file)) {
                        classPath.add(file.toRealPath());
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot tell the JVM's files from the program's", e);
            }
        }

        /** Marks those that are open now: class path files are opened late. */
        void closeOnExec() {
            try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
                for (Path descriptor : descriptors) {
                    int fd = Integer.parseInt(descriptor.getFileName().toString());
                    if (fd > 2 && isJvms(descriptor)) {
                        FCNTL.call(fd, Abi.F_SETFD, Abi.FD_CLOEXEC);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot list " + DESCRIPTORS, e);
            }
        }

        private boolean isJvms(Path descriptor) throws IOException {
            try {
                Path target = Files.readSymbolicLink(descriptor);
                return target.startsWith(home) || classPath.contains(target)
                        || target.toString().startsWith("socket:");
            } catch (NoSuchFileException gone) {
                return false; // the one through which the directory is being listed
            }
        }
    }
}
