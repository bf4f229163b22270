/*
 * The interpreter of a script: writes down beside it, in SCRIPT.dump, all that a process inherits, then waits for a
 * signal to end it.
 *
 * A shell would not do: it changes its own signal mask and dispositions, closes and opens descriptors, and sorts the
 * environment. What differs from start to start without a meaning (pids, inode numbers of pipes) is left out.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

extern char **environ;

/* Signals as the kernel has them: libc would hide those that it uses itself. */
static void signals_and_rights(FILE *out)
{
    static const char *const names[] = { "SigPnd", "ShdPnd", "SigBlk", "SigIgn", "SigCgt", "Uid", "Gid", "Groups", "Cap", "NoNewPrivs", "Seccomp" };
    FILE *status = fopen("/proc/self/status", "re");
    char line[256];

    while (status && fgets(line, sizeof line, status))
        for (unsigned i = 0; i < sizeof names / sizeof *names; i++)
            if (!strncmp(line, names[i], strlen(names[i])))
                fputs(line, out);
    if (status)
        fclose(status);
}

static void limits(FILE *out)
{
    for (int resource = 0; resource < RLIM_NLIMITS; resource++) {
        struct rlimit limit;
        getrlimit(resource, &limit);
        fprintf(out, "limit %d %llu %llu\n", resource, (unsigned long long) limit.rlim_cur, (unsigned long long) limit.rlim_max);
    }
}

static void descriptors(FILE *out, int own)
{
    for (int fd = 0; fd < 1000; fd++) {
        char path[64], target[4096];
        struct stat info;
        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
        ssize_t length = readlink(path, target, sizeof target - 1);
        if (fd == own || length < 0)
            continue;
        target[length] = 0;
        fstat(fd, &info);
        fprintf(out, "descriptor %d %s\n", fd, S_ISFIFO(info.st_mode) && target[0] != '/' ? "pipe" : target);
    }
}

int main(int argc, char **argv)
{
    char directory[4096];
    mode_t mask = umask(0);
    umask(mask);
    char *name;
    FILE *out = argc == 2 && asprintf(&name, "%s.dump", argv[1]) > 0 ? fopen(name, "we") : NULL;

    if (!out)
        return 1;
    for (char **variable = environ; *variable; variable++)
        fprintf(out, "environment %s\n", *variable);
    signals_and_rights(out);
    limits(out);
    descriptors(out, fileno(out));
    fprintf(out, "directory %s\n", getcwd(directory, sizeof directory));
    fprintf(out, "umask %03o\n", mask);
    fprintf(out, "session %d, group %d\n", getsid(0), getpgid(0));
    fprintf(out, "nice %d, policy %d\n", getpriority(PRIO_PROCESS, 0), (int) syscall(SYS_sched_getscheduler, 0));
    fprintf(out, "personality %x\n", personality(0xffffffff));
    int death = 0;
    prctl(PR_GET_PDEATHSIG, &death);
    fprintf(out, "death signal %d, dumpable %d, keeps capabilities %d, timer slack %d, huge pages %d\n", death,
        prctl(PR_GET_DUMPABLE), prctl(PR_GET_KEEPCAPS), prctl(PR_GET_TIMERSLACK), prctl(PR_GET_THP_DISABLE, 0, 0, 0, 0));
    fprintf(out, "end\n");
    fclose(out);
    for (;;)
        pause();
}
