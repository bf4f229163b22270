package dev.dogwatch.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** The supervise directory of a service or of its log: what runsv says there, and the fifo through which it is told what to do. */
public final class Supervise {

    private static final Duration PLAUSIBLE_AGE = Duration.ofMinutes(5);

    private final String name;
    private final Path service;
    private final Path directory;

    Supervise(String name, Path service, Path directory) {
        this.name = name;
        this.service = service;
        this.directory = directory;
    }

    /** One of the files: status, stat, pid, lock, control, ok. */
    public Path file(String file) {
        return directory.resolve(file);
    }

    /** Sends control bytes, all in one write. */
    public void control(String bytes) {
        if (!Posix.write(file("control"), bytes.getBytes(ISO_8859_1))) {
            throw new AssertionError("nobody reads the control fifo of " + name);
        }
    }

    /** Whether a runsv is there. */
    public boolean isSupervised() {
        return Posix.hasReader(file("ok"));
    }

    /** The pid of the last status. */
    public int pid() {
        return Status.parse(read("status")).pid();
    }

    /**
     * Waits until all three files say that the state is this one, in the words of stat, and of whom they say it: for a moment between
     * ./run and ./finish, C says "finish" of nobody.
     */
    public Snapshot await(String stat) {
        return awaitThat("be \"" + stat + "\"", snapshot -> snapshot.stat().equals(stat)
                && (snapshot.status().state() == 0 || snapshot.status().pid() != 0));
    }

    /** Waits for an instance that is not the one of this pid. */
    public Snapshot awaitSuccessorOf(int pid) {
        return awaitThat("run again", snapshot -> snapshot.status().pid() != pid && snapshot.stat().equals("run"));
    }

    /**
     * Waits until all three files agree on something, and runsv has written what else belongs to it, such as the counters.
     *
     * @param what ends the sentence "waited for the service to"
     */
    public Snapshot awaitThat(String what, Predicate<Snapshot> condition) {
        Snapshot[] seen = new Snapshot[1];
        Await.until(() -> name + " to " + what + ", it is " + describe(), () -> {
            Optional<Snapshot> now = snapshot().filter(condition);
            now.ifPresent(snapshot -> seen[0] = snapshot);
            return now.isPresent();
        });
        Stillness.of(service);
        return seen[0];
    }

    /** The flags behind the 20 bytes of the status, 0 when there are none. */
    public int flags() {
        byte[] bytes = readIfThere("status");
        return bytes.length == Status.EXTENDED_SIZE ? bytes[Status.SIZE] : 0;
    }

    /** supervise/counters, read as documented: again when the first and the last line differ. */
    public Map<String, String> counters() {
        List<String> lines = new ArrayList<>();
        Await.until(() -> "the counters of " + name + " to be whole, they are " + lines, () -> {
            lines.clear();
            lines.addAll(new String(readIfThere("counters"), ISO_8859_1).lines().toList());
            return lines.size() > 1 && lines.getFirst().startsWith("counters ") && lines.getFirst().equals(lines.getLast());
        });
        Map<String, String> counters = new HashMap<>();
        for (String line : lines) {
            int blank = line.indexOf(' ');
            counters.put(line.substring(0, blank), line.substring(blank + 1).stripTrailing());
        }
        return counters;
    }

    /** Waits until a counter has this value, and runsv has written what else belongs to it, such as the status. */
    public void awaitCounter(String key, Object value) {
        Await.until(() -> name + " to have the counter " + key + " at " + value + ", they are " + counters(),
                () -> String.valueOf(value).equals(counters().get(key)));
        Stillness.of(service);
    }

    /** Takes the place of a runsv: writes a status as it would, renamed into place, since who reads half of one complains. */
    public void write(byte[] status) {
        Path fresh = file("status.new");
        try {
            Files.write(fresh, status);
            Files.move(fresh, file("status"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new AssertionError("cannot write the status of " + name, e);
        }
    }

    /** The three files if they agree: runsv replaces one after the other, so that a reader may come in between. */
    private Optional<Snapshot> snapshot() {
        try {
            byte[] bytes = Files.readAllBytes(file("status"));
            if (bytes.length != Status.SIZE && bytes.length != Status.EXTENDED_SIZE) {
                // Somebody else's, which a runsv that has just begun has not replaced yet.
                return Optional.empty();
            }
            Status status = Status.parse(bytes);
            String stat = Files.readString(file("stat"), ISO_8859_1);
            // C never writes the pid file of a log service that has not run yet; a scenario of its own is about that.
            String pid = Files.exists(file("pid")) ? Files.readString(file("pid"), ISO_8859_1) : "";
            boolean agreed = stat.endsWith("\n") && status.agreesWith(stat.stripTrailing())
                    && pid.equals(status.pid() == 0 ? "" : status.pid() + "\n");
            return agreed ? Optional.of(new Snapshot(name, status, stat.stripTrailing())) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private String describe() {
        try {
            return "\"" + Files.readString(file("stat"), ISO_8859_1).strip() + "\" (" + Status.parse(read("status")) + ")";
        } catch (IOException | AssertionError e) {
            return "in no state: " + e;
        }
    }

    /** Nothing where there is no such file, be it not yet or for a moment. */
    private byte[] readIfThere(String file) {
        try {
            return Files.readAllBytes(file(file));
        } catch (NoSuchFileException e) {
            return new byte[0];
        } catch (IOException e) {
            throw new AssertionError("cannot read " + file + " of " + name, e);
        }
    }

    private byte[] read(String file) {
        try {
            return Files.readAllBytes(file(file));
        } catch (IOException e) {
            throw new AssertionError("cannot read " + file + " of " + name, e);
        }
    }

    /**
     * What status, stat and pid said when they agreed.
     *
     * @param name of the service
     * @param stat the words, without the newline
     */
    public record Snapshot(String name, Status status, String stat) {

        public Snapshot {
            Instant now = Instant.now();
            if (status.stamp().isAfter(now.plusSeconds(1)) || status.stamp().isBefore(now.minus(PLAUSIBLE_AGE))) {
                throw new AssertionError("the stamp of " + name + " is " + status.stamp() + ", and it is " + now);
            }
        }

        @Override
        public String toString() {
            return name + ": " + stat + " [" + status + "]";
        }
    }
}
