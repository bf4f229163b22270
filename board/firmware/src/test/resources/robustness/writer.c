/*
 * writer LEDGER: prints numbered lines, "INSTANCE NUMBER", in bursts, for ever.
 *
 * The ledger outlives it: a counter of instances, and for each the number of the last line that it is sure to have
 * written. A kill may come between the write of a line and its entry, so there may be one line more, but never less.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

enum { INSTANCES = 1023, BURST = 20 };

struct ledger {
    uint32_t instances;
    uint32_t lines[INSTANCES];
};

int main(int argc, char **argv)
{
    const struct timespec breath = { .tv_nsec = 50 * 1000 * 1000 };
    int fd = argc == 2 ? open(argv[1], O_RDWR | O_CREAT, 0666) : -1;

    if (fd < 0 || ftruncate(fd, sizeof(struct ledger)) < 0)
        return 1;
    volatile struct ledger *ledger = mmap(NULL, sizeof *ledger, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (ledger == MAP_FAILED || ledger->instances == INSTANCES)
        return 1;
    uint32_t instance = ledger->instances++;

    for (uint32_t number = 1;; number++) {
        char line[32];
        int length = sprintf(line, "%u %u\n", instance, number);
        if (write(1, line, length) != length)
            return 1;
        ledger->lines[instance] = number;
        if (number % BURST == 0)
            nanosleep(&breath, NULL);
    }
}
