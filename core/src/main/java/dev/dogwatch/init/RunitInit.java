package dev.dogwatch.init;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.Arguments;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.FileStatus;
import dev.dogwatch.os.Memory;
import dev.dogwatch.os.Messages;
import dev.dogwatch.os.Release;

/**
 * runit-init: installed as /sbin/init it is what the kernel starts, and becomes runit; called later as {@code init 0}
 * or {@code init 6} it asks process 1 to power off or to reboot (contract, runit-init).
 *
 * <p>The flags go where they are already (Debian's stage 1 makes them in /run), else below /etc/runit, else, when that
 * is read-only, into /run; process 1 looks in both.
 */
public final class RunitInit {
    private static final int FAILED = 111;

    private final Messages messages = new Messages("init");
    private final FileStatus look = new FileStatus();
    private final FlagFile stop = FlagFile.stop(look);
    private final FlagFile reboot = FlagFile.reboot(look);

    private RunitInit() {
    }

    /** The program; does not return. */
    public static void main(Arguments arguments) {
        RunitInit init = new RunitInit();
        if (libc.getpid() == 1) {
            init.becomeRunit(arguments);
        }
        long word = arguments.get(1);
        switch (word == 0 ? 0 : libc.getByte(word)) {
            case '0' -> init.powerOff();
            case '6' -> init.reboot();
            case '-' -> {
                if (libc.getByte(word + 1) == 'V') {
                    Messages.line("runit-init (dogwatch) " + Release.VERSION);
                }
                usage(arguments);
            }
            default -> usage(arguments);
        }
    }

    private static void usage(Arguments arguments) {
        Messages.usage(0, arguments.name(), " 0|6");
    }

    /** C runit ends here when there is no /sbin/runit, which is a kernel panic; we have runit with us. */
    private void becomeRunit(Arguments arguments) {
        long name = CString.of("runit");
        long argv = Memory.permanent(2L * libc.pointerSize());
        libc.putPointer(argv, name);
        libc.putPointer(argv + libc.pointerSize(), 0);
        int result = libc.execve(CString.of("/sbin/runit"), argv, libc.environ());
        messages.warn("unable to start /sbin/runit, going on as runit", -result);
        Runit.main(new Arguments(1, argv));
    }

    private void powerOff() {
        raise(stop);
        lower(reboot.upstream());
        lower(reboot.debian());
        request();
    }

    private void reboot() {
        raise(stop);
        raise(reboot);
        request();
    }

    private void raise(FlagFile flag) {
        long place = flag.place();
        int result = flag.create(place);
        if (result == -Abi.EROFS) {
            place = flag.debian();
            result = flag.create(place);
        }
        if (result < 0) {
            messages.die(FAILED, "unable to create ", place, "", -result);
        }
        result = flag.raise(place);
        if (result < 0) {
            messages.die(FAILED, "unable to chmod ", place, "", -result);
        }
    }

    private void lower(long place) {
        int result = reboot.lower(place);
        if (result < 0) {
            messages.die(FAILED, "unable to chmod ", place, "", -result);
        }
    }

    private void request() {
        int result = libc.kill(1, Abi.SIGCONT);
        if (result < 0) {
            messages.die(FAILED, "unable to send CONT to process no 1", -result);
        }
        libc.exit(0);
    }
}
