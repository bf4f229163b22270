package dev.dogwatch.runsvdir;

import dev.dogwatch.os.Messages;

/**
 * What a runsvdir does besides supervising, in the turns of its own loop: nothing that it does may wait. With
 * {@code runsvdir -w} that is the watchdog, of which this package knows no more than what stands here.
 */
public interface Duty {
    /** Before the directory is looked at for the first time; the services will be those of the table. */
    void begin(ServiceTable services, long directory, Messages messages);

    /**
     * Once each turn.
     *
     * @return when the next turn must come at the latest (monotonic ns)
     */
    long turn(long now);

    /** A child has ended that is no runsv. */
    void reaped(int child, int status);

    /** Whether the service of this name, a C string, may be started now. */
    boolean admits(long name);

    /** Whether services may be admitted now that were not before; true once for each time. */
    boolean admitsMore();

    /** In a forked child: closes what is not its own. */
    void closeInChild();

    /** runsvdir was told to end, and will now. */
    void end();
}
