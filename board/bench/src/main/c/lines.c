/* Writes lines of 100 bytes to standard output: as many megabytes (of 1,000,000 bytes) of them as the argument says. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LINE 100
#define BLOCK (LINE * 10000)

int main(int argc, char **argv) {
  static char block[BLOCK + 1];
  int megabytes = argc > 1 ? atoi(argv[1]) : 1;

  for (int i = 0; i < BLOCK; i += LINE) {
    int begin = snprintf(block + i, LINE, "line %05d of a service that has a lot to say ", i / LINE);
    memset(block + i + begin, '.', LINE - begin);
    block[i + LINE - 1] = '\n';
  }
  while (megabytes-- > 0)
    for (int done = 0; done < BLOCK;) {
      ssize_t n = write(1, block + done, BLOCK - done);
      if (n < 0) return 111;
      done += n;
    }
  return 0;
}
