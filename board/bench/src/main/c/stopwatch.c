/* Runs a command for each line of standard input (words separated by tabs) and answers with a line
   "START END STATUS": CLOCK_MONOTONIC in ns before the spawn and after the wait, and the exit code (-1: killed).
   A small process of its own does this because a JVM takes milliseconds to start a child. */
#include "record.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

extern char **environ;

/* Splits line in place. The array is the caller's to free. */
static char **words(char *line) {
  size_t count = 1, i = 0;
  char **argv;

  line[strcspn(line, "\n")] = 0;
  for (char *c = line; *c; c++) count += *c == '\t';
  argv = calloc(count + 1, sizeof *argv);
  if (!argv) exit(111);
  for (char *word = strtok(line, "\t"); word; word = strtok(NULL, "\t")) argv[i++] = word;
  return argv;
}

int main(void) {
  posix_spawn_file_actions_t quiet;
  char *line = NULL;
  size_t size = 0;

  posix_spawn_file_actions_init(&quiet);
  posix_spawn_file_actions_addopen(&quiet, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&quiet, 1, "/dev/null", O_WRONLY, 0);
  while (getline(&line, &size, stdin) > 0) {
    char **argv = words(line);
    int64_t start, end;
    int status = 111 << 8;
    pid_t pid;

    start = clock_ns(CLOCK_MONOTONIC);
    if (posix_spawnp(&pid, argv[0], &quiet, NULL, argv, environ) == 0) waitpid(pid, &status, 0);
    end = clock_ns(CLOCK_MONOTONIC);
    printf("%lld %lld %d\n", (long long)start, (long long)end, WIFEXITED(status) ? WEXITSTATUS(status) : -1);
    fflush(stdout);
    free(argv);
  }
  return 0;
}
