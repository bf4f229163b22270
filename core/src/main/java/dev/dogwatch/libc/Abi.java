package dev.dogwatch.libc;

/**
 * Numbers of the Linux kernel's interface that are the same on x86, arm, aarch64 and riscv (asm-generic).
 *
 * <p>They are Java constants rather than calls into C because a constant costs nothing and cannot be
 * miscompiled. {@code abi.h} asserts each of them against the target's own headers when the C is compiled, so a
 * target where one differs does not build.
 */
public final class Abi {
    private Abi() {
    }

    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int EINTR = 4;
    public static final int EIO = 5;
    public static final int ENXIO = 6;
    public static final int ENOEXEC = 8;
    public static final int EBADF = 9;
    public static final int ESRCH = 3;
    public static final int ECHILD = 10;
    public static final int EAGAIN = 11;
    public static final int ENOMEM = 12;
    public static final int EACCES = 13;
    public static final int EBUSY = 16;
    public static final int EEXIST = 17;
    public static final int ENOTDIR = 20;
    public static final int EISDIR = 21;
    public static final int EINVAL = 22;
    public static final int ENFILE = 23;
    public static final int EMFILE = 24;
    public static final int EFBIG = 27;
    public static final int ENOSPC = 28;
    public static final int EPIPE = 32;
    public static final int ENAMETOOLONG = 36;
    public static final int ENOSYS = 38;
    public static final int EADDRINUSE = 98;
    public static final int ECANCELED = 125;

    public static final int O_RDONLY = 0;
    public static final int O_WRONLY = 01;
    public static final int O_RDWR = 02;
    public static final int O_CREAT = 0100;
    public static final int O_TRUNC = 01000;
    public static final int O_APPEND = 02000;
    public static final int O_NONBLOCK = 04000;
    public static final int O_CLOEXEC = 02000000;

    public static final int F_GETFD = 1;
    public static final int F_SETFD = 2;
    public static final int F_SETFL = 4;
    public static final int F_DUPFD_CLOEXEC = 1030;
    public static final int F_SETPIPE_SZ = 1031;
    public static final int FD_CLOEXEC = 1;
    public static final int SPLICE_F_NONBLOCK = 2;

    public static final int LOCK_SH = 1;
    public static final int LOCK_EX = 2;
    public static final int LOCK_NB = 4;

    public static final int AT_FDCWD = -100;
    public static final int STATX_TYPE = 0x1;
    public static final int STATX_MODE = 0x2;
    public static final int STATX_NLINK = 0x4;
    public static final int STATX_UID = 0x8;
    public static final int STATX_MTIME = 0x40;
    public static final int STATX_INO = 0x100;
    /** STATX_SIZE in the kernel's words, a name that the size of the structure has here. */
    public static final int STATX_LENGTH = 0x200;
    public static final int STATX_SIZE = 256;
    /** Offsets in struct statx (linux/stat.h). */
    public static final int STATX_AT_NLINK = 16;
    public static final int STATX_AT_UID = 20;
    public static final int STATX_AT_MODE = 28;
    public static final int STATX_AT_INO = 32;
    public static final int STATX_AT_LENGTH = 40;
    public static final int STATX_AT_MTIME_SEC = 112;
    public static final int STATX_AT_MTIME_NSEC = 120;
    public static final int STATX_AT_DEV_MAJOR = 136;
    public static final int STATX_AT_DEV_MINOR = 140;

    public static final int S_IFMT = 0170000;
    public static final int S_IFIFO = 0010000;
    public static final int S_IFDIR = 0040000;
    public static final int S_IFREG = 0100000;
    public static final int S_IXUSR = 0100;

    /** Offsets in struct linux_dirent64 (getdents64(2)). */
    public static final int DIRENT_AT_RECLEN = 16;
    public static final int DIRENT_AT_NAME = 19;

    public static final int WNOHANG = 1;

    public static final int SIGHUP = 1;
    public static final int SIGINT = 2;
    public static final int SIGQUIT = 3;
    public static final int SIGKILL = 9;
    public static final int SIGUSR1 = 10;
    public static final int SIGUSR2 = 12;
    public static final int SIGPIPE = 13;
    public static final int SIGALRM = 14;
    public static final int SIGTERM = 15;
    public static final int SIGCHLD = 17;
    public static final int SIGCONT = 18;
    public static final int SIGSTOP = 19;
    public static final int SIGWINCH = 28;

    public static final int SIG_BLOCK = 0;
    public static final int SIG_UNBLOCK = 1;
    public static final int SIG_SETMASK = 2;

    public static final int SFD_NONBLOCK = O_NONBLOCK;
    public static final int SFD_CLOEXEC = O_CLOEXEC;
    public static final int SIGINFO_SIZE = 128;

    public static final int POLLIN = 1;
    public static final int POLLOUT = 4;
    public static final int POLLFD_SIZE = 8;
    /** Offsets in struct pollfd. */
    public static final int POLLFD_AT_EVENTS = 4;
    public static final int POLLFD_AT_REVENTS = 6;

    public static final int CLOCK_REALTIME = 0;
    public static final int CLOCK_MONOTONIC = 1;
    public static final int CLOCK_BOOTTIME = 7;

    public static final int TFD_NONBLOCK = O_NONBLOCK;
    public static final int TFD_CLOEXEC = O_CLOEXEC;
    public static final int TFD_TIMER_ABSTIME = 1;
    /** read(2) then fails with {@link #ECANCELED} when the clock has been set. */
    public static final int TFD_TIMER_CANCEL_ON_SET = 2;

    public static final int IN_ATTRIB = 0x4;
    public static final int IN_CLOSE_WRITE = 0x8;
    public static final int IN_CLOSE_NOWRITE = 0x10;
    public static final int IN_MOVED_FROM = 0x40;
    public static final int IN_MOVED_TO = 0x80;
    public static final int IN_CREATE = 0x100;
    public static final int IN_DELETE = 0x200;
    public static final int IN_DELETE_SELF = 0x400;
    public static final int IN_MOVE_SELF = 0x800;
    public static final int IN_IGNORED = 0x8000;
    public static final int IN_Q_OVERFLOW = 0x4000;
    public static final int IN_ONLYDIR = 0x1000000;
    public static final int IN_ISDIR = 0x40000000;
    public static final int IN_NONBLOCK = O_NONBLOCK;
    public static final int IN_CLOEXEC = O_CLOEXEC;
    /** Offsets in struct inotify_event; the name follows, padded with NULs to {@code len} bytes. */
    public static final int INOTIFY_AT_MASK = 4;
    public static final int INOTIFY_AT_LEN = 12;
    public static final int INOTIFY_AT_NAME = 16;

    public static final int EPOLL_CTL_ADD = 1;
    public static final int EPOLL_CLOEXEC = O_CLOEXEC;
    public static final int EPOLLIN = 1;
    public static final int EPOLLET = 0x80000000;
    /** sizeof(struct epoll_event), which is packed on x86; the events are its first four bytes everywhere. */
    public static final int EPOLL_EVENT_SIZE = 16;

    public static final int AF_UNIX = 1;
    public static final int AF_INET = 2;
    public static final int SOCK_DGRAM = 2;
    public static final int SOCK_CLOEXEC = O_CLOEXEC;
    public static final int SOCK_NONBLOCK = O_NONBLOCK;
    public static final int SOL_SOCKET = 1;
    public static final int SO_PASSCRED = 16;
    public static final int MSG_DONTWAIT = 0x40;
    /** sizeof(struct sockaddr_in), and where its port and address are, both in network byte order. */
    public static final int SOCKADDR_IN_SIZE = 16;
    public static final int SOCKADDR_IN_AT_PORT = 2;
    public static final int SOCKADDR_IN_AT_ADDRESS = 4;

    public static final int PR_SET_NAME = 15;
    public static final int PR_SET_MM = 35;
    public static final int PR_SET_MM_MAP = 14;
    /** sizeof(struct prctl_mm_map) (linux/prctl.h). */
    public static final int MM_MAP_SIZE = 104;

    /** fcntl(2): dnotify, a signal when names change in an open directory. */
    public static final int F_SETSIG = 10;
    public static final int F_NOTIFY = 1026;
    public static final int DN_RENAME = 0x10;
    public static final int DN_MULTISHOT = 0x80000000;
    public static final int SIGIO = 29;
    /** Offset in struct signalfd_siginfo. */
    public static final int SIGINFO_AT_FD = 20;

    public static final int EROFS = 30;
    public static final int O_NOCTTY = 0400;
    public static final int AT_EMPTY_PATH = 0x1000;

    public static final int SIGILL = 4;
    public static final int SIGTRAP = 5;
    public static final int SIGABRT = 6;
    public static final int SIGBUS = 7;
    public static final int SIGFPE = 8;
    public static final int SIGSEGV = 11;
    public static final int SIGTTIN = 21;
    public static final int SIGTTOU = 22;
    public static final int SIGPWR = 30;
    public static final int SIGSYS = 31;

    /** reboot(2). */
    public static final int RB_AUTOBOOT = 0x01234567;
    public static final int RB_HALT = 0xcdef0123;
    public static final int RB_POWER_OFF = 0x4321fedc;
    /** ctrl-alt-del is a SIGINT to process 1 instead of a reboot at once. */
    public static final int RB_DISABLE_CAD = 0;

    /** Offsets in struct utmp (glibc), the same on every architecture; see {@link Libc#utmpSize} for what follows. */
    public static final int UTMP_AT_LINE = 8;
    public static final int UTMP_LINE_SIZE = 32;
    public static final int UTMP_AT_USER = 44;
    public static final int UTMP_USER_SIZE = 32;
    public static final int UTMP_AT_HOST = 76;
    public static final int UTMP_HOST_SIZE = 256;
    public static final int UTMP_DEAD_PROCESS = 8;

    public static final long FIONREAD = 0x541B;

    public static final int RLIMIT_CPU = 0;
    public static final int RLIMIT_FSIZE = 1;
    public static final int RLIMIT_DATA = 2;
    public static final int RLIMIT_STACK = 3;
    public static final int RLIMIT_CORE = 4;
    public static final int RLIMIT_RSS = 5;
    public static final int RLIMIT_NPROC = 6;
    public static final int RLIMIT_NOFILE = 7;
    public static final int RLIMIT_MEMLOCK = 8;
    public static final int RLIMIT_AS = 9;
    /** The kernel's struct rlimit64: soft, then hard. */
    public static final int RLIMIT_SIZE = 16;
    public static final int RLIMIT_AT_HARD = 8;

    public static final int IN_MODIFY = 0x2;

    /** ioctl(2) of terminals. */
    public static final long TCGETS = 0x5401;
    public static final long TCSETS = 0x5402;
    public static final long TIOCGWINSZ = 0x5413;
    /** Of the kernel's struct termios (asm-generic/termbits.h), with room to spare; its fourth number is c_lflag. */
    public static final int TERMIOS_SIZE = 64;
    public static final int TERMIOS_AT_LOCAL = 12;
    public static final int ICANON = 02;
    public static final int ECHO = 010;
    /** struct winsize: rows and columns are its first two 16-bit numbers. */
    public static final int WINSIZE_SIZE = 8;

    public static final int ENODEV = 19;
    public static final int ENOTTY = 25;
    /** statvfs(3): the file system is mounted read-only. */
    public static final int ST_RDONLY = 1;
    public static final int WUNTRACED = 2;
    public static final int WCONTINUED = 8;
    public static final int MCL_CURRENT = 1;
    public static final int MCL_FUTURE = 2;
    public static final int SCHED_FIFO = 1;
    public static final int SCHED_RESET_ON_FORK = 0x40000000;

    /** ioctl(2) of watchdogs (linux/watchdog.h), by the numbers of all architectures but mips, powerpc, sparc and alpha. */
    public static final long WDIOC_GETSUPPORT = 0x80285700L;
    public static final long WDIOC_GETBOOTSTATUS = 0x80045702L;
    public static final long WDIOC_SETOPTIONS = 0x80045704L;
    public static final long WDIOC_SETTIMEOUT = 0xC0045706L;
    public static final long WDIOC_GETTIMEOUT = 0x80045707L;
    public static final long WDIOC_SETPRETIMEOUT = 0xC0045708L;
    public static final long WDIOC_GETPRETIMEOUT = 0x80045709L;
    public static final long WDIOC_GETTIMELEFT = 0x8004570AL;
    public static final int WDIOS_DISABLECARD = 1;
    public static final int WDIOS_ENABLECARD = 2;
    /** struct watchdog_info: options, firmware version, then the identity. */
    public static final int WATCHDOG_INFO_SIZE = 40;
    public static final int WATCHDOG_INFO_AT_IDENTITY = 8;
    public static final int WATCHDOG_IDENTITY_SIZE = 32;
    public static final int WDIOF_OVERHEAT = 0x1;
    public static final int WDIOF_FANFAULT = 0x2;
    public static final int WDIOF_EXTERN1 = 0x4;
    public static final int WDIOF_EXTERN2 = 0x8;
    public static final int WDIOF_POWERUNDER = 0x10;
    public static final int WDIOF_CARDRESET = 0x20;
    public static final int WDIOF_POWEROVER = 0x40;
    public static final int WDIOF_SETTIMEOUT = 0x80;
    public static final int WDIOF_MAGICCLOSE = 0x100;
    public static final int WDIOF_PRETIMEOUT = 0x200;
    public static final int WDIOF_KEEPALIVEPING = 0x8000;
}
