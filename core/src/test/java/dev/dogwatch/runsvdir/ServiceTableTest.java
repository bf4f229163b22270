package dev.dogwatch.runsvdir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.dogwatch.libc.Edge;
import dev.dogwatch.libc.PanamaLibc;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.Poll;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of runsvdir: every directory is found, however many came and went before. */
class ServiceTableTest {
    private final ServiceTable table = new ServiceTable(null);

    @BeforeAll
    static void useTheJvmsLibc() {
        Edge.libc = new PanamaLibc();
    }

    private ServiceEntry add(long inode) {
        return table.add(1, inode, CString.copy(CString.of("s" + inode)));
    }

    @Test
    void findsTheOthersAfterTheOneFoundLastIsGone() {
        ServiceEntry first = add(1);
        ServiceEntry second = add(2);
        ServiceEntry third = add(3);
        assertSame(third, table.find(1, 3));
        table.remove(third);
        assertSame(second, table.find(1, 2));
        assertSame(first, table.find(1, 1));
        assertNull(table.find(1, 3));
        assertNull(table.find(2, 1));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void findsEachOfThoseThatAreThereAndNoOther(long seed) {
        Random random = new Random(seed);
        List<ServiceEntry> there = new ArrayList<>();
        long inode = 0;
        for (int step = 0; step < 3000; step++) {
            if (there.isEmpty() || random.nextInt(3) != 0) {
                there.add(add(++inode));
            } else {
                table.remove(there.remove(random.nextInt(there.size())));
            }
            if (!there.isEmpty()) {
                ServiceEntry wanted = there.get(random.nextInt(there.size()));
                assertSame(wanted, table.find(1, wanted.inode));
            }
            assertNull(table.find(1, inode + 1));
            assertEquals(there.size(), table.count());
        }
    }

    @Test
    void knowsWhenTheNextStartIsDueAndForgetsTheRetired() {
        assertEquals(Poll.NEVER, table.nextStart());
        ServiceEntry soon = add(1);
        table.startAt(soon, 10);
        table.startAt(add(2), 20);
        assertEquals(10, table.nextStart());
        soon.retired = true;
        table.updateNextStart();
        assertEquals(20, table.nextStart());
    }
}
