package dev.dogwatch.e2e;

import java.util.function.Consumer;

/**
 * The transcripts of one scenario, played on both suites at the same time.
 *
 * <pre>{@code
 * onBoth(scene -> {
 *     ServiceDirectory service = scene.service("a").run("exec sleep 1000");
 *     scene.runsv(service);
 *     scene.awaitStat(service, "run");
 *     scene.sv("status", "a");
 * }).agree().says("run: a: (pid PID) Ns");
 * }</pre>
 */
public final class Equivalence {

    private final Transcript oracle;
    private final Transcript ours;

    private Equivalence(Transcript oracle, Transcript ours) {
        this.oracle = oracle;
        this.ours = ours;
    }

    /** Plays a scenario in two scenes. It fails when it fails in either. */
    public static Equivalence onBoth(Scenario scenario) {
        Performance oracle = new Performance(Suite.oracle(), scenario);
        Performance ours = new Performance(Suite.ours(), scenario);
        oracle.begin();
        ours.begin();
        oracle.join();
        ours.join();
        return new Equivalence(oracle.transcript(), ours.transcript());
    }

    /** Both did the same. The caller goes on to say what that was, lest both be wrong alike. */
    public Transcript agree() {
        if (!oracle.toString().equals(ours.toString())) {
            throw new AssertionError("the suites differ\n--- runit\n" + oracle + "--- dogwatch\n" + ours);
        }
        return ours;
    }

    /**
     * They do not do the same, on purpose.
     *
     * @param reason the fault of C runit that is mended, or the version of it that is followed
     */
    public void differ(String reason, Consumer<Transcript> oracleExpectation, Consumer<Transcript> ourExpectation) {
        check("runit, " + reason, oracle, oracleExpectation);
        check("dogwatch, " + reason, ours, ourExpectation);
    }

    private static void check(String whose, Transcript transcript, Consumer<Transcript> expectation) {
        try {
            expectation.accept(transcript);
        } catch (AssertionError e) {
            throw new AssertionError(whose + ": " + e.getMessage(), e);
        }
    }

    /** One suite playing a scenario on a thread of its own. */
    private static final class Performance {

        private final Suite suite;
        private final Scenario scenario;
        private final Thread thread;
        private Transcript transcript;
        private Throwable failure;

        Performance(Suite suite, Scenario scenario) {
            this.suite = suite;
            this.scenario = scenario;
            this.thread = Thread.ofPlatform().name(suite.name()).daemon().unstarted(this::play);
        }

        void begin() {
            thread.start();
        }

        void join() {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted", e);
            }
        }

        Transcript transcript() {
            if (failure != null) {
                throw new AssertionError(suite.name() + ": " + failure.getMessage() + "\nuntil then:\n" + transcript, failure);
            }
            return transcript;
        }

        private void play() {
            try (Scene scene = new Scene(suite)) {
                transcript = scene.transcript();
                try {
                    scenario.play(scene);
                } finally {
                    scene.noteComplaints();
                }
            } catch (Throwable e) {
                failure = e;
            }
        }
    }
}
