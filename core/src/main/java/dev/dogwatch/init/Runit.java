package dev.dogwatch.init;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.os.Arguments;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.DecimalNumber;
import dev.dogwatch.os.Messages;

/**
 * runit: process 1 (contract, runit; docs/process-1.md). It boots, runs and ends a system in three stages.
 *
 * <p>{@code runit [-w SECONDS] -- COMMAND...} is process 1 of a container instead. C runit ignores its arguments, and
 * so must we: kernels hand process 1 what they do not understand of their command line ("single", "splash"). A
 * {@code --} is never among that, since it ends what the kernel looks at.
 */
public final class Runit {
    private static final int USAGE = 100;
    private static final long DEFAULT_LIMIT_SECONDS = 10;
    private static final long LONGEST_LIMIT_SECONDS = 1_000_000;

    private Runit() {
    }

    /** The program; does not return. */
    public static void main(Arguments arguments) {
        Messages messages = new Messages("- runit");
        if (libc.getpid() != 1) {
            messages.die(111, "must be run as process no 1.", 0);
        }
        int dashes = dashes(arguments);
        if (dashes == 0) {
            new Boot(messages).run();
        }
        Arguments command = arguments.from(dashes + 1);
        long limit = dashes == 1 ? DEFAULT_LIMIT_SECONDS : DecimalNumber.leading(arguments.get(2), -1);
        if (command.count() == 0 || limit < 0) {
            Messages.usage(USAGE, arguments.name(), " [-w sec] -- command ...");
        }
        new Container(messages, Math.min(limit, LONGEST_LIMIT_SECONDS)).run(command);
    }

    /** Where the {@code --} stands that asks for the container mode: 1, 3 behind {@code -w SECONDS}, 0 for nowhere. */
    private static int dashes(Arguments arguments) {
        int at = arguments.count() > 1 && CString.equals(arguments.get(1), "-w") ? 3 : 1;
        return at < arguments.count() && CString.equals(arguments.get(at), "--") ? at : 0;
    }
}
