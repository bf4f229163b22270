package dev.dogwatch.chpst;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dogwatch.libc.Edge;
import dev.dogwatch.libc.PanamaLibc;
import dev.dogwatch.os.CString;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Changes to the environment of this JVM, which has a PATH. */
class EnvironmentChangesTest {
    @BeforeAll
    static void useTheJvmsLibc() {
        Edge.libc = new PanamaLibc();
    }

    private static List<String> entries(long array) {
        List<String> entries = new ArrayList<>();
        for (long at = array; Edge.libc.getPointer(at) != 0; at += Edge.libc.pointerSize()) {
            StringBuilder text = new StringBuilder();
            for (long c = Edge.libc.getPointer(at); Edge.libc.getByte(c) != 0; c++) {
                text.append((char) (Edge.libc.getByte(c) & 0xff));
            }
            entries.add(text.toString());
        }
        return entries;
    }

    @Test
    void noChangeIsTheEnvironmentItself() {
        assertEquals(Edge.libc.environ(), new EnvironmentChanges().environment());
    }

    @Test
    void laterChangesWinAndOurOwnEnvironmentStays() {
        List<String> before = entries(Edge.libc.environ());
        EnvironmentChanges changes = new EnvironmentChanges();
        changes.set(CString.of("CHPST_A"), CString.of("1"));
        changes.set(CString.of("PATH"), CString.of("/new"));
        changes.set(CString.of("CHPST_A"), CString.of("2"));
        changes.set(CString.of("CHPST_B"), CString.of("3"));
        changes.remove(CString.of("CHPST_B"));
        List<String> after = entries(changes.environment());
        assertTrue(after.containsAll(List.of("CHPST_A=2", "PATH=/new")));
        assertFalse(after.contains("CHPST_A=1") || after.contains("CHPST_B=3"));
        assertEquals(before.size() + 1, after.size());
        assertEquals(before, entries(Edge.libc.environ()));
    }

    @Test
    void whatIsNotThereNeedNotBeRemoved() {
        EnvironmentChanges changes = new EnvironmentChanges();
        changes.remove(CString.of("CHPST_NOT_THERE"));
        changes.remove(CString.of("PAT"));
        assertEquals(entries(Edge.libc.environ()), entries(changes.environment()));
    }
}
