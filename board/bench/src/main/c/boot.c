/* Both ends of a measured boot. As process 1 it makes the suite that the kernel's command line names (suite=NAME, which
   the kernel puts into the environment) the one that is installed, notes the moment, and becomes its init. As ./run
   it notes the moment of its first instruction; who comes last tells how long it took, on the console.
   Everything it writes before that goes to memory: a serial line is slow, an emulated one slower. */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { SERVICES = 20 };
#define LEDGER "/ledger"
#define INSTALLED "/suites/installed"

static int64_t uptime(void) {
  struct timespec now;
  clock_gettime(CLOCK_BOOTTIME, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* One write to a file opened for appending: many at once never mix. Returns how many there are now. */
static int note(int64_t moment) {
  struct stat ledger;
  int fd = open(LEDGER, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (fd == -1 || write(fd, &moment, sizeof moment) != sizeof moment || fstat(fd, &ledger) == -1) return 0;
  close(fd);
  return (int)(ledger.st_size / (off_t)sizeof moment);
}

/* The first moment is that of process 1. */
static void tell(void) {
  int64_t moments[1 + SERVICES], last = 0;
  int fd = open(LEDGER, O_RDONLY | O_CLOEXEC);
  if (fd == -1 || read(fd, moments, sizeof moments) != sizeof moments) return;
  close(fd);
  for (int i = 1; i <= SERVICES; i++)
    if (moments[i] > last) last = moments[i];
  fd = open("/dev/console", O_WRONLY | O_NOCTTY | O_CLOEXEC);
  dprintf(fd, "\nbooted: %lld ns\n", (long long)(last - moments[0]));
}

static int begin(void) {
  const char *suite = getenv("suite");
  char target[64], init[128];
  int fd;

  if (!suite) return 1;
  mkdir("/dev", 0755);
  mount("devtmpfs", "/dev", "devtmpfs", 0, "");
  fd = open("/dev/console", O_RDWR);
  for (int i = 0; i < 3; i++) dup2(fd, i);
  snprintf(target, sizeof target, "/suites/%s", suite);
  snprintf(init, sizeof init, "%s/init", target);
  if (symlink(target, INSTALLED) == -1) perror(INSTALLED);
  setenv("PATH", INSTALLED ":/bin", 1);
  note(uptime());
  execl(init, "init", (char *)0);
  perror(init);
  return 1;
}

int main(void) {
  /* First of all, so that nothing of our own is part of the measured time. */
  int64_t moment = uptime();

  if (getpid() == 1) return begin();
  if (note(moment) == 1 + SERVICES) tell();
  for (;;) pause();
}
