/* Holds the Java constants of dev.dogwatch.libc.Abi against the target's own headers: where one differs, nothing builds. */
#pragma once

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/reboot.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <termios.h>
#ifdef __GLIBC__
#include <utmp.h>
#endif

#define SAME(name, value) _Static_assert((name) == (value), #name " differs from dev.dogwatch.libc.Abi")

SAME(EPERM, 1);
SAME(ENOENT, 2);
SAME(EINTR, 4);
SAME(EIO, 5);
SAME(ENXIO, 6);
SAME(ENOEXEC, 8);
SAME(EBADF, 9);
SAME(ESRCH, 3);
SAME(ECHILD, 10);
SAME(EAGAIN, 11);
SAME(ENOMEM, 12);
SAME(EACCES, 13);
SAME(EBUSY, 16);
SAME(EEXIST, 17);
SAME(ENOTDIR, 20);
SAME(EISDIR, 21);
SAME(EINVAL, 22);
SAME(ENFILE, 23);
SAME(EMFILE, 24);
SAME(EFBIG, 27);
SAME(ENOSPC, 28);
SAME(EPIPE, 32);
SAME(ENAMETOOLONG, 36);
SAME(ENOSYS, 38);
SAME(O_RDONLY, 0);
SAME(O_WRONLY, 01);
SAME(O_RDWR, 02);
SAME(O_CREAT, 0100);
SAME(O_TRUNC, 01000);
SAME(O_APPEND, 02000);
SAME(O_NONBLOCK, 04000);
SAME(O_CLOEXEC, 02000000);
SAME(F_GETFD, 1);
SAME(F_SETFD, 2);
SAME(F_SETFL, 4);
SAME(F_DUPFD_CLOEXEC, 1030);
SAME(F_SETPIPE_SZ, 1031);
SAME(FD_CLOEXEC, 1);
SAME(SPLICE_F_NONBLOCK, 2);
SAME(LOCK_SH, 1);
SAME(LOCK_EX, 2);
SAME(LOCK_NB, 4);
SAME(AT_FDCWD, -100);
SAME(S_IFMT, 0170000);
SAME(S_IFIFO, 0010000);
SAME(S_IFDIR, 0040000);
SAME(S_IFREG, 0100000);
SAME(S_IXUSR, 0100);
SAME(WNOHANG, 1);
SAME(SIGHUP, 1);
SAME(SIGINT, 2);
SAME(SIGQUIT, 3);
SAME(SIGKILL, 9);
SAME(SIGUSR1, 10);
SAME(SIGUSR2, 12);
SAME(SIGPIPE, 13);
SAME(SIGALRM, 14);
SAME(SIGTERM, 15);
SAME(SIGCHLD, 17);
SAME(SIGCONT, 18);
SAME(SIGSTOP, 19);
SAME(SIG_BLOCK, 0);
SAME(SIG_UNBLOCK, 1);
SAME(SIG_SETMASK, 2);
SAME(SFD_NONBLOCK, O_NONBLOCK);
SAME(SFD_CLOEXEC, O_CLOEXEC);
SAME(POLLIN, 1);
SAME(POLLOUT, 4);
SAME(CLOCK_REALTIME, 0);
SAME(CLOCK_MONOTONIC, 1);
SAME(CLOCK_BOOTTIME, 7);
SAME(IN_ATTRIB, 0x4);
SAME(IN_CLOSE_WRITE, 0x8);
SAME(IN_CLOSE_NOWRITE, 0x10);
SAME(IN_MOVED_FROM, 0x40);
SAME(IN_MOVED_TO, 0x80);
SAME(IN_CREATE, 0x100);
SAME(IN_DELETE, 0x200);
SAME(IN_DELETE_SELF, 0x400);
SAME(IN_MOVE_SELF, 0x800);
SAME(IN_IGNORED, 0x8000);
SAME(IN_Q_OVERFLOW, 0x4000);
SAME(IN_ONLYDIR, 0x1000000);
SAME(IN_ISDIR, 0x40000000);
SAME(IN_NONBLOCK, O_NONBLOCK);
SAME(IN_CLOEXEC, O_CLOEXEC);
SAME(EPOLL_CTL_ADD, 1);
SAME(EPOLL_CLOEXEC, O_CLOEXEC);
SAME(EPOLLIN, 1);
SAME((int) EPOLLET, (int) 0x80000000);
_Static_assert(sizeof(struct epoll_event) <= 16, "Abi.EPOLL_EVENT_SIZE is too small");
SAME(offsetof(struct epoll_event, events), 0);
SAME(AF_UNIX, 1);
SAME(AF_INET, 2);
SAME(SOCK_NONBLOCK, O_NONBLOCK);
SAME(SOL_SOCKET, 1);
SAME(SO_PASSCRED, 16);
SAME(EADDRINUSE, 98);
SAME(ECANCELED, 125);
SAME(TFD_NONBLOCK, O_NONBLOCK);
SAME(TFD_CLOEXEC, O_CLOEXEC);
SAME(TFD_TIMER_ABSTIME, 1);
SAME(TFD_TIMER_CANCEL_ON_SET, 2);
SAME(SOCK_DGRAM, 2);
SAME(SOCK_CLOEXEC, O_CLOEXEC);
SAME(MSG_DONTWAIT, 0x40);
SAME(sizeof(struct sockaddr_in), 16);
SAME(offsetof(struct sockaddr_in, sin_port), 2);
SAME(offsetof(struct sockaddr_in, sin_addr), 4);
SAME(PR_SET_NAME, 15);
SAME(PR_SET_MM, 35);
SAME(PR_SET_MM_MAP, 14);
SAME(sizeof(struct prctl_mm_map), 104);
SAME(F_SETSIG, 10);
SAME(F_NOTIFY, 1026);
SAME(DN_RENAME, 0x10);
SAME((int) DN_MULTISHOT, (int) 0x80000000);
SAME(SIGIO, 29);
SAME(offsetof(struct signalfd_siginfo, ssi_fd), 20);
SAME(FIONREAD, 0x541B);
SAME(EROFS, 30);
SAME(O_NOCTTY, 0400);
SAME(AT_EMPTY_PATH, 0x1000);
SAME(SIGILL, 4);
SAME(SIGTRAP, 5);
SAME(SIGABRT, 6);
SAME(SIGBUS, 7);
SAME(SIGFPE, 8);
SAME(SIGSEGV, 11);
SAME(SIGTTIN, 21);
SAME(SIGTTOU, 22);
SAME(SIGPWR, 30);
SAME(SIGSYS, 31);
SAME((unsigned) RB_AUTOBOOT, 0x01234567u);
SAME((unsigned) RB_HALT_SYSTEM, 0xcdef0123u);
SAME((unsigned) RB_POWER_OFF, 0x4321fedcu);
SAME(RB_DISABLE_CAD, 0);
#ifdef __GLIBC__ /* musl has a structure of its own, and nobody who writes it */
SAME(sizeof(struct utmp), sizeof(((struct utmp *) 0)->ut_tv) == 16 ? 400 : 384);
SAME(offsetof(struct utmp, ut_line), 8);
SAME(sizeof(((struct utmp *) 0)->ut_line), 32);
SAME(offsetof(struct utmp, ut_user), 44);
SAME(sizeof(((struct utmp *) 0)->ut_user), 32);
SAME(offsetof(struct utmp, ut_host), 76);
SAME(sizeof(((struct utmp *) 0)->ut_host), 256);
SAME(offsetof(struct utmp, ut_tv), sizeof(struct utmp) == 400 ? 344 : 340);
SAME(DEAD_PROCESS, 8);
#endif
SAME(RLIMIT_CPU, 0);
SAME(RLIMIT_FSIZE, 1);
SAME(RLIMIT_DATA, 2);
SAME(RLIMIT_STACK, 3);
SAME(RLIMIT_CORE, 4);
SAME(RLIMIT_RSS, 5);
SAME(RLIMIT_NPROC, 6);
SAME(RLIMIT_NOFILE, 7);
SAME(RLIMIT_MEMLOCK, 8);
SAME(RLIMIT_AS, 9);

SAME(sizeof(struct signalfd_siginfo), 128);
SAME(offsetof(struct signalfd_siginfo, ssi_signo), 0);
SAME(sizeof(struct pollfd), 8);
SAME(offsetof(struct pollfd, events), 4);
SAME(offsetof(struct pollfd, revents), 6);
SAME(offsetof(struct inotify_event, mask), 4);
SAME(offsetof(struct inotify_event, len), 12);
SAME(offsetof(struct inotify_event, name), 16);
#ifdef STATX_TYPE /* Debian's musl has the call only, not the structure */
SAME(STATX_TYPE, 0x1);
SAME(STATX_MODE, 0x2);
SAME(STATX_NLINK, 0x4);
SAME(STATX_UID, 0x8);
SAME(STATX_MTIME, 0x40);
SAME(STATX_INO, 0x100);
SAME(STATX_SIZE, 0x200);
SAME(sizeof(struct statx), 256);
SAME(offsetof(struct statx, stx_nlink), 16);
SAME(offsetof(struct statx, stx_uid), 20);
SAME(offsetof(struct statx, stx_mode), 28);
SAME(offsetof(struct statx, stx_size), 40);
SAME(offsetof(struct statx, stx_ino), 32);
SAME(offsetof(struct statx, stx_mtime.tv_sec), 112);
SAME(offsetof(struct statx, stx_mtime.tv_nsec), 120);
SAME(offsetof(struct statx, stx_dev_major), 136);
SAME(offsetof(struct statx, stx_dev_minor), 140);
#endif

SAME(SIGWINCH, 28);
SAME(IN_MODIFY, 0x2);
SAME(TCGETS, 0x5401);
SAME(TCSETS, 0x5402);
SAME(TIOCGWINSZ, 0x5413);
/* libc's structure begins as the kernel's does, and is as large or larger. */
SAME(offsetof(struct termios, c_lflag), 12);
SAME(sizeof(struct termios) <= 64, 1);
SAME(ICANON, 02);
SAME(ECHO, 010);
SAME(sizeof(struct winsize), 8);
SAME(offsetof(struct winsize, ws_col), 2);

SAME(ENODEV, 19);
SAME(ENOTTY, 25);
SAME(ST_RDONLY, 1);
SAME(WUNTRACED, 2);
SAME(WCONTINUED, 8);
SAME(MCL_CURRENT, 1);
SAME(MCL_FUTURE, 2);
SAME(SCHED_FIFO, 1);
/* linux/watchdog.h, which libc does not have: the numbers are made as there. */
SAME(_IOR('W', 0, char[40]), 0x80285700UL);
SAME(_IOR('W', 2, int), 0x80045702UL);
SAME(_IOR('W', 4, int), 0x80045704UL);
SAME(_IOWR('W', 6, int), 0xC0045706UL);
SAME(_IOR('W', 7, int), 0x80045707UL);
SAME(_IOWR('W', 8, int), 0xC0045708UL);
SAME(_IOR('W', 9, int), 0x80045709UL);
SAME(_IOR('W', 10, int), 0x8004570AUL);

#undef SAME
