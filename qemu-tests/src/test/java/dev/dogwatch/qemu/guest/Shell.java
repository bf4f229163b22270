package dev.dogwatch.qemu.guest;

import java.time.Duration;
import java.time.Instant;

/** The root shell on the console of a guest: commands with what they say and their exit codes, told from all else on the console by marks. */
public final class Shell {

    /** A line longer than this a shell's line editor may cut; a long script belongs in the overlay. */
    private static final int LONGEST = 900;

    private static final Duration ONE_TRY = Duration.ofMillis(400);

    private final Serial serial;
    private int marks;

    Shell(Serial serial) {
        this.serial = serial;
    }

    /**
     * How a command ended.
     *
     * @param exitCode of the shell's last command
     * @param output standard output and error, as the console showed them, without the last newline; messages of the kernel may be between
     * @param asked before it was typed, by the clock of the host
     * @param answered when its end was seen
     */
    public record Answer(String command, int exitCode, String output, Instant asked, Instant answered) {
    }

    /** Waits for a shell to answer behind the mark: types until one does, since who opens a terminal may throw away what was typed before. */
    synchronized void awaitAnswer(int mark) {
        long deadline = System.nanoTime() + Await.LIMIT.toNanos();
        while (true) {
            serial.type("\necho @\"s" + ++marks + "\"@\n");
            try {
                // What came of an earlier try will do; its output is behind us when the next command begins.
                serial.awaitText(mark, "@s\\d+@\r?$", ONE_TRY);
                return;
            } catch (AssertionError e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
            }
        }
    }

    /** Runs one line of shell. */
    public synchronized Answer run(String line, Duration limit) {
        if (line.length() > LONGEST || line.contains("\n")) {
            throw new IllegalArgumentException("more than one line of " + LONGEST + " characters; put it into the overlay: " + line);
        }
        int id = ++marks;
        int mark = serial.mark();
        Instant asked = Instant.now();
        // The quotes are in what the terminal echoes, and not in what echo prints.
        serial.type("echo @\"b" + id + "\"@; eval '" + line.replace("'", "'\\''") + "'; echo @\"e" + id + "\":$?@\n");
        Serial.Heard heard = serial.awaitText(mark, "(?s)@b" + id + "@\r*\n(.*?)\r*\n?@e" + id + ":(\\d+)@|" + Guest.BOOT, limit);
        if (heard.group(2) == null) {
            throw new AssertionError("the board booted again while it was to run `" + line + "`. " + serial.lastWords());
        }
        return new Answer(line, Integer.parseInt(heard.group(2)), heard.group(1).replace("\r", ""), asked, heard.at());
    }
}
