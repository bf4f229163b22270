package dev.dogwatch.bench.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessesTest {

    @Test
    void parsesAProcessWithAnUglyName() {
        assertEquals(new Processes.Stat(42, 'S', 7), Processes.parseStat("42 (a) Z (b c) S 7 42 42 0 -1"));
    }

    @Test
    void readsTheNumberOfAWholeKeyOnly() {
        List<String> lines = List.of("Pss:                 100 kB", "Pss_Dirty:            40 kB");
        assertEquals(40, Processes.parseNumber(lines, "Pss_Dirty"));
        assertEquals(100, Processes.parseNumber(lines, "Pss"));
        assertEquals(0, Processes.parseNumber(lines, "Rss"));
    }

    @Test
    void findsGrandchildren() throws IOException, InterruptedException {
        Process shell = new ProcessBuilder("sh", "-c", "sleep 1000 & echo $!; wait").start();
        try {
            long grandchild = Long.parseLong(shell.inputReader().readLine());
            assertTrue(Processes.tree(ProcessHandle.current().pid()).contains(grandchild));
            assertFalse(Processes.tree(grandchild).contains(shell.pid()));
            Posix.kill(grandchild, Posix.SIGKILL);
        } finally {
            shell.destroyForcibly().waitFor();
        }
    }

    @Test
    void tellsTheCpuTimeAndTheEndOfAProcess() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sleep", "1000").start();
        int pidfd = Posix.pidfd(process.pid());
        try {
            assertTrue(Posix.cpuTime(process.pid()) > 0);
            assertTrue(Posix.exists(process.pid()));
            assertFalse(Posix.ended(pidfd));
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertTrue(Posix.ended(pidfd));
        assertEquals(0, Posix.cpuTime(process.pid()));
        Posix.close(pidfd);
    }
}
