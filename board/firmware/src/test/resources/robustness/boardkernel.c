// Starts User-Mode Linux: boardkernel KERNEL ARGUMENT... And, in it, as "boardkernel off", takes power off.
//
// On a host whose processor has more registers than the kernel has room for (AMX), it cannot save them and panics. It
// makes do with the classic ones where the host refuses it the others, and that is what the filter does. Its processes
// must then do without AVX: musl does anyway, and glibc if GLIBC_TUNABLES says so.
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/reboot.h>
#include <sys/syscall.h>
#include <unistd.h>

// From the kernel's headers, which musl-gcc does not have: a filter is a program for a small machine.
struct instruction { uint16_t code; uint8_t if_true, if_false; uint32_t k; };
struct program { unsigned short length; struct instruction *code; };
enum { LOAD_WORD = 0x20, JUMP_IF_EQUAL = 0x15, RETURN = 0x06 };
enum { AT_NUMBER = 0, AT_ARGUMENT_0 = 16, AT_ARGUMENT_2 = 32 };
enum { FAIL = 0x00050000, ALLOW = 0x7fff0000 };
enum { GETREGSET = 0x4204, X86_XSTATE = 0x202, FILTER = 2 };

int main(int argc, char **argv) {
    if (argc == 2 && strcmp(argv[1], "off") == 0) {
        return reboot(RB_POWER_OFF);
    }
    struct instruction refuse[] = {
        {LOAD_WORD, 0, 0, AT_NUMBER},
        {JUMP_IF_EQUAL, 0, 5, SYS_ptrace},
        {LOAD_WORD, 0, 0, AT_ARGUMENT_0},
        {JUMP_IF_EQUAL, 0, 3, GETREGSET},
        {LOAD_WORD, 0, 0, AT_ARGUMENT_2},
        {JUMP_IF_EQUAL, 0, 1, X86_XSTATE},
        {RETURN, 0, 0, FAIL | EINVAL},
        {RETURN, 0, 0, ALLOW},
    };
    struct program program = {sizeof refuse / sizeof *refuse, refuse};
    if (argc < 2 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, FILTER, &program)) {
        perror("boardkernel: cannot filter ptrace");
        return 111;
    }
    execv(argv[1], argv + 1);
    perror(argv[1]);
    return 111;
}
