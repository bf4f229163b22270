/* What a shell cannot do to a board, or not reliably: a program for the guests of qemu-tests, linked statically.
 *
 *   trouble notify FILE    a service of the sd_notify protocol: ready at once, alive by WATCHDOG=1 until FILE exists; then it hangs
 *   trouble bomb           forks for ever, as do all of its children
 *   trouble eat MEGABYTES  takes that much memory and goes on touching all of it
 *   trouble open COUNT     opens that many descriptors over as many children as that takes, and keeps them
 *   trouble spin           takes a processor
 */
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static void tell(const char *message) {
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    const char *path = getenv("NOTIFY_SOCKET");
    if (path == NULL || strlen(path) >= sizeof to.sun_path) {
        fprintf(stderr, "trouble: no NOTIFY_SOCKET that fits\n");
        exit(1);
    }
    strcpy(to.sun_path, path);
    socklen_t length = offsetof(struct sockaddr_un, sun_path) + strlen(path);
    if (path[0] == '@')
        to.sun_path[0] = 0;
    else
        length++;
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || sendto(fd, message, strlen(message), 0, (struct sockaddr *)&to, length) < 0) {
        perror("trouble: cannot notify");
        exit(1);
    }
    close(fd);
}

static void notify(const char *file) {
    const char *limit = getenv("WATCHDOG_USEC");
    useconds_t pause_for = limit == NULL ? 200000 : strtoul(limit, NULL, 10) / 4;
    tell("READY=1");
    while (access(file, F_OK) != 0) {
        tell("WATCHDOG=1");
        usleep(pause_for);
    }
    for (;;)
        pause();
}

static void bomb(void) {
    for (;;)
        if (fork() < 0)
            usleep(1000);
}

static int eat(size_t bytes) {
    volatile char *all = malloc(bytes); /* volatile: else the compiler sees that nobody looks */
    if (all == NULL)
        return 1;
    for (;;)
        for (size_t i = 0; i < bytes; i += 4096)
            all[i]++;
}

static int open_many(long count) {
    struct rlimit most;
    if (getrlimit(RLIMIT_NOFILE, &most) != 0)
        return 1;
    most.rlim_cur = most.rlim_max;
    setrlimit(RLIMIT_NOFILE, &most);
    while (count > 0) {
        pid_t child = fork();
        if (child < 0)
            return 1;
        if (child == 0) {
            while (open("/dev/null", O_RDONLY) >= 0)
                ;
            for (;;)
                pause();
        }
        count -= (long)most.rlim_cur;
    }
    for (;;)
        pause();
}

int main(int argc, char **argv) {
    if (argc == 3 && strcmp(argv[1], "notify") == 0)
        notify(argv[2]);
    if (argc == 2 && strcmp(argv[1], "bomb") == 0)
        bomb();
    if (argc == 3 && strcmp(argv[1], "eat") == 0)
        return eat(strtoul(argv[2], NULL, 10) << 20);
    if (argc == 3 && strcmp(argv[1], "open") == 0)
        return open_many(strtol(argv[2], NULL, 10));
    if (argc == 2 && strcmp(argv[1], "spin") == 0)
        for (;;)
            __asm__ volatile("");
    fprintf(stderr, "usage: trouble notify FILE | bomb | eat MEGABYTES | open COUNT | spin\n");
    return 100;
}
