package dev.dogwatch.telemetry.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dogwatch.libc.Edge;
import dev.dogwatch.libc.PanamaLibc;
import dev.dogwatch.os.Memory;
import dev.dogwatch.service.Counters;
import dev.dogwatch.service.Lifecycle;
import dev.dogwatch.service.Status;
import dev.dogwatch.service.Tai64;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the fake writes, read by the suite's own readers. */
class FakeNodeTest {

    private static final long MINUTE = 60_000_000_000L;

    @TempDir
    Path directory;
    private FakeNode node;

    @BeforeAll
    static void useTheJvmsLibc() {
        Edge.libc = new PanamaLibc();
    }

    @BeforeEach
    void open() {
        node = FakeNode.in(directory);
    }

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void aNewServiceIsDownAndWantedUp() throws IOException {
        node.service("a");
        Read a = read("a");
        assertEquals(Status.SIZE, a.size);
        assertEquals(Lifecycle.DOWN, Status.state(a.status));
        assertEquals('u', Status.want(a.status));
        assertEquals(0, Status.pid(a.status));
        assertEquals(0, a.counters.starts);
        assertEquals(Counters.NONE, a.counters.lastExit);
    }

    @Test
    void aStartIsInBothFiles() throws IOException {
        node.service("a").up(4711);
        Read a = read("a");
        assertEquals(Lifecycle.RUN, Status.state(a.status));
        assertEquals(4711, Status.pid(a.status));
        assertEquals(1, a.counters.starts);
        assertEquals(a.counters.sinceWall, Tai64.wall(a.status));
        assertEquals(a.counters.started, a.counters.since);
        assertTrue(Math.abs(System.nanoTime() - a.counters.since) < MINUTE);
        assertTrue(Math.abs(System.currentTimeMillis() * 1_000_000 - a.counters.sinceWall) < MINUTE);
    }

    @Test
    void deathsAreCountedWithHowTheyWere() throws IOException {
        FakeService service = node.service("a").up(1).exits(3).up(2);
        assertEquals(3, read("a").counters.lastExit);
        service.killedBy(9).up(3);
        Read a = read("a");
        assertEquals(Counters.NONE, a.counters.lastExit);
        assertEquals(9, a.counters.lastSignal);
        assertEquals(3, a.counters.starts);
        assertEquals(2, a.counters.deaths);
        assertTrue(a.counters.died != 0 && a.counters.died <= a.counters.started);
        service.restartedUnseen(5, 4);
        assertEquals(8, read("a").counters.starts);
        assertEquals(service.starts(), read("a").counters.starts);
        assertEquals(service.deaths(), read("a").counters.deaths);
    }

    @Test
    void finishIsAStateOfItsOwn() throws IOException {
        FakeService service = node.service("a").up(1).finishes(1, 5);
        assertEquals(Lifecycle.FINISH, Status.state(read("a").status));
        assertEquals(5, Status.pid(read("a").status));
        service.finished();
        assertEquals(Lifecycle.DOWN, Status.state(read("a").status));
        assertEquals(1, read("a").counters.deaths);
    }

    @Test
    void flagsMakeTheStatusLonger() throws IOException {
        FakeService service = node.service("a").crashOnly().up(1).tellsReadiness();
        assertEquals(Status.EXTENDED_SIZE, read("a").size);
        assertEquals(Status.CRASH_ONLY | Status.TELLS_READINESS, read("a").flags());
        assertEquals("not ready", Status.fault(read("a").status, read("a").flags()));
        service.ready();
        Read a = read("a");
        assertNull(Status.fault(a.status, a.flags()));
        assertEquals(a.counters.readyWall, Tai64.wall(Status.readyStamp(a.status)));
        service.killedBy(11).gaveUp();
        assertEquals("gave up", Status.fault(read("a").status, read("a").flags()));
        assertTrue(read("a").counters.gaveUp);
        assertTrue(Files.exists(service.directory().resolve("crash-only")));
    }

    @Test
    void whatIsWantedAndWhetherItIsPausedIsTold() throws IOException {
        node.service("a").up(1).paused(true).want(false);
        assertTrue(Status.paused(read("a").status));
        assertEquals('d', Status.want(read("a").status));
    }

    @Test
    void aTextIsInTheCountersAndLeavesTheirSize() throws IOException {
        node.service("a").says("all is well");
        assertEquals("all is well".length(), read("a").counters.textLength);
        assertEquals(FakeService.COUNTERS_SIZE, Files.size(node.services().resolve("a/supervise/counters")));
    }

    @Test
    void theServicesOfCRunitHaveNoCounters() {
        node.service("a").up(1).withoutCounters().killedBy(9).up(2);
        assertFalse(Files.exists(node.services().resolve("a/supervise/counters")));
    }

    @Test
    void aLogServiceIsBelowItsService() {
        node.service("a");
        node.log("a").up(2);
        assertTrue(Files.exists(node.services().resolve("a/log/supervise/status")));
        node.remove("a");
        assertFalse(Files.exists(node.services().resolve("a")));
    }

    @Test
    void nobodyReadsTheFifosOfAServiceWhoseSupervisorIsGone() throws Exception {
        FakeService service = node.service("a");
        assertEquals(0, writeTo("a/supervise/ok"));
        service.close();
        assertNotEquals(0, writeTo("a/supervise/ok"));
    }

    /** Without waiting for a reader; the exit code of who does it. */
    private int writeTo(String fifo) throws Exception {
        return new ProcessBuilder("dd", "oflag=nonblock", "conv=notrunc", "count=0", "status=none", "of=" + fifo)
                .directory(node.services().toFile()).redirectErrorStream(true).redirectInput(Path.of("/dev/null").toFile()).start().waitFor();
    }

    @Test
    void theFilesOfTheWatchdogAreThoseOfTheManual() throws IOException {
        node.boot(7, "watchdog", "critical heart: check failed for 10 s", 2, false);
        node.watchdog("starving", "critical heart: down for 10 s", false, List.of(new FakeNode.Device("/dev/watchdog", "fed"),
                new FakeNode.Device("/dev/watchdog1", "missing")), List.of(new FakeNode.Critical("heart", "down", 10)));
        assertTrue(Files.readString(node.run().resolve("boot")).startsWith("boot-id=" + node.bootId() + "\nboots=7\ncause=watchdog\n"));
        String watchdog = Files.readString(node.run().resolve("watchdog"));
        assertTrue(watchdog.contains("\ngate=starving\nreason=critical heart: down for 10 s\nsafe-mode=no\n[device]\npath=/dev/watchdog\nstate=fed\n"));
        assertTrue(watchdog.endsWith("[device]\npath=/dev/watchdog1\nstate=missing\n[critical]\nname=heart\nstate=down\ngrace=10\n"));
    }

    private record Read(long status, int size, Counters counters) {
        int flags() {
            return Status.flags(status, size);
        }
    }

    private Read read(String name) throws IOException {
        Path supervise = node.services().resolve(name).resolve("supervise");
        byte[] status = Files.readAllBytes(supervise.resolve("status"));
        byte[] text = Files.readAllBytes(supervise.resolve("counters"));
        Counters counters = new Counters();
        assertTrue(counters.parse(memory(text), text.length));
        return new Read(memory(status), status.length, counters);
    }

    private static long memory(byte[] bytes) {
        long address = Memory.allocate(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            Edge.libc.putByte(address + i, bytes[i]);
        }
        return address;
    }
}
