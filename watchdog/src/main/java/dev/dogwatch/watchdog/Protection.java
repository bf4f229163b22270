package dev.dogwatch.watchdog;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.Messages;
import dev.dogwatch.os.OomScore;

/** What keeps the feeding loop alive when the node has no memory or no time left. None of it is vital: what fails is told. */
final class Protection {
    private Protection() {
    }

    /** Out of the OOM killer's reach, with every runsv that is forked; the services are not. */
    static void fromOutOfMemory(Messages messages) {
        int result = OomScore.protect();
        if (result < 0) {
            messages.warn("watchdog: unable to set oom_score_adj", -result);
        }
    }

    /** All our memory stays in RAM, and we come before all that is not real-time, each as far as it is configured. */
    static void asConfigured(Configuration configuration, Messages messages) {
        int result = configuration.lockMemory ? libc.mlockall(Abi.MCL_CURRENT | Abi.MCL_FUTURE) : 0;
        if (result < 0) {
            messages.warn("watchdog: unable to lock memory", -result);
        }
        // Not for children: a runsv, or a service, that spins must not be able to starve the node.
        result = configuration.realtime > 0
                ? libc.sched_setscheduler(Abi.SCHED_FIFO | Abi.SCHED_RESET_ON_FORK, configuration.realtime) : 0;
        if (result < 0) {
            messages.warn("watchdog: unable to become real-time", -result);
        }
    }
}
