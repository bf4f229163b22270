package dev.dogwatch.robustness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What {@code writer.c} knows that it has written, held against what {@code reader.c} has read. */
final class Ledger {

    private Ledger() {
    }

    /** How many instances have begun to write. */
    static int instances(Path ledgerFile) {
        try {
            byte[] bytes = Files.exists(ledgerFile) ? Files.readAllBytes(ledgerFile) : new byte[0];
            return bytes.length < Integer.BYTES ? 0 : ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getInt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines of each instance are there, in order, once, up to the one that it has confirmed last, or the one after that. */
    static void assertNothingIsLost(Path ledgerFile, Path logged, int instances) throws IOException {
        ByteBuffer ledger = ByteBuffer.wrap(Files.readAllBytes(ledgerFile)).order(ByteOrder.nativeOrder());
        assertEquals(instances, ledger.getInt());
        List<Integer> last = lastLines(logged);
        int lines = 0;
        for (int instance = 0; instance < instances; instance++) {
            int confirmed = ledger.getInt();
            int found = instance < last.size() ? last.get(instance) : 0;
            int number = instance;
            assertTrue(found == confirmed || found == confirmed + 1,
                    () -> "instance " + number + " wrote " + confirmed + " lines, " + found + " are in " + logged);
            lines += found;
        }
        assertTrue(lines > 100, lines + " lines in " + logged + " prove nothing");
    }

    /** The number of the last line of each instance, all before it being there in order. */
    private static List<Integer> lastLines(Path logged) throws IOException {
        List<Integer> last = new ArrayList<>();
        for (String line : Files.readAllLines(logged)) {
            int space = line.indexOf(' ');
            int instance = Integer.parseInt(line, 0, space, 10);
            int number = Integer.parseInt(line, space + 1, line.length(), 10);
            while (last.size() <= instance) {
                last.add(0);
            }
            assertEquals(last.get(instance) + 1, number, () -> "after the line before " + line + " in " + logged);
            assertEquals(last.size() - 1, instance, () -> "an older instance spoke once more: " + line + " in " + logged);
            last.set(instance, number);
        }
        return last;
    }
}
