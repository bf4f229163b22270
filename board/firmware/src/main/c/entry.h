/* What main() was given, for dev.dogwatch.firmware.NativeMain. */
#pragma once

#include <stdint.h>

extern int dw_argc;
extern char **dw_argv;
extern const char dw_build[];

static inline int32_t dw_entry_argc(void) { return dw_argc; }
static inline int64_t dw_entry_argv(void) { return (int64_t) (intptr_t) dw_argv; }
static inline int64_t dw_entry_build(void) { return (int64_t) (intptr_t) dw_build; }
