/* launcher LEDGER PROGRAM ARG...: notes the time in the ledger and becomes PROGRAM, so that a cold start is timed
   from the supervisor's own exec and not from whatever it took to get there. What a JVM hands to its children
   (blocked and ignored signals, a raised descriptor limit) is put back to what a program finds at boot. */
#include "record.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define DESCRIPTORS 1024 /* the soft limit that Linux gives to init, and init to the rest */

int main(int argc, char **argv) {
  struct record r = {0};
  struct rlimit files;
  sigset_t none;
  int ledger;

  if (argc < 3) return 100;
  for (int sig = 1; sig < NSIG; sig++) signal(sig, SIG_DFL);
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur > DESCRIPTORS) {
    files.rlim_cur = DESCRIPTORS;
    setrlimit(RLIMIT_NOFILE, &files);
  }
  setsid();

  ledger = open(argv[1], O_WRONLY | O_APPEND | O_CLOEXEC);
  r.pid = getpid();
  r.ppid = getppid();
  r.cpu = clock_ns(CLOCK_PROCESS_CPUTIME_ID);
  r.at = clock_ns(CLOCK_MONOTONIC);
  if (ledger == -1 || write(ledger, &r, sizeof r) != sizeof r) {
    fprintf(stderr, "launcher: unable to write %s: %s\n", argv[1], strerror(errno));
    return 111;
  }
  execv(argv[2], argv + 2);
  fprintf(stderr, "launcher: unable to start %s: %s\n", argv[2], strerror(errno));
  return 111;
}
