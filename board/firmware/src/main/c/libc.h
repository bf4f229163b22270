/*
 * The C library as Java calls it: dev.dogwatch.libc.NativeLibc imports these functions by name.
 *
 * Only int32_t and int64_t cross this line. An address is an int64_t; P() makes it a pointer. A function that
 * can fail returns -errno. All are static inline, so a call from Java costs what a call from C costs.
 */
#pragma once

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/reboot.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "abi.h"

#define P(address) ((void *) (intptr_t) (address))
#define A(pointer) ((int64_t) (intptr_t) (pointer))
#define DW static inline

DW int32_t dw_result(int result) { return result < 0 ? -errno : result; }
DW int64_t dw_length(ssize_t result) { return result < 0 ? -errno : result; }

/*
 * The first piece, which os.Memory lays out what is permanent in, is there already: most programs need no other, and
 * the first malloc(3) takes four system calls and writes to four pages. It is behind the other variables (noinit): these
 * then share a page.
 */
static __attribute__((noinit)) char dw_first_piece[20480];
static int dw_first_piece_taken;
DW int64_t dw_malloc(int64_t size)
{
    if (!dw_first_piece_taken && size == sizeof dw_first_piece) {
        dw_first_piece_taken = 1;
        return A(dw_first_piece);
    }
    return A(malloc((size_t) size));
}
static __attribute__((noinline, unused)) void dw_free(int64_t a)
{
    if (P(a) != dw_first_piece)
        free(P(a));
}
static __attribute__((noinline, unused)) int64_t dw_realloc(int64_t a, int64_t size)
{
    if (P(a) != dw_first_piece)
        return A(realloc(P(a), (size_t) size));
    if ((size_t) size <= sizeof dw_first_piece)
        return a;
    void *larger = malloc((size_t) size);
    if (larger)
        memcpy(larger, dw_first_piece, sizeof dw_first_piece);
    return A(larger);
}
DW void dw_memmove(int64_t to, int64_t from, int64_t n) { memmove(P(to), P(from), (size_t) n); }
DW int64_t dw_memchr(int64_t a, int32_t value, int64_t n) { return A(memchr(P(a), value, (size_t) n)); }
DW int64_t dw_memrchr(int64_t a, int32_t value, int64_t n) { return A(memrchr(P(a), value, (size_t) n)); }

#ifndef O_LARGEFILE
#define O_LARGEFILE 0
#endif
/* The raw call: musl's open sets FD_CLOEXEC once more with fcntl, for kernels that ignored O_CLOEXEC. */
DW int32_t dw_open(int64_t path, int32_t flags, int32_t mode)
{
    return dw_result((int) syscall(SYS_openat, AT_FDCWD, P(path), flags | O_LARGEFILE, (mode_t) mode));
}
DW int32_t dw_close(int32_t fd) { return dw_result(close(fd)); }
DW int64_t dw_read(int32_t fd, int64_t b, int64_t n) { return dw_length(read(fd, P(b), (size_t) n)); }
DW int64_t dw_write(int32_t fd, int64_t b, int64_t n) { return dw_length(write(fd, P(b), (size_t) n)); }
DW int64_t dw_pread(int32_t fd, int64_t b, int64_t n, int64_t at) { return dw_length(pread(fd, P(b), (size_t) n, at)); }
DW int64_t dw_pwrite(int32_t fd, int64_t b, int64_t n, int64_t at) { return dw_length(pwrite(fd, P(b), (size_t) n, at)); }
DW int32_t dw_pipe2(int64_t fds, int32_t flags) { return dw_result(pipe2(P(fds), flags)); }
DW int32_t dw_dup2(int32_t from, int32_t to) { return dw_result(dup2(from, to)); }
DW int32_t dw_fcntl(int32_t fd, int32_t command, int32_t argument) { return dw_result(fcntl(fd, command, argument)); }
DW int32_t dw_ioctl(int32_t fd, int64_t request, int64_t argument)
{
    return dw_result(ioctl(fd, (unsigned long) request, P(argument)));
}
DW int32_t dw_flock(int32_t fd, int32_t operation) { return dw_result(flock(fd, operation)); }
/* The raw call: Debian's musl falls back to fstatat where the kernel is older than statx, and we need none of that. */
DW int32_t dw_statx(int32_t dirfd, int64_t path, int32_t flags, int32_t mask, int64_t buffer)
{
    return dw_result((int) syscall(SYS_statx, dirfd, P(path), flags, mask, P(buffer)));
}
DW int32_t dw_mkdir(int64_t path, int32_t mode) { return dw_result(mkdir(P(path), (mode_t) mode)); }
DW int32_t dw_mkfifo(int64_t path, int32_t mode) { return dw_result(mkfifo(P(path), (mode_t) mode)); }
DW int32_t dw_rename(int64_t from, int64_t to) { return dw_result(rename(P(from), P(to))); }
DW int32_t dw_unlink(int64_t path) { return dw_result(unlink(P(path))); }
DW int64_t dw_readlink(int64_t path, int64_t b, int64_t n) { return dw_length(readlink(P(path), P(b), (size_t) n)); }
DW int32_t dw_chdir(int64_t path) { return dw_result(chdir(P(path))); }
DW int32_t dw_fchdir(int32_t fd) { return dw_result(fchdir(fd)); }
DW int64_t dw_getdents64(int32_t fd, int64_t b, int64_t n)
{
    return dw_length(syscall(SYS_getdents64, fd, P(b), (size_t) n));
}
DW int32_t dw_fsync(int32_t fd) { return dw_result(fsync(fd)); }
DW int32_t dw_fchmod(int32_t fd, int32_t mode) { return dw_result(fchmod(fd, (mode_t) mode)); }
DW int32_t dw_chmod(int64_t path, int32_t mode) { return dw_result(chmod(P(path), (mode_t) mode)); }
DW int64_t dw_tee(int32_t from, int32_t to, int64_t n, int32_t flags)
{
    return dw_length(tee(from, to, (size_t) n, (unsigned) flags));
}
DW int64_t dw_splice(int32_t from, int32_t to, int64_t n, int32_t flags)
{
    return dw_length(splice(from, NULL, to, NULL, (size_t) n, (unsigned) flags));
}
DW int32_t dw_socket(int32_t domain, int32_t type, int32_t protocol) { return dw_result(socket(domain, type, protocol)); }
DW int64_t dw_sendto(int32_t fd, int64_t b, int64_t n, int32_t flags, int64_t to, int32_t size)
{
    return dw_length(sendto(fd, P(b), (size_t) n, flags, P(to), (socklen_t) size));
}
DW int32_t dw_symlink(int64_t target, int64_t path) { return dw_result(symlink(P(target), P(path))); }
DW int32_t dw_ftruncate(int32_t fd, int64_t length) { return dw_result(ftruncate(fd, length)); }
DW void dw_sync(void) { sync(); }
DW int32_t dw_chroot(int64_t path) { return dw_result(chroot(P(path))); }
DW int32_t dw_rmdir(int64_t path) { return dw_result(rmdir(P(path))); }
DW int32_t dw_statvfs(int64_t path, int64_t numbers)
{
    struct statvfs fs;
    if (statvfs(P(path), &fs) < 0)
        return -errno;
    ((int64_t *) P(numbers))[0] = (int64_t) fs.f_blocks;
    ((int64_t *) P(numbers))[1] = (int64_t) fs.f_bavail;
    ((int64_t *) P(numbers))[2] = (int64_t) fs.f_flag;
    return 0;
}
DW int32_t dw_bind(int32_t fd, int64_t address, int32_t size)
{
    return dw_result(bind(fd, P(address), (socklen_t) size));
}
DW int32_t dw_setsockopt(int32_t fd, int32_t level, int32_t option, int32_t value)
{
    return dw_result(setsockopt(fd, level, option, &value, sizeof value));
}
static __attribute__((unused)) int64_t dw_recvmsg(int32_t fd, int64_t b, int64_t n, int64_t credentials)
{
    union {
        struct cmsghdr header; /* aligns it */
        char room[256];
    } control;
    struct iovec vector = { .iov_base = P(b), .iov_len = (size_t) n };
    struct msghdr message = {
        .msg_iov = &vector, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control
    };
    int64_t result = dw_length(recvmsg(fd, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC));

    memset(P(credentials), -1, 3 * sizeof(int32_t));
    if (result < 0)
        return result;
    for (struct cmsghdr *at = CMSG_FIRSTHDR(&message); at; at = CMSG_NXTHDR(&message, at)) {
        if (at->cmsg_level != SOL_SOCKET)
            continue;
        if (at->cmsg_type == SCM_CREDENTIALS)
            memcpy(P(credentials), CMSG_DATA(at), 3 * sizeof(int32_t));
        if (at->cmsg_type == SCM_RIGHTS)
            for (size_t i = 0; CMSG_LEN((i + 1) * sizeof(int)) <= at->cmsg_len; i++) {
                int sent;
                memcpy(&sent, CMSG_DATA(at) + i * sizeof(int), sizeof sent);
                close(sent);
            }
    }
    return result;
}

/*
 * The raw call: musl's fork takes the locks of threads that we do not have, which costs five system calls and has
 * every child write to one more page. What it would also do, note the new thread id, matters to threads only.
 */
DW int32_t dw_fork(void) { return dw_result((int) syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0)); }
DW int32_t dw_execve(int64_t path, int64_t argv, int64_t envp) { return dw_result(execve(P(path), P(argv), P(envp))); }
DW void dw_exit(int32_t code) { _exit(code); }
DW int32_t dw_waitpid(int32_t pid, int64_t status, int32_t options)
{
    int wait_status = 0;
    int32_t result = dw_result(waitpid(pid, &wait_status, options));
    *(int32_t *) P(status) = wait_status;
    return result;
}
DW int32_t dw_kill(int32_t pid, int32_t signal) { return dw_result(kill(pid, signal)); }
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif
DW int32_t dw_pidfd_open(int32_t pid, int32_t flags) { return dw_result((int) syscall(SYS_pidfd_open, pid, flags)); }
DW int32_t dw_getpid(void) { return getpid(); }
DW int32_t dw_setsid(void) { return dw_result(setsid()); }
DW int32_t dw_prctl(int32_t option, int64_t a2, int64_t a3, int64_t a4, int64_t a5)
{
    return dw_result(prctl(option, (unsigned long) a2, (unsigned long) a3, (unsigned long) a4, (unsigned long) a5));
}
DW int64_t dw_sbrk(int64_t increment)
{
    void *before = sbrk((intptr_t) increment);
    return before == (void *) -1 ? -errno : A(before);
}
extern char **environ;
DW int64_t dw_environ(void) { return A(environ); }
DW int32_t dw_reboot(int32_t command) { return dw_result(reboot(command)); }
/* Of glibc: __WORDSIZE_TIME64_COMPAT32 in its bits/wordsize.h is 0 for 64-bit arm, whose files no 32-bit program shared. */
DW int32_t dw_utmpSize(void)
{
#if defined(__aarch64__) && defined(__LP64__)
    return 400;
#else
    return 384;
#endif
}
/* The raw calls: libc's have every thread change, which takes signals and locks; there is one thread. */
#ifdef SYS_setuid32 /* of 32-bit machines that once had ids of 16 bits */
DW int32_t dw_setuid(int32_t uid) { return dw_result((int) syscall(SYS_setuid32, uid)); }
DW int32_t dw_setgid(int32_t gid) { return dw_result((int) syscall(SYS_setgid32, gid)); }
DW int32_t dw_setgroups(int32_t n, int64_t gids) { return dw_result((int) syscall(SYS_setgroups32, n, P(gids))); }
#else
DW int32_t dw_setuid(int32_t uid) { return dw_result((int) syscall(SYS_setuid, uid)); }
DW int32_t dw_setgid(int32_t gid) { return dw_result((int) syscall(SYS_setgid, gid)); }
DW int32_t dw_setgroups(int32_t n, int64_t gids) { return dw_result((int) syscall(SYS_setgroups, n, P(gids))); }
#endif
DW int32_t dw_nice(int32_t increment)
{
    errno = 0;
    return nice(increment) == -1 ? -errno : 0;
}
DW int32_t dw_prlimit(int32_t resource, int64_t fresh, int64_t old)
{
    return dw_result((int) syscall(SYS_prlimit64, 0, resource, P(fresh), P(old)));
}

/* Signal n is bit n - 1 of a mask. musl keeps 32 to 34 for itself and leaves them out. */
DW sigset_t dw_sigset(int64_t mask)
{
    sigset_t set;
    sigemptyset(&set);
    for (int signal = 1; signal <= 64; signal++)
        if ((uint64_t) mask >> (signal - 1) & 1)
            sigaddset(&set, signal);
    return set;
}
/* By number: musl refuses to set what POSIX means for all threads of a process and Linux for one. We have one. */
DW int32_t dw_sched_setscheduler(int32_t policy, int32_t priority)
{
    int parameter = priority;
    return dw_result((int) syscall(SYS_sched_setscheduler, 0, policy, &parameter));
}
DW int32_t dw_mlockall(int32_t flags) { return dw_result(mlockall(flags)); }
DW int32_t dw_sigprocmask(int32_t how, int64_t mask)
{
    sigset_t set = dw_sigset(mask);
    return dw_result(sigprocmask(how, &set, NULL));
}
DW int32_t dw_sigignored(int32_t signal)
{
    struct sigaction now;
    if (sigaction(signal, NULL, &now) < 0)
        return -errno;
    return now.sa_handler == SIG_IGN;
}
DW int32_t dw_sigdefault(int32_t signal)
{
    struct sigaction standard = { .sa_handler = SIG_DFL };
    return dw_result(sigaction(signal, &standard, NULL));
}
DW int32_t dw_signalfd(int32_t fd, int64_t mask, int32_t flags)
{
    sigset_t set = dw_sigset(mask);
    return dw_result(signalfd(fd, &set, flags));
}

DW int32_t dw_ppoll(int64_t fds, int32_t n, int64_t timeout_nanos)
{
    struct timespec limit = { .tv_sec = timeout_nanos / 1000000000, .tv_nsec = timeout_nanos % 1000000000 };
    return dw_result(ppoll(P(fds), (nfds_t) n, timeout_nanos < 0 ? NULL : &limit, NULL));
}
DW int64_t dw_clock_gettime(int32_t clock)
{
    struct timespec now;
    if (clock_gettime(clock, &now) < 0)
        return -errno;
    return (int64_t) now.tv_sec * 1000000000 + now.tv_nsec;
}
DW int32_t dw_timerfd_create(int32_t clock, int32_t flags) { return dw_result(timerfd_create(clock, flags)); }
DW int32_t dw_timerfd_settime(int32_t fd, int32_t flags, int64_t nanos)
{
    struct itimerspec once = { .it_value = { .tv_sec = nanos / 1000000000, .tv_nsec = nanos % 1000000000 } };
    return dw_result(timerfd_settime(fd, flags, &once, NULL));
}
DW int32_t dw_inotify_init1(int32_t flags) { return dw_result(inotify_init1(flags)); }
DW int32_t dw_inotify_add_watch(int32_t fd, int64_t path, int32_t mask)
{
    return dw_result(inotify_add_watch(fd, P(path), (uint32_t) mask));
}
DW int32_t dw_inotify_rm_watch(int32_t fd, int32_t watch) { return dw_result(inotify_rm_watch(fd, watch)); }
DW int32_t dw_epoll_create1(int32_t flags) { return dw_result(epoll_create1(flags)); }
DW int32_t dw_epoll_ctl(int32_t epoll, int32_t operation, int32_t fd, int64_t event)
{
    return dw_result(epoll_ctl(epoll, operation, fd, P(event)));
}
DW int32_t dw_epoll_wait(int32_t epoll, int64_t events, int32_t n, int32_t timeout_millis)
{
    return dw_result(epoll_wait(epoll, P(events), n, timeout_millis));
}

/* dev.dogwatch.libc.SpawnRequest */
struct dw_spawn {
    int64_t path, argv, envp, directory, stdin_fd, stdout_fd, setsid, error, step, fd4, fd5,
        notification, notification_target, control_group, note, note_fd, oom_score;
};

/* Whether it can be written to or not: the child goes on. */
DW void dw_write_to(const char *path, const char *text)
{
    int fd = (int) syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CLOEXEC, 0);
    if (fd >= 0) {
        ssize_t ignored = write(fd, text, strlen(text));
        (void) ignored;
        close(fd);
    }
}

/*
 * Runs in the child between vfork and exec: it shares the parent's memory (and, under an emulator that turns
 * vfork into fork, a copy of it), so it only makes system calls and stores to the two slots of the request.
 */
DW int dw_spawn_child(const struct dw_spawn *request, int *step)
{
    struct sigaction standard = { .sa_handler = SIG_DFL };
    sigset_t none;

    sigaction(SIGCHLD, &standard, NULL);
    sigaction(SIGTERM, &standard, NULL);
    if (request->setsid)
        setsid(); /* fails only for a group leader, which a fresh child never is */
    if (request->control_group)
        dw_write_to(P(request->control_group), "0");
    if (request->oom_score)
        dw_write_to("/proc/self/oom_score_adj", P(request->oom_score));
    if (request->note) {
        struct timespec now;
        ssize_t ignored;
        int32_t pid = getpid();
        clock_gettime(CLOCK_BOOTTIME, &now);
        int64_t nanos = (int64_t) now.tv_sec * 1000000000 + now.tv_nsec;
        memcpy((char *) P(request->note) + 16, &nanos, sizeof nanos);
        memcpy((char *) P(request->note) + 24, &pid, sizeof pid);
        ignored = pwrite((int) request->note_fd, P(request->note), 28, 0);
        (void) ignored; /* a disk that is full costs the next supervisor its knowledge, and this one nothing */
    }
    *step = 1;
    if (request->stdin_fd >= 0 && dup2((int) request->stdin_fd, 0) < 0)
        return errno;
    if (request->stdout_fd >= 0 && dup2((int) request->stdout_fd, 1) < 0)
        return errno;
    if (request->stdout_fd == -2)
        close(1);
    if (request->fd4 >= 0 && dup2((int) request->fd4, 4) < 0)
        return errno;
    if (request->fd5 >= 0 && dup2((int) request->fd5, 5) < 0)
        return errno;
    if (request->notification >= 0 && dup2((int) request->notification, (int) request->notification_target) < 0)
        return errno;
    *step = 2;
    if (request->directory && chdir(P(request->directory)) < 0)
        return errno;
    *step = 3;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    execve(P(request->path), P(request->argv), P(request->envp));
    return errno;
}

/* Not inlined: a function that calls vfork needs a frame of its own. */
static __attribute__((noinline, unused)) int32_t dw_spawn(int64_t address)
{
    const struct dw_spawn *request = P(address);
    pid_t child = vfork();

    if (child == 0) {
        *(volatile int32_t *) P(request->error) = dw_spawn_child(request, P(request->step));
        _exit(111);
    }
    return dw_result(child);
}

#undef DW
