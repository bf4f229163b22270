/*
 * Included before the generated C: what its runtime does at start that a supervisor must not do, or need not.
 * It would set the locale, create a POSIX timer, block a real-time signal and seed rand(), all of which every child
 * would inherit or every start would pay for. Nothing in the program uses threads, fibers, the locale or rand().
 */
#pragma once

#define main dw_java_main

#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

#define setlocale(category, locale) ((char *) 0)
#define timer_create(clock, event, timer) 0
#define srand(seed) ((void) 0)
/* No signal has this number, so none is blocked. */
#undef SIGRTMIN
#define SIGRTMIN 0
/* What the runtime has to say goes straight to stderr (entry.c): fprintf would be a tenth of the program. */
#define TEAVM_CUSTOM_LOG 1
