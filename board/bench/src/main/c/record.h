/* One line of the ledger, in which every program that a benchmark starts says when it began.
   Ledger.java reads it: 64 bytes, little-endian on every machine that Dogwatch is for. */
#ifndef RECORD_H
#define RECORD_H

#include <stdint.h>
#include <time.h>

struct record {
  int64_t at;   /* CLOCK_MONOTONIC, ns */
  int64_t cpu;  /* CPU time that this process had used by then, ns; only the launcher tells */
  int32_t pid;
  int32_t ppid;
  char name[40]; /* the service; empty for the supervisor */
};

static inline int64_t clock_ns(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

#endif
