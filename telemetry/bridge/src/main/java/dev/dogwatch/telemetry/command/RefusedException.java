package dev.dogwatch.telemetry.command;

/** A command is not obeyed; the message says why, for people. */
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    RefusedException(String reason) {
        super(reason, null, false, false);
    }
}
