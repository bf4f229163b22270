package dev.dogwatch.service;

import dev.dogwatch.os.Bytes;

/** The line of supervise/stat: {@code run, paused, got TERM, want down} (contract, runsv, "stat"). */
public final class StatText {
    private StatText() {
    }

    /** Appends the line with its newline. */
    public static void append(Bytes text, Lifecycle lifecycle) {
        text.put(switch (lifecycle.state()) {
            case Lifecycle.DOWN -> "down";
            case Lifecycle.RUN -> "run";
            default -> "finish";
        });
        if (lifecycle.paused()) {
            text.put(", paused");
        }
        if (lifecycle.gotTerm()) {
            text.put(", got TERM");
        }
        if (lifecycle.state() != Lifecycle.DOWN && lifecycle.want() != Lifecycle.WANT_UP) {
            text.put(lifecycle.want() == Lifecycle.WANT_DOWN ? ", want down" : ", want exit");
        }
        text.put("\n");
    }
}
