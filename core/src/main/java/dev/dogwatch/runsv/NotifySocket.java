package dev.dogwatch.runsv;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.FileStatus;
import dev.dogwatch.os.Memory;
import dev.dogwatch.os.Messages;

/**
 * The socket of sd_notify(3): datagrams of lines {@code READY=1}, {@code WATCHDOG=1} ..., whose address ./run finds in
 * NOTIFY_SOCKET, so that daemons made for systemd work unchanged.
 *
 * <p>The address is an abstract one, for a service that has given up root could not reach a socket in supervise. It is
 * made of the service directory's own number, so that after a kill -9 of runsv the next one listens where the living
 * service sends to. Anybody can send there; who may signal the service (root, and its own user) may speak for it.
 */
final class NotifySocket {
    private static final int NONE = -1;
    private static final int LARGEST_ADDRESS = 108;
    /** sun_family, and the NUL that makes a name an abstract one. */
    private static final int BEFORE_NAME = 3;
    private static final int TRIES = 5;
    private static final int AT_UID = 4;

    private final Bytes scratch;
    private final FileStatus look;
    private final long credentials = Memory.permanent(12);
    private final Bytes address = new Bytes(LARGEST_ADDRESS);
    private final Bytes process = new Bytes(24);
    private final Bytes socketVariable = new Bytes(LARGEST_ADDRESS + 16);
    private final Bytes watchdogVariable = new Bytes(40);
    private int fd = NONE;
    private long environment;
    private long watchdog;
    private boolean complained;

    /** {@code scratch}: where datagrams are put. */
    NotifySocket(FileStatus look, Bytes scratch) {
        this.look = look;
        this.scratch = scratch;
    }

    /** The descriptor to wait for, -1 for none. */
    int fd() {
        return fd;
    }

    /** Lets there be the socket of the directory that {@link FileStatus} has looked at last. */
    void open(Messages messages) {
        if (fd >= 0) {
            return;
        }
        int socket = libc.socket(Abi.AF_UNIX, Abi.SOCK_DGRAM | Abi.SOCK_CLOEXEC | Abi.SOCK_NONBLOCK, 0);
        int result = Math.min(socket, 0);
        if (result == 0) {
            result = libc.setsockopt(socket, Abi.SOL_SOCKET, Abi.SO_PASSCRED, 1);
        }
        if (result == 0) {
            result = bind(socket);
        }
        if (result == 0) {
            fd = socket;
            complained = false;
            return;
        }
        libc.close(socket);
        if (!complained) {
            messages.warn("unable to create notify socket, ./run can tell nothing", -result);
        }
        complained = true;
    }

    /**
     * The environment of ./run: ours, and before it the socket's address and the time within which a keepalive must
     * come ({@code watchdogNanos}, 0: no such time). A NULL-terminated array, valid until the next call; 0 for ours.
     */
    long environment(long watchdogNanos) {
        if (fd < 0) {
            return 0;
        }
        if (environment == 0 || watchdog != watchdogNanos) {
            libc.free(environment);
            watchdog = watchdogNanos;
            environment = makeEnvironment();
        }
        return environment;
    }

    /**
     * Takes the next datagram from somebody who may speak for the service {@code pid} into the scratch: its length, -1
     * when there is none.
     */
    int take(int pid) {
        while (true) {
            long n = libc.recvmsg(fd, scratch.address(), RunsvMemory.SCRATCH - 1, credentials);
            if (n < 0) {
                return NONE;
            }
            if (maySpeak(pid)) {
                return (int) n;
            }
        }
    }

    private boolean maySpeak(int pid) {
        int uid = libc.getInt(credentials + AT_UID);
        // The kernel's pid of a sender in another pid namespace is 0, and so is ours of a service that is down.
        if (uid == 0 || pid > 0 && libc.getInt(credentials) == pid) {
            return true;
        }
        long directory = process.clear().put("/proc/").putNumber(pid).terminate();
        return look.of(directory) == 0 && look.owner() == uid;
    }

    private int bind(int socket) {
        int result = -Abi.EADDRINUSE;
        long device = look.device();
        for (int i = 0; i < TRIES && result == -Abi.EADDRINUSE; i++) {
            address.clear().putByte(0).putByte(0).putByte(0).put("dogwatch/").putNumber(device).put("/").putNumber(look.inode());
            libc.putShort(address.address(), Abi.AF_UNIX);
            if (i > 0) {
                // Somebody holds the name of this directory: then not under that name.
                address.put("/").putNumber(i);
            }
            result = libc.bind(socket, address.address(), address.length());
        }
        return result;
    }

    private long makeEnvironment() {
        socketVariable.clear().put("NOTIFY_SOCKET=@")
                .putMemory(address.address() + BEFORE_NAME, address.length() - BEFORE_NAME).terminate();
        watchdogVariable.clear().put("WATCHDOG_USEC=").putNumber(watchdog / 1000).terminate();
        int pointer = libc.pointerSize();
        int count = 0;
        long ours = libc.environ();
        while (ours != 0 && libc.getPointer(ours + (long) count * pointer) != 0) {
            count++;
        }
        long array = Memory.allocate((long) (count + 3) * pointer);
        long to = array;
        libc.putPointer(to, socketVariable.address());
        to += pointer;
        if (watchdog > 0) {
            libc.putPointer(to, watchdogVariable.address());
            to += pointer;
        }
        for (int i = 0; i < count; i++) {
            long entry = libc.getPointer(ours + (long) i * pointer);
            // Of whoever supervises us.
            boolean theirs = CString.beginsWith(entry, "NOTIFY_SOCKET=") || CString.beginsWith(entry, "WATCHDOG_USEC=")
                    || CString.beginsWith(entry, "WATCHDOG_PID=");
            if (!theirs) {
                libc.putPointer(to, entry);
                to += pointer;
            }
        }
        libc.putPointer(to, 0);
        return array;
    }
}
