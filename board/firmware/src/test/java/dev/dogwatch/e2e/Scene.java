package dev.dogwatch.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * One suite in a scratch directory of its own: builds services there, runs programs there and notes what they do. Nothing of it is
 * left when it is closed, neither a file nor a process.
 *
 * <p>Scripts tell what happens to them by appending a word to the file {@code events} in the root, which is the parent directory of
 * every service.
 */
public final class Scene implements AutoCloseable {

    private final Suite suite;
    private final ScratchDirectory scratch = new ScratchDirectory();
    private final Path root;
    private final Path outputs;
    private final Strays strays;
    private final Normaliser normaliser;
    private final Transcript transcript = new Transcript();
    private final List<Running> supervisors = new ArrayList<>();
    private int commands;

    public Scene(Suite suite) {
        this.suite = suite;
        root = scratch.path().resolve("s");
        outputs = scratch.path().resolve("o");
        strays = new Strays(scratch.path().toString());
        normaliser = new Normaliser(root, suite);
        try {
            Files.createDirectory(root);
            Files.createDirectory(outputs);
        } catch (IOException e) {
            throw new AssertionError("cannot prepare " + scratch.path(), e);
        }
    }

    public Suite suite() {
        return suite;
    }

    /** The directory in which everything happens; also SVDIR. */
    public Path root() {
        return root;
    }

    /** A service directory in the root, or below another directory there. */
    public ServiceDirectory service(String name) {
        return new ServiceDirectory(name, root.resolve(name));
    }

    /** A service that does nothing, for ever. */
    public ServiceDirectory idler(String name) {
        return service(name).run("exec sleep 1000");
    }

    /** A program of the suite, or any other when its name has a slash. */
    public Command command(String program, String... arguments) {
        try {
            Path mine = Files.createDirectory(outputs.resolve(Integer.toString(commands++)));
            return new Command(suite, root, mine, scratch.path().toString(), normaliser, program, arguments);
        } catch (IOException e) {
            throw new AssertionError("cannot make room for the output of " + program, e);
        }
    }

    /** A line of shell, in the root. */
    public Command shell(String line) {
        return command("/bin/sh", "-c", line);
    }

    /** Runs a line of shell that prepares or changes something; it must succeed. */
    public void arrange(String line) {
        Outcome outcome = shell(line).run();
        if (outcome.exitCode() != 0) {
            throw new AssertionError("could not arrange the scene: " + outcome);
        }
    }

    /** Starts runsv for a service and waits until it supervises. */
    public Running runsv(ServiceDirectory service) {
        return supervise(command("runsv", service.name()), service.supervise());
    }

    /** Starts a supervisor by any command and waits until it supervises. */
    public Running supervise(Command command, Supervise supervise) {
        Running running = start(command);
        Await.until(() -> running + " to supervise; it said: " + running.stderr(), supervise::isSupervised);
        awaitStillness();
        return running;
    }

    /** Starts a command whose complaints belong into the transcript when all is over. */
    public Running start(Command command) {
        Running running = command.start();
        supervisors.add(running);
        return running;
    }

    /** Runs sv and notes what it says. */
    public Outcome sv(String... arguments) {
        return run(command("sv", arguments));
    }

    /** Runs a command to its end and notes what it says. */
    public Outcome run(Command command) {
        Outcome outcome = command.run();
        transcript.add(outcome.toString());
        return outcome;
    }

    /** The pids of all living processes that descend from this scene, whoever their parents are by now. */
    public List<Long> processes() {
        return strays.living();
    }

    /** Waits until a service is in this state, in the words of its file stat, and notes its status. */
    public Status awaitStat(Supervise supervise, String stat) {
        Supervise.Snapshot snapshot = supervise.await(stat);
        transcript.add(snapshot.toString());
        return snapshot.status();
    }

    public Status awaitStat(ServiceDirectory service, String stat) {
        return awaitStat(service.supervise(), stat);
    }

    /** Waits until a service is down and meant to be, other than in the pause before its next start; notes its status. */
    public void awaitAtRest(Supervise supervise) {
        transcript.add(supervise.awaitThat("be down for good",
                snapshot -> snapshot.stat().equals("down") && snapshot.status().want() == 'd').toString());
    }

    /** Waits for the end of a supervisor and notes its exit code. */
    public void awaitExit(Running running) {
        note(running + " ended with " + running.exitCode());
    }

    /**
     * The lines that scripts have appended so far. A CONT right before a TERM is told behind it: runsv sends TERM and
     * CONT together, and a shell to which both are due at once runs its traps in an order of its own.
     */
    public List<String> events() {
        List<String> events = new ArrayList<>(read(root.resolve("events")).lines().toList());
        for (int i = 1; i < events.size(); i++) {
            boolean pairedAlready = i >= 2 && events.get(i - 2).equals("TERM");
            if (events.get(i - 1).equals("CONT") && events.get(i).equals("TERM") && !pairedAlready) {
                Collections.swap(events, i - 1, i);
            }
        }
        return events;
    }

    /**
     * Waits until these events, and no others, have happened in this order, and the supervisors have written what they know of them;
     * notes them.
     */
    public void awaitEvents(String... expected) {
        List<String> all = Arrays.asList(expected);
        Await.until(() -> "the events " + all + ", there were " + events(), () -> events().size() >= all.size());
        awaitStillness();
        noteEvents();
        if (!events().equals(all)) {
            throw new AssertionError("expected the events " + all + ", there were " + events());
        }
    }

    /** Waits until so many events have happened, and the supervisors have written what they know of them. */
    public void awaitEventCount(int count) {
        Await.until(() -> count + " events, there were " + events(), () -> events().size() >= count);
        awaitStillness();
    }

    /**
     * Waits until every supervisor here has done what it has to do at the moment: for what follows a word of a script that came by
     * another way than the events.
     */
    public void awaitStillness() {
        Stillness.of(root);
    }

    public void noteEvents() {
        note("events: " + String.join(", ", events()));
    }

    /** Notes a text file of the root. */
    public void noteFile(String file) {
        note(file + ":\n" + read(root.resolve(file)));
    }

    /** Adds a fact to the transcript. */
    public void note(String fact) {
        transcript.add(normaliser.apply(fact));
    }

    /** Adds a fact in which every pid and every second counts. */
    public void noteAsItIs(String fact) {
        transcript.add(fact);
    }

    /** The content of a file, nothing if there is none. */
    public String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file, ISO_8859_1) : "";
        } catch (NoSuchFileException e) {
            // Renamed this very moment, as logs are.
            return "";
        } catch (IOException e) {
            throw new AssertionError("cannot read " + file, e);
        }
    }

    Transcript transcript() {
        return transcript;
    }

    /** Ends the recording: what the supervisors complained of, each complaint once. */
    void noteComplaints() {
        for (Running supervisor : supervisors) {
            for (String complaint : supervisor.complaints()) {
                transcript.add("complaint of " + supervisor + ": " + complaint);
            }
        }
    }

    @Override
    public void close() {
        try (scratch) {
            strays.killAll();
        }
    }
}
