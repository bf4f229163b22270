package dev.dogwatch.os;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.SpawnRequest;

/**
 * A program to start in a child, with a clean process state: the same one however often it is started. Made once,
 * started many times; starting allocates nothing.
 *
 * <p>The child shares our environment and all descriptors that are not close-on-exec (ours all are), has an empty
 * signal mask, CHLD and TERM at their defaults, and none of our protection from the OOM killer ({@link OomScore}).
 */
public final class Spawn {
    private static final int MOST_ARGUMENTS = 4;

    private final long request = Memory.permanent(SpawnRequest.SIZE);
    private final long argv = Memory.permanent((long) (MOST_ARGUMENTS + 1) * libc.pointerSize());
    private final long slots = Memory.permanent(8);
    /** 0: ours. */
    private long environment;

    /** The program at {@code path} (a C string, not looked up) with {@code argv0} as its own name. */
    public Spawn(long path, long argv0) {
        put(SpawnRequest.AT_PATH, path);
        put(SpawnRequest.AT_ARGV, argv);
        put(SpawnRequest.AT_DIRECTORY, 0);
        put(SpawnRequest.AT_STDIN, SpawnRequest.KEEP);
        put(SpawnRequest.AT_STDOUT, SpawnRequest.KEEP);
        put(SpawnRequest.AT_SETSID, 0);
        put(SpawnRequest.AT_ERROR, slots);
        put(SpawnRequest.AT_STEP, slots + 4);
        put(SpawnRequest.AT_FD4, SpawnRequest.KEEP);
        put(SpawnRequest.AT_FD5, SpawnRequest.KEEP);
        put(SpawnRequest.AT_NOTIFICATION, SpawnRequest.KEEP);
        put(SpawnRequest.AT_CONTROL_GROUP, 0);
        put(SpawnRequest.AT_NOTE, 0);
        argument(0, argv0);
        argument(1, 0);
    }

    /** Sets argument {@code i} (a C string that stays ours); 0 ends the list there. */
    public Spawn argument(int i, long string) {
        libc.putPointer(argv + (long) i * libc.pointerSize(), string);
        if (string != 0) {
            libc.putPointer(argv + (long) (i + 1) * libc.pointerSize(), 0);
        }
        return this;
    }

    /** All arguments from now on: a NULL-terminated array of C strings that stays ours. */
    public Spawn arguments(long array) {
        put(SpawnRequest.AT_ARGV, array);
        return this;
    }

    /** The program's path from now on. */
    public Spawn path(long path) {
        put(SpawnRequest.AT_PATH, path);
        return this;
    }

    /** Changes to this directory in the child. */
    public Spawn in(long directory) {
        put(SpawnRequest.AT_DIRECTORY, directory);
        return this;
    }

    /** Makes this descriptor the child's standard input. */
    public Spawn stdin(int fd) {
        put(SpawnRequest.AT_STDIN, fd);
        return this;
    }

    /** Makes this descriptor the child's standard output. */
    public Spawn stdout(int fd) {
        put(SpawnRequest.AT_STDOUT, fd);
        return this;
    }

    /** The child has no standard output. */
    public Spawn withoutStdout() {
        put(SpawnRequest.AT_STDOUT, SpawnRequest.CLOSE);
        return this;
    }

    /** Makes these, both above 5, the child's descriptors 4 and 5. */
    public Spawn fourAndFive(int fd4, int fd5) {
        put(SpawnRequest.AT_FD4, fd4);
        put(SpawnRequest.AT_FD5, fd5);
        return this;
    }

    /** Makes a descriptor the child's {@code target}, which is above 2; -1: none any more. */
    public Spawn notification(int fd, int target) {
        put(SpawnRequest.AT_NOTIFICATION, fd);
        put(SpawnRequest.AT_NOTIFICATION_TARGET, target);
        return this;
    }

    /** The child enters the control group whose cgroup.procs this C string is, which stays ours; 0: stays in ours. */
    public Spawn controlGroup(long procs) {
        put(SpawnRequest.AT_CONTROL_GROUP, procs);
        return this;
    }

    /** The child notes itself in a file before it becomes the program ({@link SpawnRequest#AT_NOTE}); 0: it does not. */
    public Spawn note(long note, int fd) {
        put(SpawnRequest.AT_NOTE, note);
        put(SpawnRequest.AT_NOTE_FD, fd);
        return this;
    }

    /** The child's environment, a NULL-terminated array that stays ours; 0: the one we have. */
    public Spawn environment(long array) {
        environment = array;
        return this;
    }

    /** The child leads a session of its own. */
    public Spawn session(boolean own) {
        put(SpawnRequest.AT_SETSID, own ? 1 : 0);
        return this;
    }

    /**
     * Starts it.
     *
     * @return the child's pid, or {@code -errno} (EAGAIN, ENOMEM) when there is no child. Where there is a child
     *     but not the program, the child exits 111 and {@link #error()} says why.
     */
    public int start() {
        put(SpawnRequest.AT_ENVP, environment == 0 ? libc.environ() : environment);
        put(SpawnRequest.AT_OOM_SCORE, OomScore.ofChildren());
        libc.putInt(slots, 0);
        libc.putInt(slots + 4, 0);
        return libc.spawn(request);
    }

    /** The errno for which the last child could not become the program; 0 when it did. */
    public int error() {
        return libc.getInt(slots);
    }

    /** Which step that was, {@link SpawnRequest#STEP_EXEC} and others. */
    public int failedStep() {
        return libc.getInt(slots + 4);
    }

    private void put(int offset, long value) {
        libc.putLong(request + offset, value);
    }
}
