package dev.dogwatch.svlogd;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.DecimalNumber;
import dev.dogwatch.os.Memory;

/** Copies of log lines as UDP datagrams, one a line (contract, svlogd, "uIP[:port]"). */
final class UdpCopy {
    private static final int SYSLOG_PORT = 514;

    private static int socket = -1;

    private final long to = Memory.permanent(Abi.SOCKADDR_IN_SIZE);
    private int port;
    private boolean only;

    void off() {
        port = 0;
        only = false;
        Memory.clear(to, Abi.SOCKADDR_IN_SIZE);
        libc.putShort(to, Abi.AF_INET);
    }

    /**
     * Takes {@code a.b.c.d[:port]}, a C string. Numbers are cut to 8 and 16 bits, what follows is ignored, as C runit
     * does; but where it has no address it would send nowhere, and log nowhere if only datagrams are wanted, we log.
     *
     * @return 0, or where the part begins that is no address (the string itself) or no port
     */
    long parse(long string, boolean onlyDatagrams) {
        long at = string;
        for (int i = 0; i < 4; i++) {
            if (i > 0 && libc.getByte(at++) != '.') {
                return string;
            }
            long end = DecimalNumber.end(at);
            if (end == at) {
                return string;
            }
            libc.putByte(to + Abi.SOCKADDR_IN_AT_ADDRESS + i, (int) DecimalNumber.leading(at, 0));
            at = end;
        }
        long wanted = SYSLOG_PORT;
        if (libc.getByte(at) == ':') {
            at++;
            wanted = DecimalNumber.leading(at, 0);
            if (wanted == 0) {
                return at;
            }
        }
        port = (int) wanted & 0xffff;
        libc.putByte(to + Abi.SOCKADDR_IN_AT_PORT, port >> 8);
        libc.putByte(to + Abi.SOCKADDR_IN_AT_PORT + 1, port);
        only = onlyDatagrams;
        return 0;
    }

    boolean isOn() {
        return port != 0;
    }

    /** Whether lines go out as datagrams and not into the log. */
    boolean isOnly() {
        return only && port != 0;
    }

    /** Whether there is a socket to send from: opened at the first call, one for all directories. */
    static boolean hasSocket() {
        if (socket < 0) {
            socket = libc.socket(Abi.AF_INET, Abi.SOCK_DGRAM | Abi.SOCK_CLOEXEC, 0);
        }
        return socket >= 0;
    }

    /** Sends one datagram without waiting: 0, or {@code -errno} when it did not go out whole. */
    int send(Bytes datagram) {
        long n = libc.sendto(socket, datagram.address(), datagram.length(), Abi.MSG_DONTWAIT, to, Abi.SOCKADDR_IN_SIZE);
        return n < 0 ? (int) n : n < datagram.length() ? -Abi.EIO : 0;
    }
}
