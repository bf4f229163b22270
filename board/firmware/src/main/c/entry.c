/*
 * Where the kernel's hand-over becomes a call into Java. The generated main() is compiled under the name
 * dw_java_main and gets no arguments: it would decode them by the locale, and a service name is bytes.
 */
#include <alloca.h>
#include <stdlib.h>
#include <unistd.h>
#include <wchar.h>

#include "entry.h"

int dw_java_main(int argc, char **argv);

int dw_argc;
char **dw_argv;
const char dw_build[] = DW_BUILD;

/*
 * Java's frames begin at the top of a page: a supervisor needs 2 KB of stack, and a forked one that straddles a
 * boundary has two pages of its own instead of one.
 */
int main(int argc, char **argv)
{
    uintptr_t used = (uintptr_t) __builtin_frame_address(0) & 4095;
    char *pad = alloca(used);

    /* Used, as far as the compiler knows: else it would not be there. */
    __asm__ volatile("" : : "r"(pad) : "memory");
    dw_argc = argc;
    dw_argv = argv;
    return dw_java_main(1, argv);
}

/* The last words of the runtime, before it aborts: that there is no memory. They are ASCII. */
void teavm_printWString(const wchar_t *text)
{
    char line[80];
    size_t n = 0;

    for (; n < sizeof line && text[n]; n++)
        line[n] = (char) text[n];
    if (write(STDERR_FILENO, line, n) < 0)
        return;
}

/* Names of classes and numbers for a trace of the stack, which is not printed (GenerateC). */
void teavm_printString(const void *text) { (void) text; }
void teavm_printInt(int32_t number) { (void) number; }
void teavm_logCodePoint(int32_t character) { (void) character; }
