package dev.dogwatch.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * core/proof/CrashOnly.tla: TLC checks its invariants and what must happen in the end, and the states that it finds are
 * those that {@link Lifecycle} can be in, no more and no less.
 */
class CrashOnlyModelTest {
    private static final Path MODEL = Path.of("proof");
    private static final Pattern VARIABLE = Pattern.compile("/\\\\ (\\w+) = \"?(\\w+)\"?");
    /** D a death, F a finish that ends, G a finish that gives up, S time passes; the others are control bytes. */
    private static final String EVENTS = "uodtkx" + "DFGS";
    private static final long SECOND = 1_000_000_000L;
    private static final int DEEPEST = 12;

    @Test
    void theModelHoldsAndHasTheStatesOfTheProgram(@TempDir Path scratch) throws Exception {
        Path dump = scratch.resolve("states.dump");
        String said = tlc(scratch, "-dump", dump.toString());
        assertTrue(said.contains("No error has been found"), said);
        TreeSet<String> modelled = new TreeSet<>();
        for (String state : Files.readString(dump).split("State \\d+:\\R")) {
            Map<String, String> variables = new HashMap<>();
            Matcher variable = VARIABLE.matcher(state);
            while (variable.find()) {
                variables.put(variable.group(1), variable.group(2));
            }
            // In the program the step to leave is taken at once, so that what comes before it is nothing to see.
            boolean passing = "exit".equals(variables.get("want")) && "down".equals(variables.get("state"))
                    && "FALSE".equals(variables.get("finishing")) && "FALSE".equals(variables.get("left"));
            if (!variables.isEmpty() && !passing) {
                modelled.add(describe(variables.get("state"), variables.get("want"), "TRUE".equals(variables.get("dying")),
                        "TRUE".equals(variables.get("finishing")), "TRUE".equals(variables.get("gaveUp")), "TRUE".equals(variables.get("left"))));
            }
        }
        assertEquals(String.join("\n", modelled), String.join("\n", reachable()));
    }

    @Test
    void aModelThatIsWrongIsFoundOut(@TempDir Path scratch) throws Exception {
        String wrong = Files.readString(MODEL.resolve("CrashOnly.tla")).replace("state = \"down\" /\\ Wanted /\\ ~left", "state = \"down\" /\\ ~left");
        Files.writeString(scratch.resolve("CrashOnly.tla"), wrong);
        Files.copy(MODEL.resolve("CrashOnly.cfg"), scratch.resolve("CrashOnly.cfg"));
        String said = run(scratch, List.of("-metadir", scratch.resolve("meta").toString(), "CrashOnly"));
        assertTrue(said.contains("NobodyStartsUnasked") && said.contains("violated"), said);
    }

    /** Every sequence of events that leads to something new is followed further, until nothing new is found. */
    private static TreeSet<String> reachable() {
        TreeSet<String> found = new TreeSet<>();
        Map<String, Integer> exact = new HashMap<>();
        Deque<String> open = new ArrayDeque<>();
        for (String begin : new String[] {"U", "W", "A", "B", "E"}) {
            for (char finish : new char[] {'-', '+'}) {
                open.add(begin + finish);
            }
        }
        while (!open.isEmpty()) {
            String path = open.remove();
            FakeProcess process = play(path);
            String state = describe(process);
            found.add(state);
            // How near the end of the budget it is decides what can follow, and whether a start is owed.
            String all = state + process.lifecycle.deadline() % SECOND + path.charAt(1) + (process.lifecycle.deadline() == Settings.NEVER);
            boolean fresh = exact.merge(all, 1, Integer::sum) == 1;
            if (fresh && !state.contains("left") && path.length() < DEEPEST) {
                EVENTS.chars().forEach(event -> open.add(path + (char) event));
            }
        }
        return found;
    }

    private static FakeProcess play(String path) {
        FakeProcess process = new FakeProcess(false);
        process.settings.crashOnly = true;
        process.finish = path.charAt(1) == '+';
        switch (path.charAt(0)) {
            case 'U' -> process.begin(false);
            case 'W' -> process.begin(true);
            case 'A' -> process.adopt(false, false, false);
            case 'E' -> {
                // The next start waits: the budget is spent.
                process.begin(false);
                for (int start = 1; start < StartBudget.BURST; start++) {
                    process.die();
                }
            }
            default -> process.adopt(true, false, false);
        }
        for (char event : path.substring(2).toCharArray()) {
            switch (event) {
                case 'D' -> process.die();
                case 'F', 'G' -> {
                    if (process.finishesBeside()) {
                        process.finishExits(event == 'F' ? 0 : Lifecycle.GIVE_UP);
                    }
                }
                case 'S' -> process.pass(SECOND);
                default -> process.control(event);
            }
        }
        return process;
    }

    private static String describe(FakeProcess process) {
        Lifecycle lifecycle = process.lifecycle;
        String want = switch (lifecycle.want()) {
            case Lifecycle.WANT_UP -> "up";
            case Lifecycle.WANT_DOWN -> "down";
            default -> "exit";
        };
        return describe(lifecycle.state() == Lifecycle.DOWN ? "down" : "up", want, process.dying(), lifecycle.finishesBeside(),
                lifecycle.gaveUp(), process.events().contains("leave"));
    }

    private static String describe(String state, String want, boolean dying, boolean finishing, boolean gaveUp, boolean left) {
        return state + ", wanted " + want + (dying ? ", dying" : "") + (finishing ? ", finishing" : "") + (gaveUp ? ", gave up" : "")
                + (left ? ", left" : "");
    }

    private static String tlc(Path scratch, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("-metadir", scratch.resolve("meta").toString()));
        arguments.addAll(List.of(more));
        arguments.add("CrashOnly");
        return run(MODEL.toAbsolutePath(), arguments);
    }

    private static String run(Path directory, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java", "-XX:+UseParallelGC",
                "-cp", System.getProperty("java.class.path", "").replace(File.pathSeparatorChar + ".", ""), "tlc2.TLC"));
        command.addAll(arguments);
        Path output = Files.createTempFile("tlc", ".out");
        try {
            Process process = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true)
                    .redirectOutput(output.toFile()).start();
            process.waitFor();
            return Files.readString(output);
        } finally {
            Files.delete(output);
        }
    }
}
