package dev.dogwatch.bench.peer;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One of the supervision suites that are measured side by side. All of them read the same service directories; where
 * their users type different commands, this says which. Names of services are relative to the watched directory,
 * which is the working directory of every command.
 */
public interface Peer {
    /** The reference: every ratio is against it. */
    String RUNIT = "runit";
    String S6 = "s6";
    String BUSYBOX = "busybox";
    String DOGWATCH = "dogwatch";

    /** One of the names above. */
    String id();

    /** What a table calls it. */
    String title();

    String version();

    /** Makes what the suite needs in a new tree's directory. */
    void prepare(Path home);

    /** The environment of the supervisor and of all commands. */
    Map<String, String> environment(Path scan);

    /** The root of the tree, by its full path. */
    List<String> supervisor(Path scan, int services);

    /** How its user makes a new service directory known at once, if he can. */
    Optional<List<String>> announceAdded();

    /** How its user makes it known that one was removed, if he can. */
    Optional<List<String>> announceRemoved();

    List<String> statusOf(String service);

    List<String> statusOfAll(List<String> services);

    /** Asks the service to stop and returns once it has. */
    List<String> stop(String service);

    /** Asks the service to start and returns once it has. */
    List<String> start(String service);

    /** The logger that keeps what it reads in this directory, which is there and empty; each line with a stamp or not. */
    List<String> logger(String directory, boolean stamped);

    /** Runs a program as root, and in its own place. */
    List<String> asRoot(String program);

    /** The fifo in the service directory that the service's supervisor keeps open for reading while it lives. */
    String livenessFifo();

    /** Whether the bytes of supervise/status say that the service shall be down. */
    boolean wantsDown(byte[] status);
}
