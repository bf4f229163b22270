package dev.dogwatch.bench.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.dogwatch.bench.tree.Ledger.Start;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
    @TempDir
    Path directory;

    private static byte[] record(String name, long at, int pid) {
        return ByteBuffer.allocate(Ledger.RECORD).order(ByteOrder.LITTLE_ENDIAN)
                .putLong(at).putLong(7).putInt(pid).putInt(1).put(name.getBytes(StandardCharsets.UTF_8)).array();
    }

    private static void append(Ledger ledger, byte[] bytes) throws IOException {
        Files.write(ledger.path(), bytes, StandardOpenOption.APPEND);
    }

    @Test
    void tellsStartsOfEachServiceAndOfTheSupervisor() throws IOException {
        try (Ledger ledger = new Ledger(directory.resolve("ledger"))) {
            append(ledger, record("", 10, 100));
            append(ledger, record("a", 20, 101));
            append(ledger, record("b", 21, 102));
            append(ledger, record("a", 30, 103));

            assertEquals(new Start("", 10, 7, 100, 1), ledger.supervisor());
            assertEquals(2, ledger.services());
            assertEquals(List.of(101L, 103L), ledger.starts("a").stream().map(Start::pid).toList());
            assertEquals(List.of(103L, 102L), ledger.newest().stream().map(Start::pid).toList());
        }
    }

    @Test
    void findsTheFirstStartAfterATime() throws IOException {
        try (Ledger ledger = new Ledger(directory.resolve("ledger"))) {
            for (int at = 10; at <= 40; at += 10) {
                append(ledger, record("a", at, at));
            }
            assertEquals(20, ledger.after("a", 10).at());
            assertEquals(30, ledger.after("a", 29).at());
            assertNull(ledger.after("a", 40));
            assertNull(ledger.after("b", 0));
        }
    }

    @Test
    void leavesARecordThatIsNotWholeYetForLater() throws IOException {
        try (Ledger ledger = new Ledger(directory.resolve("ledger"))) {
            byte[] whole = record("a", 10, 100);
            append(ledger, Arrays.copyOf(whole, 40));
            assertEquals(0, ledger.services());
            append(ledger, Arrays.copyOfRange(whole, 40, whole.length));
            assertEquals(10, ledger.starts("a").getFirst().at());
        }
    }

    @Test
    void readsANameThatFillsItsField() throws IOException {
        try (Ledger ledger = new Ledger(directory.resolve("ledger"))) {
            append(ledger, record("n".repeat(40), 10, 100));
            assertEquals(1, ledger.starts("n".repeat(40)).size());
        }
    }
}
