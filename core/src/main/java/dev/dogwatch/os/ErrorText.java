package dev.dogwatch.os;

/**
 * Why a system call failed, in the words that runit's users know (djb's, not strerror's: contract, Common).
 * The numbers are asm-generic's, as in {@link dev.dogwatch.libc.Abi}.
 */
public final class ErrorText {
    private ErrorText() {
    }

    /** The words for an errno; "unknown error" for one that has none. */
    public static String of(int errno) {
        return switch (errno) {
            case 0 -> "no error";
            case 1 -> "permission denied"; // EPERM
            case 2 -> "file does not exist"; // ENOENT
            case 3 -> "no such process"; // ESRCH
            case 4 -> "interrupted system call"; // EINTR
            case 5 -> "input/output error"; // EIO
            case 6 -> "device not configured"; // ENXIO
            case 7 -> "argument list too long"; // E2BIG
            case 8 -> "exec format error"; // ENOEXEC
            case 9 -> "file descriptor not open"; // EBADF
            case 10 -> "no child processes"; // ECHILD
            case 11 -> "temporary failure"; // EAGAIN
            case 12 -> "out of memory"; // ENOMEM
            case 13 -> "access denied"; // EACCES
            case 14 -> "bad address"; // EFAULT
            case 15 -> "not a block device"; // ENOTBLK
            case 16 -> "device busy"; // EBUSY
            case 17 -> "file already exists"; // EEXIST
            case 18 -> "cross-device link"; // EXDEV
            case 19 -> "device does not support operation"; // ENODEV
            case 20 -> "not a directory"; // ENOTDIR
            case 21 -> "is a directory"; // EISDIR
            case 22 -> "invalid argument"; // EINVAL
            case 23 -> "system cannot open more files"; // ENFILE
            case 24 -> "process cannot open more files"; // EMFILE
            case 25 -> "not a tty"; // ENOTTY
            case 26 -> "text busy"; // ETXTBSY
            case 27 -> "file too big"; // EFBIG
            case 28 -> "out of disk space"; // ENOSPC
            case 29 -> "unseekable descriptor"; // ESPIPE
            case 30 -> "read-only file system"; // EROFS
            case 31 -> "too many links"; // EMLINK
            case 32 -> "broken pipe"; // EPIPE
            case 33 -> "input out of range"; // EDOM
            case 34 -> "output out of range"; // ERANGE
            case 35 -> "operation would cause deadlock"; // EDEADLK
            case 36 -> "file name too long"; // ENAMETOOLONG
            case 37 -> "no locks available"; // ENOLCK
            case 38 -> "system call not available"; // ENOSYS
            case 39 -> "directory not empty"; // ENOTEMPTY
            case 40 -> "symbolic link loop"; // ELOOP
            case 42 -> "no message of desired type"; // ENOMSG
            case 43 -> "identifier removed"; // EIDRM
            case 60 -> "not a stream device"; // ENOSTR
            case 62 -> "timer expired"; // ETIME
            case 63 -> "out of stream resources"; // ENOSR
            case 64 -> "machine not on network"; // ENONET
            case 66 -> "too many levels of remote in path"; // EREMOTE
            case 67 -> "link severed"; // ENOLINK
            case 68 -> "advertise error"; // EADV
            case 69 -> "srmount error"; // ESRMNT
            case 70 -> "communication error"; // ECOMM
            case 71 -> "protocol error"; // EPROTO
            case 72 -> "multihop attempted"; // EMULTIHOP
            case 74 -> "bad message type"; // EBADMSG
            case 78 -> "remote address changed"; // EREMCHG
            case 87 -> "too many users"; // EUSERS
            case 88 -> "not a socket"; // ENOTSOCK
            case 89 -> "destination address required"; // EDESTADDRREQ
            case 90 -> "message too long"; // EMSGSIZE
            case 91 -> "incorrect protocol type"; // EPROTOTYPE
            case 92 -> "protocol not available"; // ENOPROTOOPT
            case 93 -> "protocol not supported"; // EPROTONOSUPPORT
            case 94 -> "socket type not supported"; // ESOCKTNOSUPPORT
            case 95 -> "operation not supported"; // EOPNOTSUPP
            case 96 -> "protocol family not supported"; // EPFNOSUPPORT
            case 97 -> "address family not supported"; // EAFNOSUPPORT
            case 98 -> "address already used"; // EADDRINUSE
            case 99 -> "address not available"; // EADDRNOTAVAIL
            case 100 -> "network down"; // ENETDOWN
            case 101 -> "network unreachable"; // ENETUNREACH
            case 102 -> "network reset"; // ENETRESET
            case 103 -> "connection aborted"; // ECONNABORTED
            case 104 -> "connection reset"; // ECONNRESET
            case 105 -> "out of buffer space"; // ENOBUFS
            case 106 -> "already connected"; // EISCONN
            case 107 -> "not connected"; // ENOTCONN
            case 108 -> "socket shut down"; // ESHUTDOWN
            case 109 -> "too many references"; // ETOOMANYREFS
            case 110 -> "timed out"; // ETIMEDOUT
            case 111 -> "connection refused"; // ECONNREFUSED
            case 112 -> "host down"; // EHOSTDOWN
            case 113 -> "host unreachable"; // EHOSTUNREACH
            case 114 -> "operation already in progress"; // EALREADY
            case 115 -> "operation in progress"; // EINPROGRESS
            case 116 -> "stale NFS file handle"; // ESTALE
            case 122 -> "disk quota exceeded"; // EDQUOT
            default -> "unknown error";
        };
    }
}
