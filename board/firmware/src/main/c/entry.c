/*
 * Where the kernel's hand-over becomes a call into Java. The generated main() is compiled under the name
 * dw_java_main and gets no arguments: it would decode them by the locale, and a service name is bytes.
 */
#include "entry.h"

int dw_java_main(int argc, char **argv);

int dw_argc;
char **dw_argv;
const char dw_build[] = DW_BUILD;

int main(int argc, char **argv)
{
    dw_argc = argc;
    dw_argv = argv;
    return dw_java_main(1, argv);
}
